import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { absenceOf, attachCertificate } from '../enrolments/absences.ts'
import { declareAbsence } from '../enrolments/declare-absence.ts'
import { nextDays } from '../enrolments/next-days.ts'
import { savePlan } from '../enrolments/patterns.ts'
import { addMonths, dayOf, firstDayOf, lastDayOf, monthOf } from '../kernel/day.ts'
import { shortDate } from '../kernel/french.ts'
import { newToken } from '../kernel/ids.ts'
import { paper } from './papers.ts'
import { storyChild, type DemoChild } from './people.ts'

const place = { zone: 'B', territory: 'metropole' } as const

/** What Claire Martin did last: Noël is ill, with his certificate, and the usual week of Zoé is booked for next month. */
export async function liveThisWeek(
  tx: Tx,
  keys: Keys,
  people: readonly DemoChild[],
  now: Date,
): Promise<void> {
  const { householdId, childId } = storyChild(people, 'Martin', 'Zoé')
  const noel = storyChild(people, 'Martin', 'Noël')
  const person = await claire(tx)
  if (!person) return
  const saver = () => ({ now, place, person, formKey: newToken(), answerTo: '/absences' })
  const awaited = (await nextDays(tx, householdId, { now, place })).next
  const day = awaited.find((one) => one.child.id === noel.childId)
  if (day) {
    const form = { f_enfant: day.child.ref, f_du: shortDate(day.day), f_motif: 'ILLNESS' }
    const declared = await declareAbsence(tx, householdId, form, { ...saver(), certificateDays: 8 })
    const ref = 'draft' in declared ? declared.draft.ref : null
    const absence = ref && (await absenceOf(tx, householdId, ref))
    const file = paper('Certificat médical')
    const changer = { now, login: person.login }
    if (absence) await attachCertificate(tx, householdId, { absence, file, keys }, changer)
  }
  const month = addMonths(monthOf(dayOf(now)), 1)
  const units = await usualUnits(tx, childId)
  const cells = units.flatMap(({ unitId, weekdays }) =>
    weekdays.map((weekday) => ({ unitId, weekday })),
  )
  const period = { from: firstDayOf(month), to: lastDayOf(month) }
  const wish = { childId, parity: 'ODD' as const, cells, except: [], isWhole: false, ...period }
  await savePlan(tx, householdId, { kind: 'WEEK', wish }, saver())
}

async function claire(tx: Tx): Promise<{ id: number; accountId: number; login: string } | null> {
  const found = await sql<{ id: number; accountId: number; login: string }>`
    select p.id, a.id as "accountId", a.login from account a join person p on p.account_id = a.id
    where a.login = 'claire.martin'`.execute(tx)
  return found.rows[0] ?? null
}

/** What the child has booked most, by weekday. */
async function usualUnits(
  tx: Tx,
  childId: number,
): Promise<{ unitId: number; weekdays: number[] }[]> {
  const found = await sql<{ unitId: number; weekdays: number[] }>`
    select unit_id as "unitId", array_agg(distinct extract(isodow from day)::int) as weekdays
    from booking where child_id = ${childId} and state = 'BOOKED'
    group by unit_id order by count(*) desc limit 2`.execute(tx)
  return found.rows
}
