import type { FC } from 'hono/jsx'

/** A mail, the same in text and in HTML. */
export interface MailContent {
  readonly subject: string
  readonly greeting: string
  readonly paragraphs: readonly string[]
  readonly action: MailLink | null
  /** Why it came, and how to have fewer. */
  readonly footer: readonly MailLine[]
  readonly signature: string
}

/** A sentence, or words that lead somewhere. */
export type MailLine = string | MailLink

interface MailLink {
  readonly label: string
  readonly url: string
}

export function mailText(mail: MailContent): string {
  const { greeting, paragraphs, action, signature, footer } = mail
  const parts = [
    greeting,
    ...paragraphs,
    ...(action ? [lineText(action)] : []),
    signature,
    `-- \n${footer.map(lineText).join('\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

/** An address has a line of its own: it stays whole, and mail programs make it a link. */
function lineText(line: MailLine): string {
  return typeof line === 'string' ? line : `${line.label}\u00A0:\n${line.url}`
}

/** No picture, no style sheet, nothing to fetch: nobody learns that it was opened. */
export const MailHtml: FC<{ mail: MailContent }> = ({ mail }) => (
  <html lang="fr">
    <head>
      <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{mail.subject}</title>
    </head>
    <body>
      <p>{mail.greeting}</p>
      {mail.paragraphs.map((paragraph) => (
        <p>{paragraph}</p>
      ))}
      {mail.action && (
        <p>
          <a href={mail.action.url}>
            <strong>{mail.action.label}</strong>
          </a>
        </p>
      )}
      <p>{mail.signature}</p>
      <hr />
      {mail.footer.map((line) => (
        <p>
          <small>{typeof line === 'string' ? line : <a href={line.url}>{line.label}</a>}</small>
        </p>
      ))}
    </body>
  </html>
)
