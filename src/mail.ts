import { createTransport } from 'nodemailer'
import { mkdirSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'

export interface OutgoingMail {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The same for each try, so that a mail that came twice is recognised. */
  readonly messageId: string
  readonly date: Date
  readonly headers: Readonly<Record<string, string>>
}

/** Taken, or refused for good in the server's words. What may pass another time is thrown. */
export type MailAnswer =
  | { readonly taken: true }
  | { readonly taken: false; readonly because: string }

export interface Mailer {
  readonly send: (mail: OutgoingMail) => Promise<MailAnswer>
  readonly close: () => void
}

/** The only way to a mail server (SMTP_URL), or without one to .eml files under the data folder. */
export function openMailer({ smtpUrl, dataDir }: Pick<Config, 'smtpUrl' | 'dataDir'>): Mailer {
  return smtpUrl ? onServer(smtpUrl) : inFiles(mailFolderIn(dataDir))
}

export function mailFolderIn(dataDir: string): string {
  return join(dataDir, 'mail')
}

const closed = { disableFileAccess: true, disableUrlAccess: true } as const

const longWaitMs = 500

const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/** Greets the mail server and signs in there, as before a mail. Null when it lets us, else why not. */
export async function greetMailServer(url: string): Promise<string | null> {
  const transport = createTransport({ url, ...patience, ...closed })
  try {
    await transport.verify()
    return null
  } catch (error) {
    return notTaken(error).message
  } finally {
    transport.close()
  }
}

/**
 * A server that failed us after a long wait is left alone three times as long: a thousand mails that each wait for it
 * would hold up everything else that the worker has to do.
 */
function onServer(url: string): Mailer {
  const transport = createTransport({ ...patience, url, pool: true, maxConnections: 2, ...closed })
  let restUntil = 0
  return {
    send: async (mail) => {
      const startedAt = performance.now()
      if (startedAt < restUntil) throw leftAlone()
      try {
        await transport.sendMail(partsOf(mail))
        return { taken: true }
      } catch (error) {
        const because = refusal(error)
        if (because !== null) return { taken: false, because }
        const waited = performance.now() - startedAt
        if (waited > longWaitMs) restUntil = performance.now() + 3 * waited
        throw notTaken(error)
      }
    },
    close: () => transport.close(),
  }
}

function leftAlone(): Error {
  const failure = new Error('the mail server kept us waiting: it is left alone for a moment')
  return Object.assign(failure, { code: 'ETIMEDOUT' })
}

/** A file a mail, named after its Message-ID: sent twice, it is there once. */
function inFiles(folder: string): Mailer {
  const transport = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'unix',
    ...closed,
  })
  return {
    send: async (mail) => {
      const { message } = await transport.sendMail(partsOf(mail))
      const file = join(folder, `${mail.messageId.replaceAll(/[^A-Za-z0-9.@-]/g, '')}.eml`)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      await writeFile(`${file}.part`, message, { mode: 0o600 })
      await rename(`${file}.part`, file)
      return { taken: true }
    },
    close: () => transport.close(),
  }
}

/**
 * The header says that a program wrote: no absence note comes back (RFC 3834). The address is one address, whatever
 * stands in it.
 */
function partsOf({ headers, to, ...mail }: OutgoingMail) {
  return {
    ...mail,
    to: { name: '', address: to },
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
  }
}

/** The server's words name the receiver: they stay out of the log. What it did, and at which command, is enough. */
function notTaken(error: unknown): Error {
  const said = new Map(error instanceof Error ? Object.entries(error) : [])
  const where = `${said.get('command') ?? 'no command'}, ${said.get('responseCode') ?? 'no answer'}`
  const failure = new Error(`the mail server did not take a mail: ${where}`)
  return Object.assign(failure, { code: String(said.get('code') ?? 'EMAIL') })
}

/** A server's own 5xx about the receiver or the mail; 4xx, a lost line or a wrong password pass another time. */
function refusal(error: unknown): string | null {
  if (!(error instanceof Error) || !('responseCode' in error) || !('command' in error)) return null
  const { responseCode, command } = error
  const isFinal = typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600
  if (!isFinal || (command !== 'RCPT TO' && command !== 'DATA')) return null
  return 'response' in error && typeof error.response === 'string' ? error.response : error.message
}
