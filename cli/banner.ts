import { styleText } from 'node:util'

interface Started {
  readonly url: string
  readonly bankUrl: string | null
  readonly isDemo: boolean
  readonly isEmbedded: boolean
  readonly dataDir: string
}

/** What somebody who has just typed `npm start` needs, and nothing else. */
export function bannerText({ url, bankUrl, isDemo, isEmbedded, dataDir }: Started): string {
  const lines: [string, string][] = [['Portal', paint('bold', url)]]
  if (isDemo) {
    lines.push(['Sign in', 'claire.martin, marc.leroy, anne.bernard or awa.diallo'])
    lines.push(['Password', 'PreauDemo2026'])
  }
  if (bankUrl) lines.push(['Bank', `${bankUrl} (a stand-in: card 1234567890123456, CVV 123)`])
  if (isEmbedded) lines.push(['Data', dataDir])
  const rows = lines.map(([label, value]) => `  ${paint('dim', label.padEnd(9))} ${value}`)
  const uptime = `Ready in ${process.uptime().toFixed(1)} s. Ctrl-C stops everything; the data is kept.`
  return `\n  ${paint('green', 'Préau')} is open.\n\n${rows.join('\n')}\n\n  ${paint('dim', uptime)}\n`
}

function paint(style: 'bold' | 'dim' | 'green', text: string): string {
  return process.stdout.isTTY ? styleText(style, text) : text
}
