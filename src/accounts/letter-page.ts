import { dayOf } from '../kernel/day.ts'
import { dateInWords, dayInWords } from '../kernel/french.ts'
import { displayPhone, upperName } from '../kernel/text.ts'
import { letterhead, type Letterhead } from '../settings/letterhead.ts'
import type { Settings } from '../settings/settings.ts'
import { codeInGroups } from './letter-code.ts'
import type { Letter } from './letters.ts'
import { policyInWords } from './password-policy.ts'

/** One page of templates/pdf/letter.typ, every text ready to print. */
interface LetterPage {
  readonly receiver: readonly string[]
  readonly greeting: string
  readonly intro: string
  readonly login: string
  readonly code: string
  readonly until: string
}

/** What templates/pdf/letter.typ prints: one page a letter. */
export interface LettersData extends Letterhead {
  readonly title: string
  readonly placeAndDate: string
  /** Where the code is typed, without `https://`. */
  readonly portal: string
  readonly steps: readonly string[]
  readonly secrecy: string
  readonly contact: string
  readonly letters: readonly LetterPage[]
}

export function lettersData(
  letters: readonly Letter[],
  from: { readonly settings: Settings; readonly activationUrl: string; readonly now: Date },
): LettersData {
  const { commune, passwordPolicy } = from.settings
  const createdOn = dayOf(from.now)
  const phone = displayPhone(commune.phone)
  return {
    ...letterhead(from.settings, createdOn),
    title: 'Votre accès au portail familles',
    placeAndDate: `${commune.town}, le ${dateInWords(createdOn)}`,
    portal: from.activationUrl.replace(/^https?:\/\//, ''),
    steps: [
      'Avec un téléphone ou un ordinateur, ouvrez cette adresse\u00A0:',
      'Recopiez votre identifiant et votre code. Majuscules et espaces ne comptent pas.',
      `Choisissez votre mot de passe. ${policyInWords(passwordPolicy)}`,
    ],
    secrecy:
      'Gardez cette lettre pour vous\u00A0: elle ouvre le dossier de votre famille. Votre mot de passe, vous seul le connaissez\u00A0; la mairie ne vous le demandera jamais.',
    contact: `Une question\u202F? ${commune.service}, ${phone}, ${commune.email}, ${commune.openingHours}.`,
    letters: letters.map((letter) => pageOf(letter, commune.name)),
  }
}

function pageOf(letter: Letter, communeName: string): LetterPage {
  const { title, firstName, usualName } = letter
  const polite = { M: 'M.', MME: 'Mme' } as const
  const greetings = { M: 'Monsieur,', MME: 'Madame,' } as const
  const name = [title ? polite[title] : '', firstName, upperName(usualName)]
    .filter(Boolean)
    .join(' ')
  return {
    receiver: [name, ...letter.address],
    greeting: title ? greetings[title] : 'Madame, Monsieur,',
    intro: letter.isFirst ? firstIntro(communeName) : againIntro,
    login: letter.login,
    code: codeInGroups(letter.code),
    until: `${dayInWords(letter.expiresOn)} ${letter.expiresOn.slice(0, 4)}`,
  }
}

function firstIntro(communeName: string): string {
  return `Avec le portail familles (${communeName}), vous inscrivez vos enfants à la cantine et aux accueils, vous réservez ou annulez des jours, vous consultez et réglez vos factures, à toute heure. Cet accès est le vôtre\u00A0: chaque parent a le sien.`
}

const againIntro =
  'Voici un nouveau code pour votre accès au portail familles. Il remplace ceux que vous auriez reçus auparavant. Votre dossier, vos réservations et vos factures n’ont pas changé.'
