import { ageOn, parseDay, type Day } from '../../kernel/day.ts'
import { givenName, normalisePhone, tidyText } from '../../kernel/text.ts'
import { good, wrong, type Answer } from './model.ts'

/** What somebody typed, by the rules of domain.md §2: a value, or a sentence that says how to write it. */

export function readName(typed: string, whose: string): Answer<string | null> {
  const name = tidyText(typed)
  if (name === '') return good(null)
  if (name.length > 38) return wrong(`${whose} compte 38\u00A0caractères au plus.`)
  if (/\d{13}/.test(name.replace(/\s/g, '')))
    return wrong(
      `${whose} ne contient pas de numéro. N’écrivez jamais votre numéro de sécurité sociale ici.`,
    )
  if (!/^[\p{L}\p{M}][\p{L}\p{M}' .-]*$/u.test(name))
    return wrong(`${whose} s’écrit avec des lettres, des espaces, des apostrophes et des tirets.`)
  return good(name)
}

/** The same, in the case that screens and papers show. */
export function readGivenName(typed: string): Answer<string | null> {
  const answer = readName(typed, 'Le prénom')
  return answer.ok && answer.value !== null ? good(givenName(answer.value)) : answer
}

export function readPhone(typed: string): Answer<string | null> {
  if (typed.trim() === '') return good(null)
  const phone = normalisePhone(typed)
  return phone
    ? good(phone)
    : wrong(
        'Écrivez un numéro à dix chiffres, comme 06\u00A012\u00A034\u00A056\u00A078, ou un numéro étranger avec son indicatif, comme +32\u00A04…',
      )
}

export function readMail(typed: string): Answer<string | null> {
  const mail = typed.trim().toLowerCase()
  if (mail === '') return good(null)
  if (mail.length > 254)
    return wrong('Une adresse électronique compte 254\u00A0caractères au plus.')
  if (!/^[^\s@"(),:;<>[\]\\]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/.test(mail))
    return wrong('Écrivez une adresse électronique complète, comme claire@exemple.fr.')
  return good(mail)
}

/** An adult's: at least 14 years old, at most 110. */
export function readBirthDate(typed: string, today: Day): Answer<Day | null> {
  if (typed.trim() === '') return good(null)
  const day = parseDay(typed)
  if (!day) return wrong('Écrivez la date de naissance en chiffres, comme 14/03/1987.')
  if (day > today) return wrong('Cette date de naissance est à venir. Vérifiez l’année.')
  const age = ageOn(day, today)
  if (age < 14) return wrong('Un responsable a 14\u00A0ans au moins. Vérifiez l’année.')
  return age > 110
    ? wrong('Cette date remonte à plus de 110\u00A0ans. Vérifiez l’année.')
    : good(day)
}

export function readDay(typed: string, example: string): Answer<Day | null> {
  if (typed.trim() === '') return good(null)
  const day = parseDay(typed)
  return day ? good(day) : wrong(`Écrivez la date en chiffres, comme ${example}.`)
}

export function readLine(typed: string, max: number): Answer<string | null> {
  const line = tidyText(typed)
  if (line.length > max) return wrong(`${max}\u00A0caractères au plus.`)
  if (/\b[12]\s?\d{2}\s?\d{2}\s?(\d{2}|2[AB])\s?\d{3}\s?\d{3}(\s?\d{2})?\b/.test(line))
    return wrong(
      'N’écrivez pas votre numéro de sécurité sociale\u00A0: la mairie n’en a pas besoin.',
    )
  return good(line || null)
}

/** Whole euros or a whole number: spaces and a € are ignored. */
export function readWhole(typed: string, max: number): Answer<number | null> {
  const digits = typed.replace(/[\s\u202F\u00A0€]/g, '')
  if (digits === '') return good(null)
  if (!/^\d{1,9}([.,]\d{1,2})?$/.test(digits)) return wrong('Écrivez un nombre, comme 735.')
  const value = Math.floor(Number(digits.replace(',', '.')))
  return value > max
    ? wrong(`Ce nombre est trop grand\u00A0: ${max.toLocaleString('fr-FR')} au plus.`)
    : good(value)
}

/** Shares of a household for the tax: quarters, `2,5`. */
export function readShares(typed: string): Answer<number | null> {
  const text = typed.trim().replace(',', '.')
  if (text === '') return good(null)
  const value = Number(text)
  const isQuarter =
    Number.isFinite(value) && value > 0 && value <= 30 && Number.isInteger(value * 4)
  return isQuarter ? good(value) : wrong('Écrivez le nombre de parts de l’avis, comme 2,5.')
}
