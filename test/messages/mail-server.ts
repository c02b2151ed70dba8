import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { once } from 'node:events'

export interface ReceivedMail {
  readonly from: string
  readonly to: string
  /** Headers and parts as they came over the line, each header on one line. */
  readonly raw: string
  readonly messageId: string
  /** Came under STARTTLS. */
  readonly isSecure: boolean
}

export interface MailServer {
  readonly url: string
  readonly mails: readonly ReceivedMail[]
  /** The next mail to this address, or the next content (`DATA`), is answered with this code instead. */
  readonly answerNext: (to: string, code: number) => void
  readonly close: () => Promise<void>
}

/** A real SMTP server on loopback, which keeps what it takes; with TLS under a certificate that nobody vouches for. */
export async function startMailServer({ tls = false } = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const answers = new Map<string, number>()
  const options: SMTPServerOptions = {
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(new Error('no such password')),
    disabledCommands: tls ? [] : ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      const code = answers.get(address)
      answers.delete(address)
      done(code === undefined ? null : refusal(code, address))
    },
    onData: (stream, { envelope, secure }, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => void parts.push(part))
      stream.on('end', () => {
        const raw = unfolded(Buffer.concat(parts).toString('utf8'))
        const messageId = /^message-id:\s*(\S+)/im.exec(raw)?.[1] ?? ''
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        for (const { address } of envelope.rcptTo) {
          mails.push({ from, to: address, raw, messageId, isSecure: secure })
        }
        const code = answers.get('DATA')
        answers.delete('DATA')
        done(code === undefined ? null : refusal(code, envelope.rcptTo[0]?.address ?? ''))
      })
    },
  }
  const server = new SMTPServer(options)
  server.on('error', () => {}) // a client that was killed
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const place = listening.address()
  const port = typeof place === 'object' && place ? place.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    answerNext: (to, code) => void answers.set(to, code),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** Many servers name the receiver in what they say. */
function refusal(responseCode: number, address: string): Error {
  return Object.assign(new Error(`<${address}> not now`), { responseCode })
}

function unfolded(raw: string): string {
  const end = raw.indexOf('\r\n\r\n')
  return raw.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ') + raw.slice(end)
}

/** The text part of a mail, decoded. */
export function textOf({ raw }: ReceivedMail): string {
  const part = /content-type: text\/plain[\s\S]*?\r?\n\r?\n([\s\S]*?)\r?\n--/i.exec(raw)
  const [head = '', body = ''] = part ?? []
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/quoted-printable/i.test(head)) return body
  const bytes = body
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
