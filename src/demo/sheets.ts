import { sql } from 'kysely'
import { actAs } from '../db/transactions.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { pictureLibrary } from '../files/picture-library.ts'
import { confirmFamilySheet, confirmSheet } from '../households/child/confirmations.ts'
import { answerConsents } from '../households/child/consents.ts'
import { addInsurance } from '../households/child/daily.ts'
import type { ParentWrite } from '../households/child/parent-write.ts'
import { setPhoto } from '../households/child/photo.ts'
import { watchVaccinations } from '../households/child/vaccination-watch.ts'
import { readSettings } from '../settings/settings.ts'
import { addDays, dayOf, instantAt, schoolYearOf } from '../kernel/day.ts'

interface StoryRow {
  readonly ref: string
  readonly firstName: string
  readonly personId: number
  readonly householdId: number
  readonly accountId: number
}

/** What Claire Martin has filled in: consents, insurance, Zoé's portrait; Noël's sheets wait to be read again. */
export async function fillTheSheets(tx: Tx, keys: Keys, now: Date): Promise<void> {
  const { rows } = await sql<StoryRow>`
    select c.ref, c.first_name as "firstName", p.id as "personId", m.household_id as "householdId", a.id as "accountId"
    from account a join person p on p.account_id = a.id join household_adult m on m.person_id = p.id
    join household_child hc on hc.household_id = m.household_id join child c on c.id = hc.child_id
    where a.login = 'claire.martin' order by c.birth_date`.execute(tx)
  const asked = await sql<{ id: number }>`
    select distinct on (kind) id from consent_text where kind not in ('IMAGE_PRESS') and valid_to is null
    order by kind, version desc`.execute(tx)
  const answers = new Map(asked.rows.map(({ id }) => [id, true]))
  const year = schoolYearOf(dayOf(now))
  const insurance = { insurer: 'MAE', contract: `ASC-${year}-1187` }
  const dates = { validFrom: `${year}-09-01`, validTo: `${year + 1}-08-31` }
  for (const child of rows) {
    const childRef = child.ref
    await actAs(tx, child.personId, child.householdId, dayOf(now))
    await addInsurance(
      tx,
      keys,
      { childRef, insurance: { ...insurance, ...dates }, paper: null },
      by(child, 1, now),
    )
    await answerConsents(tx, { childRef, answers }, by(child, 2, now))
    await confirmSheet(tx, { childRef, sheet: 'CONSENTS' }, by(child, 3, now))
    if (child.firstName !== 'Zoé') continue
    for (const [at, sheet] of (['DAILY', 'HEALTH', 'PICKUPS'] as const).entries())
      await confirmSheet(tx, { childRef, sheet }, by(child, 4 + at, now))
    await setPhoto(tx, keys, { childRef, picture: await drawnPortrait() }, by(child, 7, now))
    await confirmFamilySheet(tx, by(child, 8, now))
  }
  const { commune } = await readSettings(tx, keys)
  await watchVaccinations(tx, keys, { insee: commune.insee, now })
}

function by(child: StoryRow, step: number, now: Date): ParentWrite {
  const { personId, householdId, accountId } = child
  return {
    now: instantAt(addDays(dayOf(now), -8), '20:40'),
    login: 'claire.martin',
    accountId,
    personId,
    householdId,
    formKey: `demo-sheet-${child.ref}-${step}`,
    answerTo: '/',
  }
}

/** A drawn child, nobody's face, painted pixel by pixel: a round head with a fringe before a warm wall. */
async function drawnPortrait(): Promise<Buffer> {
  const [width, height] = [600, 800]
  const pixels = Buffer.alloc(width * height * 3)
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const shape = shapes.find(
      ([cx, cy, rx, ry]) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1,
    )
    pixels.writeUIntBE(shape?.[4] ?? 0xf3d9a4, at * 3, 3)
  }
  const sharp = await pictureLibrary()
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer()
}

/** Ellipses, the nearest first: middle, half width, half height, colour. */
const shapes: readonly (readonly [number, number, number, number, number])[] = [
  [250, 408, 14, 15, 0x33211a],
  [350, 408, 14, 15, 0x33211a],
  [300, 478, 44, 10, 0xeab48c],
  [300, 490, 46, 20, 0x8c3b32],
  [216, 456, 24, 17, 0xe39f7d],
  [384, 456, 24, 17, 0xe39f7d],
  [258, 262, 122, 92, 0x5b3623],
  [392, 262, 66, 92, 0x5b3623],
  [300, 392, 132, 160, 0xeab48c],
  [300, 574, 50, 62, 0xd99a73],
  [300, 620, 78, 44, 0xf4efe6],
  [300, 800, 240, 214, 0xc2473d],
  [300, 352, 176, 240, 0x5b3623],
  [480, 150, 210, 210, 0xf8e7c4],
]
