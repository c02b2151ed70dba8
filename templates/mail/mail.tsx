import type { FC } from 'hono/jsx'

/** A mail, the same in text and in HTML. */
export interface MailContent {
  readonly subject: string
  readonly greeting: string
  readonly paragraphs: readonly string[]
  readonly action: { readonly label: string; readonly url: string } | null
  /** Why it came, and how to have fewer. */
  readonly footer: readonly string[]
  readonly signature: string
}

export function mailText(mail: MailContent): string {
  const { greeting, paragraphs, action, signature, footer } = mail
  const parts = [
    greeting,
    ...paragraphs,
    ...(action ? [`${action.label}\u00A0:\n${action.url}`] : []),
    signature,
    `-- \n${footer.join('\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

/** No picture, no style sheet, nothing to fetch: nobody learns that it was opened. */
export const MailHtml: FC<{ mail: MailContent }> = ({ mail }) => (
  <html lang="fr">
    <head>
      <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
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
          <small>{line}</small>
        </p>
      ))}
    </body>
  </html>
)
