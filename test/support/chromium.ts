import sparticuz from '@sparticuz/chromium'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { freemem, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

/** The browser, and its end; one that ended before that is named, so that nobody looks for the fault in the pages. */
export interface Chromium {
  readonly browser: Browser
  readonly close: () => Promise<void>
}

/**
 * Chromium without a download: the system's if there is one, else the binary inside @sparticuz/chromium, which runs
 * as root and on a machine without desktop libraries. The arguments are ours: that package's put all pages in one
 * process, which ends with the first of them, and switch off what the pages must stand, the same-origin policy first.
 */
export async function launchChromium(): Promise<Chromium> {
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    existsSync,
  )
  const executablePath = system ?? (await packagedChromium())
  const args = ['--no-sandbox', ...(system ? [] : withoutGraphicsCard), ...quiet]
  const browser = await chromium.launch({ executablePath, args, headless: true })
  let early = ''
  const endedByItself = () => {
    const free = `${Math.round(freemem() / 1_048_576)} MB of memory are free`
    early = `Chromium ended by itself (${executablePath}; ${free}): the failures that follow are not the pages'`
    console.error(early)
  }
  browser.once('disconnected', endedByItself)
  const close = async () => {
    if (early) throw new Error(early)
    browser.off('disconnected', endedByItself) // its own listener says when it is closed
    await browser.close()
  }
  return { browser, close }
}

/** Drawn without a graphics card, be it one in software: half the work. */
const withoutGraphicsCard = ['--headless=shell', '--disable-gpu', '--no-zygote']

const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The package takes whatever it finds in the temporary folder, be it half unpacked by another process: hence a folder
 * for each version and user, unpacked elsewhere and there in one step.
 */
async function packagedChromium(): Promise<string> {
  const manifest = new URL('../../node_modules/@sparticuz/chromium/package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const whole = join(tmpdir(), `preau-chromium-${version}-${userInfo().uid}`)
  const binary = join(whole, 'chromium')
  if (existsSync(binary)) return binary
  const part = mkdtempSync(`${whole}-`)
  try {
    await unpackInto(part)
    renameSync(part, whole)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    // another process was first
    if (!existsSync(binary)) throw error
  }
  return binary
}

async function unpackInto(folder: string): Promise<void> {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    await sparticuz.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
