import { paths } from '../../src/paths.ts'
import type { MailContent } from './mail.tsx'
import { greeting, noAnswer, signature, type MailTown } from './notice.ts'

/** The link of a forgotten password, or of a new address to confirm. */
export function linkContent(
  { kind, firstName, token }: { kind: 'MAIL' | 'EMAIL_CHANGE'; firstName: string; token: string },
  town: MailTown,
): MailContent {
  const isReset = kind === 'MAIL'
  return {
    subject: isReset ? 'Choisissez un nouveau mot de passe' : 'Confirmez votre adresse de courriel',
    greeting: greeting(firstName),
    paragraphs: isReset
      ? [
          'Quelqu’un, vous sans doute, a demandé un nouveau mot de passe pour votre compte. Le lien sert une fois, pendant 30 minutes.',
          'Vous n’avez rien demandé\u202F? Ne faites rien\u00A0: votre mot de passe reste le même.',
        ]
      : [
          'Vous avez donné cette adresse sur le portail. Confirmez-la avec ce lien, qui sert une fois, pendant 30 minutes.',
          'Vous n’avez rien demandé\u202F? Ne faites rien\u00A0: l’adresse ne sera pas utilisée.',
        ],
    action: {
      label: isReset ? 'Choisir un mot de passe' : 'Confirmer l’adresse',
      url: `${town.publicUrl}${isReset ? paths.resetPassword(token) : paths.confirmEmail(token)}`,
    },
    signature: signature(town),
    footer: [noAnswer(town)],
  }
}
