import { readFileSync } from 'node:fs'
import { importCalendar } from '../activities/calendar/import-calendar.ts'
import { readCalendar } from '../activities/calendar/read-calendar.ts'
import { checkActivities } from '../activities/files/read-activities.ts'
import { importActivities } from '../activities/import-activities.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { publishConsent, type NewConsentText } from '../households/child/consents.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'
import { houseFolder } from '../kernel/house-folder.ts'
import { demoShop } from '../payments/stand-in-banks/spplus/demo-shop.ts'
import { checkTariffs } from '../pricing/lists/check.ts'
import { importTariffs } from '../pricing/lists/import.ts'
import { knownActivities } from '../pricing/lists/known-activities.ts'
import { setSetting } from '../settings/edit.ts'
import { valpres } from './valpres.ts'

/** An invented creditor whose check digits are right. */
export const demoIcs = 'FR72ZZZ123456'

const settings: Readonly<Record<string, string>> = {
  'commune.name': 'Valprés',
  'commune.service': 'Service scolaire',
  'commune.street': '2 place de la Fontaine',
  'commune.postcode': valpres.postcode,
  'commune.town': 'Valprés',
  'commune.insee': valpres.insee,
  'commune.phone': '01 99 00 12 34',
  'commune.email': 'scolaire@valpres.example',
  'commune.opening-hours': 'du lundi au vendredi de 8 h 30 à 17 h',
  'commune.siret': '21599990000016',
  'contact.publisher': 'Le maire de Valprés',
  'contact.privacy': 'dpo@valpres.example',
  'look.colour': '#2f7d5b',
  'calendar.zone': 'B',
  'payment.provider': 'SPPLUS',
  'payment.siret': demoShop.siret,
  'payment.clent': demoShop.clent,
  'debit.ics': demoIcs,
}

/** Settings, calendar, catalogue and prices of Valprés. */
export async function openCommune(
  tx: Tx,
  keys: Keys,
  { today, now }: { readonly today: Day; readonly now: Date },
): Promise<void> {
  await nameCommune(tx, keys, now)
  await importCalendar(tx, readCalendar(read('calendars.json'), 'calendars.json'))
  const { catalogue, anomalies } = checkActivities(catalogueOf(today), 'activities.yaml')
  if (anomalies.length > 0) throw new Error(`activities.yaml: ${anomalies[0]?.message}`)
  await importActivities(tx, catalogue, { place: { zone: 'B', territory: 'metropole' }, now })
  const list = checkTariffs(read('tariffs.yaml'), 'tariffs.yaml', await knownActivities(tx))
  await importTariffs(tx, list.tariffs)
  await publishConsent(tx, rulesOf(today), { now, actor: 'demo' })
}

/** What a parent reads and agrees to before the first enrolment. */
function rulesOf(today: Day): NewConsentText {
  return {
    kind: 'RULES',
    title: 'Règlement des services',
    body: read('reglement.md').trim(),
    blocking: false,
    validFrom: `${schoolYearOf(today)}-09-01`,
  }
}

/** Who and where Valprés is, how it looks, which bank it uses. */
export async function nameCommune(tx: Tx, keys: Keys, now: Date): Promise<void> {
  for (const [key, value] of Object.entries(settings)) {
    const done = await setSetting(tx, keys, { key, value, now, actor: 'demo', actorKind: 'SYSTEM' })
    if (!done.ok) throw new Error(`${key}: ${done.faults.join(', ')}`)
  }
}

function catalogueOf(today: Day): string {
  const year = schoolYearOf(today)
  return read('activities.yaml')
    .replaceAll('{{before}}', String(year - 1))
    .replaceAll('{{year}}', String(year))
    .replaceAll('{{next}}', String(year + 1))
}

function read(name: string): string {
  return readFileSync(houseFolder(`src/demo/commune/${name}`), 'utf8')
}
