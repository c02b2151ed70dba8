import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { masterKey } from '../db/data-keys.ts'
import { openText, sealField, type Place } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import type { z } from '../kernel/forms.ts'
import { sealedValue } from './sealed-value.ts'
import type { CalendarPlace } from './calendar-place.ts'
import { registry, type SettingDefinition } from './registry.ts'

type Value<K extends keyof typeof registry> = z.output<(typeof registry)[K]['schema']>

/** What the commune decided, every value there: unset ones are those of a believable neutral commune. */
export interface Settings {
  readonly commune: {
    readonly name: string
    readonly service: string
    readonly street: string
    /** Empty when there is none. */
    readonly complement: string
    readonly postcode: string
    readonly town: string
    readonly insee: string
    /** E.164. */
    readonly phone: string
    readonly email: string
    readonly openingHours: string
    readonly siret: string
  }
  readonly contact: {
    readonly publisher: string
    readonly privacyEmail: string
    readonly host: string
  }
  readonly look: {
    /** `#1f5c57` */
    readonly colour: string
    /** A PNG of 512 pixels at most. */
    readonly logo: Buffer | null
  }
  readonly calendar: CalendarPlace
  readonly absence: { readonly certificateDays: number }
  /** How long the offer of a place stands. */
  readonly waiting: { readonly dayHours: number; readonly seasonHours: number }
  readonly billing: { readonly dueDays: number; readonly minimumCents: number }
  readonly payment: {
    readonly provider: Value<'paymentProvider'>
    readonly mode: Value<'paymentMode'>
    /** Shop and rank, `00000000000001-01`. */
    readonly siret: string
    /** 48 hexadecimal digits; empty while it is not set or not readable with these keys. */
    readonly clent: string
    /** Null: the provider's own page. */
    readonly url: string | null
    readonly minimumCents: number
  }
  /** Who takes direct debits. Null: nobody does. */
  readonly creditor: Creditor | null
  readonly passwordPolicy: Value<'passwordPolicy'>
  readonly letterDays: number
  readonly messages: {
    /** That a family may write to. */
    readonly services: readonly string[]
  }
  /** From which somebody may fetch a child. */
  readonly pickupMinimumAge: number
}

/** The creditor of a SEPA mandate. */
export interface Creditor {
  readonly ics: string
  readonly name: string
  readonly lines: readonly string[]
}

/** Where the town hall is, line by line, as on an envelope. */
export function townHallLines({
  street,
  complement,
  postcode,
  town,
}: Pick<Settings['commune'], 'street' | 'complement' | 'postcode' | 'town'>): string[] {
  return [street, complement, `${postcode} ${town}`].filter(Boolean)
}

/** Every setting in one statement. The gate, which sees no secret, reads them too. */
export async function readSettings(tx: Tx, keys: Keys): Promise<Settings> {
  const rows = await sql<{ key: string; value: unknown }>`select key, value from setting`.execute(
    tx,
  )
  const stored = new Map(rows.rows.map((row) => [row.key, row.value]))
  return settingsFrom((definition) => valueOf(definition, stored.get(definition.key), keys))
}

/** The settings of a commune that has set nothing. */
export function initialSettings(): Settings {
  return settingsFrom((definition) => definition.initial)
}

/** The stored form of a value: itself, or, for a secret, what opens with a master key only. */
export function storedForm<T>(definition: SettingDefinition<T>, value: T, keys: Keys): string {
  if (definition.access !== 'secret') return JSON.stringify(value)
  const sealed = sealField(masterKey(keys), placeOf(definition.key), JSON.stringify(value))
  return JSON.stringify({ master: keys.currentMasterId, sealed: sealed.toString('base64') })
}

function valueOf<T>(definition: SettingDefinition<T>, stored: unknown, keys: Keys): T {
  if (stored === undefined || stored === null) return definition.initial
  return definition.schema.parse(
    definition.access === 'secret' ? openedSecret(definition.key, stored, keys) : stored,
  )
}

export function openedSecret(key: string, stored: unknown, keys: Keys): unknown {
  const { master, sealed } = sealedValue.parse(stored)
  return JSON.parse(openText(masterKey(keys, master), placeOf(key), Buffer.from(sealed, 'base64')))
}

function placeOf(key: string): Place {
  return { table: 'setting', column: 'value', row: key }
}

type Get = <T>(definition: SettingDefinition<T>) => T

/** The commune at its town hall, unless another one was named. */
function creditorFrom(get: Get): Creditor | null {
  const ics = get(registry.debitIcs)
  if (ics === '') return null
  const townHall = townHallLines({
    street: get(registry.communeStreet),
    complement: get(registry.communeComplement),
    postcode: get(registry.communePostcode),
    town: get(registry.communeTown),
  })
  const own = get(registry.debitAddress)
    .split(';')
    .map((line) => line.trim())
  const lines = own.some(Boolean) ? own.filter(Boolean) : townHall
  return { ics, name: get(registry.debitCreditor) || get(registry.communeName), lines }
}

function settingsFrom(get: Get): Settings {
  const logo = get(registry.lookLogo)
  return {
    commune: {
      name: get(registry.communeName),
      service: get(registry.communeService),
      street: get(registry.communeStreet),
      complement: get(registry.communeComplement),
      postcode: get(registry.communePostcode),
      town: get(registry.communeTown),
      insee: get(registry.communeInsee),
      phone: get(registry.communePhone),
      email: get(registry.communeEmail),
      openingHours: get(registry.communeOpeningHours),
      siret: get(registry.communeSiret),
    },
    contact: {
      publisher: get(registry.contactPublisher),
      privacyEmail: get(registry.contactPrivacy),
      host: get(registry.contactHost),
    },
    look: {
      colour: get(registry.lookColour),
      logo: logo === '' ? null : Buffer.from(logo, 'base64'),
    },
    calendar: { zone: get(registry.calendarZone), territory: get(registry.calendarTerritory) },
    absence: { certificateDays: get(registry.absenceCertificateDays) },
    waiting: {
      dayHours: get(registry.waitingOfferHours),
      seasonHours: get(registry.waitingSeasonHours),
    },
    billing: { dueDays: get(registry.billingDueDays), minimumCents: get(registry.billingMinimum) },
    payment: {
      provider: get(registry.paymentProvider),
      mode: get(registry.paymentMode),
      siret: get(registry.paymentSiret),
      clent: get(registry.paymentClent),
      url: get(registry.paymentUrl) || null,
      minimumCents: get(registry.paymentMinimum),
    },
    creditor: creditorFrom(get),
    passwordPolicy: get(registry.passwordPolicy),
    letterDays: get(registry.letterDays),
    messages: { services: get(registry.messagesServices) },
    pickupMinimumAge: get(registry.pickupMinimumAge),
  }
}
