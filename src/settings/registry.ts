import { z } from '../kernel/forms.ts'
import {
  cents,
  companyNumber,
  creditorNumber,
  mail,
  optionalAddress,
  optionalText,
  phone,
  text,
  wholeNumber,
} from './values.ts'
import { tidyText } from '../kernel/text.ts'
import { territories, zones } from './calendar-place.ts'

/** One setting: how its text is read, what it is until somebody sets it, and who may read it. */
export interface SettingDefinition<T> {
  readonly key: string
  /** Reads the text of the command line as well as the stored value. */
  readonly schema: z.ZodType<T>
  readonly initial: T
  /** `public`: every visitor. `secret`: encrypted, and shown to nobody. */
  readonly access: 'public' | 'secret'
  /** One line for `preau settings list`. */
  readonly about: string
  /** Amounts are stored in cents and typed in euros. */
  readonly unit?: 'euros'
}

function publicSetting<T>(
  key: string,
  schema: z.ZodType<T>,
  initial: T,
  about: string,
): SettingDefinition<T> {
  return { key, schema, initial, access: 'public', about }
}

function secretSetting<T>(
  key: string,
  schema: z.ZodType<T>,
  initial: T,
  about: string,
): SettingDefinition<T> {
  return { key, schema, initial, access: 'secret', about }
}

function euroSetting(key: string, initial: number, about: string): SettingDefinition<number> {
  return { ...publicSetting(key, cents, initial, about), unit: 'euros' }
}

/** Every setting of the portal, by the name the code uses. The commune of the first values is invented. */
export const registry = {
  communeName: publicSetting('commune.name', text(80), 'Saint-Aubin-le-Val', 'Name of the commune'),
  communeService: publicSetting(
    'commune.service',
    text(80),
    'Service Enfance et scolarité',
    'Name of the service that parents deal with',
  ),
  communeStreet: publicSetting(
    'commune.street',
    text(38),
    '1 place de la Mairie',
    'Number and street of the town hall',
  ),
  communeComplement: publicSetting(
    'commune.complement',
    optionalText(38),
    '',
    'Second address line, if any',
  ),
  communePostcode: publicSetting(
    'commune.postcode',
    z.string().regex(/^\d{5}$/, 'A postcode has 5 digits'),
    '37990',
    'Postcode of the town hall',
  ),
  communeTown: publicSetting(
    'commune.town',
    text(38),
    'Saint-Aubin-le-Val',
    'Town, as on an envelope',
  ),
  communeInsee: publicSetting(
    'commune.insee',
    z.string().regex(/^(\d{2}|2[AB])\d{3}$/, 'An INSEE code has 5 characters'),
    '37999',
    'INSEE code, decides who is a resident',
  ),
  communePhone: publicSetting('commune.phone', phone, '+33261910012', 'Phone of the service'),
  communeEmail: publicSetting(
    'commune.email',
    mail,
    'enfance@saint-aubin-le-val.example',
    'E-mail address of the service',
  ),
  communeOpeningHours: publicSetting(
    'commune.opening-hours',
    text(200),
    'du lundi au vendredi, 8\u00A0h\u00A030 à 12\u00A0h et 13\u00A0h\u00A030 à 17\u00A0h',
    'When the service is open, in French, as it goes on in a sentence',
  ),
  communeSiret: publicSetting(
    'commune.siret',
    companyNumber,
    '21370999900014',
    'SIRET of the commune, printed on invoices',
  ),
  contactPublisher: publicSetting(
    'contact.publisher',
    text(120),
    'Le maire de Saint-Aubin-le-Val',
    'Who answers for the portal, in the legal notices',
  ),
  contactPrivacy: publicSetting(
    'contact.privacy',
    mail,
    'dpo@saint-aubin-le-val.example',
    'E-mail address of the data protection officer',
  ),
  contactHost: publicSetting(
    'contact.host',
    text(200),
    'Hébergé par la commune',
    'Where the portal is hosted, in the legal notices',
  ),
  lookColour: publicSetting(
    'look.colour',
    z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, 'Write a colour as #1f5c57')
      .toLowerCase(),
    '#1f5c57',
    'Colour of the commune; the palette is derived from it',
  ),
  lookLogo: publicSetting(
    'look.logo',
    z.union([z.literal(''), z.base64()]),
    '',
    'Logo, from a PNG, JPEG or WebP file',
  ),
  calendarZone: publicSetting('calendar.zone', z.enum(zones), 'B', 'Zone of the school holidays'),
  calendarTerritory: publicSetting(
    'calendar.territory',
    z.enum(territories),
    'metropole',
    'Whose public holidays',
  ),
  absenceCertificateDays: publicSetting(
    'absence.certificate-days',
    wholeNumber(0, 60),
    8,
    'Days allowed for the paper that explains an absence',
  ),
  waitingOfferHours: publicSetting(
    'waiting-list.offer-hours',
    wholeNumber(1, 336),
    24,
    'Hours that a family has to take a day offered from the waiting list',
  ),
  waitingSeasonHours: publicSetting(
    'waiting-list.season-offer-hours',
    wholeNumber(1, 1_000),
    120,
    'The same for the place of a whole season',
  ),
  billingDueDays: publicSetting(
    'billing.due-days',
    wholeNumber(1, 120),
    30,
    'Days from the issue of an invoice to its due date',
  ),
  billingMinimum: euroSetting(
    'billing.minimum',
    0,
    'Smallest amount that is invoiced, in euros; less waits for the next month',
  ),
  paymentProvider: publicSetting(
    'payment.provider',
    z.enum(['NONE', 'SPPLUS']),
    'NONE',
    'Who takes card payments',
  ),
  paymentMode: publicSetting(
    'payment.mode',
    z.enum(['TEST', 'PRODUCTION']),
    'TEST',
    'Test or real payments',
  ),
  paymentSiret: publicSetting(
    'payment.siret',
    z.string().regex(/^\d{14}-\d{2,3}$/, 'Write the shop as 00000000000001-01'),
    '00000000000001-01',
    'Shop number that SP Plus gave (SIRET and rank)',
  ),
  paymentClent: secretSetting(
    'payment.clent',
    z
      .string()
      .transform((value) => value.replace(/\s/g, '').toLowerCase())
      .pipe(
        z.union([
          z.literal(''),
          z.string().regex(/^[0-9a-f]{48}$/, 'The key has 48 hexadecimal digits'),
        ]),
      ),
    '',
    'Key that SP Plus gave (48 hexadecimal digits)',
  ),
  paymentUrl: publicSetting(
    'payment.url',
    optionalAddress,
    '',
    'Address of the payment page, when it is not the provider’s own',
  ),
  paymentMinimum: euroSetting('payment.minimum', 100, 'Smallest amount taken by card, in euros'),
  debitIcs: publicSetting(
    'debit.ics',
    creditorNumber,
    '',
    'SEPA creditor identifier (ICS); empty: no direct debit is offered',
  ),
  debitCreditor: publicSetting(
    'debit.creditor',
    optionalText(70),
    '',
    'Creditor on the mandates, when it is not the commune',
  ),
  debitAddress: publicSetting(
    'debit.address',
    optionalText(140),
    '',
    'Address of that creditor, lines separated by ;',
  ),
  messagesServices: publicSetting(
    'messages.services',
    z
      .union([
        z.array(z.string()),
        z.string().transform((list) => list.split(';').map(tidyText).filter(Boolean)),
      ])
      .pipe(z.array(z.string().min(2).max(60)).min(1, 'Name one service at least').max(12)),
    ['Service scolaire', 'Restauration', 'Facturation'],
    'Services that a family may write to, separated by ;',
  ),
  passwordPolicy: publicSetting(
    'password.policy',
    z.enum(['DEFAULT', 'PASSPHRASE']),
    'DEFAULT',
    'DEFAULT: 12 to 20 letters and digits. PASSPHRASE: 15 to 128 characters',
  ),
  pickupMinimumAge: publicSetting(
    'pickup.minimum-age',
    wholeNumber(12, 18),
    18,
    'Age from which somebody may fetch a child',
  ),
  letterDays: publicSetting(
    'letter.days',
    wholeNumber(1, 60),
    21,
    'Days that the code of an activation letter holds',
  ),
} as const
