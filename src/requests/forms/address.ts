import { longestLine, splitStreet, streetText } from '../../households/addresses.ts'
import { communesOf, findCommune, type Commune } from '../../households/communes.ts'
import { countryCode, countryName, france } from '../../households/countries.ts'
import { addDays, type Day } from '../../kernel/day.ts'
import type { FormValues } from '../../kernel/forms.ts'
import { shortDate } from '../../kernel/french.ts'
import { matchKey, tidyText, upperName } from '../../kernel/text.ts'
import { addressValue } from '../targets/address.ts'
import { readDay, readLine } from './answers.ts'
import type { EditForm, FormContext, FormField, ReadForm } from './model.ts'

const fields: readonly FormField[] = [
  {
    id: 'rue',
    field: 'address',
    kind: 'text',
    label: 'Numéro et rue',
    autocomplete: 'address-line1',
  },
  {
    id: 'complement',
    field: 'address',
    kind: 'text',
    label: 'Complément (facultatif)',
    help: 'Bâtiment, appartement, lieu-dit',
    autocomplete: 'address-line2',
  },
  {
    id: 'code-postal',
    field: 'address',
    kind: 'text',
    label: 'Code postal',
    autocomplete: 'postal-code',
    inputmode: 'numeric',
    isShort: true,
  },
  {
    id: 'commune',
    field: 'address',
    kind: 'text',
    label: 'Commune',
    autocomplete: 'address-level2',
  },
  { id: 'pays', field: 'address', kind: 'text', label: 'Pays', autocomplete: 'country-name' },
  {
    id: 'depuis',
    field: 'address',
    kind: 'text',
    label: 'Vous y habitez depuis le',
    help: 'Par exemple 01/12/2026. Les prix suivent votre commune à partir de ce jour\u00A0: si des jours sont déjà facturés, la différence est sur la facture suivante.',
    inputmode: 'numeric',
    isShort: true,
  },
]

/** The household's address. The commune's code is found from the postcode; when several share it, the family chooses. */
export const addressForm: EditForm = {
  target: 'ADDRESS',
  fields,
  fill: ({ address }) => filled(address),
  read: (form, { today, commune }) => {
    const country = countryCode(form['f_pays'] ?? '')
    const home = readHome(form, country, commune)
    const from = readFrom(form['f_depuis'] ?? '', today)
    const errors = {
      ...home.errors,
      ...(country
        ? {}
        : { f_pays: 'Nous ne connaissons pas ce pays. Écrivez son nom en français.' }),
      ...(from.fault ? { f_depuis: from.fault } : {}),
    }
    if (!home.parts || Object.keys(errors).length > 0) return { ...home, values: {}, errors }
    return { values: { address: { ...home.parts, from: from.day } }, errors: {} }
  },
}

function filled(value: unknown): FormValues {
  const parsed = addressValue.safeParse(value)
  if (!parsed.success) return { f_pays: 'France' }
  const { complement, postcode, commune, country } = parsed.data
  return {
    f_rue: streetText(parsed.data),
    f_complement: complement ?? '',
    f_code_postal: postcode,
    f_commune: commune,
    f_pays: countryName(country),
  }
}

interface Home extends Pick<ReadForm, 'errors' | 'options'> {
  readonly parts?: ReturnType<typeof splitStreet> & {
    readonly postcode: string
    readonly commune: string
    readonly insee: string | null
    readonly country: string
  }
}

function readHome(form: FormValues, country: string | null, own: FormContext['commune']): Home {
  const errors: Record<string, string> = {}
  const street = readLine(form['f_rue'] ?? '', 76)
  if (!street.ok) errors['f_rue'] = street.fault
  else if (!street.value) errors['f_rue'] = 'Écrivez le numéro et la rue, comme 12 rue des Lilas.'
  const more = readLine(form['f_complement'] ?? '', longestLine)
  if (!more.ok) errors['f_complement'] = more.fault
  const postcode = tidyText(form['f_code_postal'] ?? '').toUpperCase()
  const town =
    country === france
      ? frenchTown(postcode, form['f_commune'] ?? '', own)
      : foreignTown(postcode, form['f_commune'] ?? '')
  Object.assign(errors, town.errors)
  const options = town.options ? { options: town.options } : {}
  if (Object.keys(errors).length > 0 || !street.ok || !more.ok || !town.commune || !country)
    return { errors, ...options }
  const line = splitStreet(street.value ?? '')
  const complement = [line.complement, more.value].filter(Boolean).join(', ').slice(0, longestLine)
  return {
    errors,
    parts: {
      ...line,
      complement: complement || null,
      postcode,
      commune: town.commune,
      insee: town.insee ?? null,
      country,
    },
  }
}

interface Town extends Pick<ReadForm, 'errors' | 'options'> {
  readonly commune?: string
  readonly insee?: string
}

function frenchTown(postcode: string, typed: string, own: FormContext['commune']): Town {
  if (!/^\d{5}$/.test(postcode)) {
    return { errors: { f_code_postal: 'Un code postal français a cinq chiffres, comme 59223.' } }
  }
  if (postcode === own.postcode && matchKey(typed) === matchKey(own.town))
    return { errors: {}, commune: upperName(own.town), insee: own.insee }
  const sharing = communesOf(postcode)
  const chosen = sharing.find(({ insee }) => insee === typed) ?? findCommune(postcode, typed)
  if (chosen)
    return {
      errors: {},
      commune: upperName(chosen.name).slice(0, longestLine),
      insee: chosen.insee,
    }
  if (sharing.length > 1)
    return { errors: { f_commune: chooseOne }, options: { commune: choices(sharing) } }
  return sharing.length === 0
    ? { errors: { f_code_postal: 'Ce code postal n’existe pas. Vérifiez ses chiffres.' } }
    : { errors: { f_commune: 'Cette commune n’a pas ce code postal. Corrigez l’un ou l’autre.' } }
}

const chooseOne = 'Plusieurs communes ont ce code postal. Choisissez la vôtre.'

function choices(communes: readonly Commune[]) {
  return [['', 'Choisissez'] as const, ...communes.map(({ insee, name }) => [insee, name] as const)]
}

function foreignTown(postcode: string, typed: string): Town {
  const commune = upperName(tidyText(typed))
  if (!/^[A-Z0-9 -]{2,12}$/.test(postcode))
    return { errors: { f_code_postal: 'Écrivez le code postal de votre pays.' } }
  if (commune === '' || commune.length > longestLine)
    return { errors: { f_commune: 'Écrivez la ville.' } }
  return { errors: {}, commune }
}

/** A move is told at most a year late and half a year early. */
function readFrom(typed: string, today: Day): { readonly day: Day; readonly fault?: string } {
  const read = readDay(typed, '01/12/2026')
  if (!read.ok) return { day: today, fault: read.fault }
  const day = read.value
  if (!day) return { day: today, fault: 'Écrivez depuis quand vous habitez à cette adresse.' }
  if (day > addDays(today, 183))
    return { day, fault: 'C’est trop tôt\u00A0: dites-le-nous six mois avant au plus.' }
  const earliest = addDays(today, -365)
  if (day < earliest) {
    const fault = `La mairie ne remonte pas plus d’un an\u00A0: écrivez ${shortDate(earliest)} ou un jour d’après.`
    return { day, fault }
  }
  return { day }
}
