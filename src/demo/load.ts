import { sql } from 'kysely'
import { giveDemoPassword } from '../accounts/demo-password.ts'
import type { Database } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { asWorker } from '../db/transactions.ts'
import { applyFamilies } from '../households/apply-families.ts'
import { addMonths, dayOf, firstDayOf, instantAt, monthOf, type Day } from '../kernel/day.ts'
import { openCommune } from './commune.ts'
import { signMandates } from './debits.ts'
import { liveThisWeek } from './daily-life.ts'
import { demoFamilies } from './families.ts'
import { liveThrough } from './life.ts'
import { writeLetters } from './letters.ts'
import { billAndPay } from './money.ts'
import { announce } from './news.ts'
import { fileThePapers } from './papers.ts'
import { fillTheHolidays } from './holidays.ts'
import { readPeople } from './people.ts'
import { askForChanges } from './requests.ts'
import { fillTheSheets } from './sheets.ts'
import { tellTheStory } from './health.ts'

export const demoLogins = ['claire.martin', 'marc.leroy', 'anne.bernard', 'awa.diallo'] as const
export const demoPassword = 'PreauDemo2026'

export interface DemoOptions {
  readonly db: Database
  readonly keys: Keys
  readonly now: Date
  readonly families?: number
}

const actor = 'demo'
const monthsOfHistory = 10

/**
 * The demonstration commune with a school year of history, through the domain's own functions alone: families,
 * enrolments, bookings, attendance, monthly bills (paid, partly paid, unpaid) and messages. The same day gives the
 * same commune.
 */
export async function loadDemo({ db, keys, now, families = 40 }: DemoOptions): Promise<void> {
  const today = dayOf(now)
  const firstDay = firstDayOf(addMonths(monthOf(today), -monthsOfHistory))
  await asWorker(db, (tx) => openCommune(tx, keys, { today, now }))
  await settle({ db, keys, families, today, asOf: firstDay })
  await settle({ db, keys, families, today, asOf: today })
  const people = await asWorker(db, readPeople)
  await asWorker(db, (tx) => tellTheStory(tx, keys, people, { firstDay, now, actor }))
  await asWorker(db, (tx) => liveThrough(tx, people, { firstDay, now, actor }))
  await asWorker(db, (tx) => sql`select app.analyze_after_load()`.execute(tx))
  await billAndPay(db, keys, { firstDay, now, actor })
  await asWorker(db, (tx) => fileThePapers(tx, keys, people, { now, actor }))
  await asWorker(db, (tx) => fillTheSheets(tx, keys, now))
  await asWorker(db, (tx) => liveThisWeek(tx, keys, people, now))
  await asWorker(db, (tx) => askForChanges(tx, keys, { now, actor }))
  await asWorker(db, (tx) => signMandates(tx, keys, { now, actor: 'sophie' }))
  await asWorker(db, (tx) => writeLetters(tx, people, now))
  await asWorker(db, (tx) => announce(tx, now))
  await asWorker(db, (tx) => fillTheHolidays(tx, keys, people, { now, actor }))
  await asWorker(db, (tx) =>
    giveDemoPassword(tx, keys, { logins: demoLogins, password: demoPassword }, now),
  )
}

interface Settling {
  readonly db: Database
  readonly keys: Keys
  readonly families: number
  readonly today: Day
  readonly asOf: Day
}

/** The families as the school's list of that day would have them: last year's classes first, then this year's. */
async function settle({ db, keys, families, today, asOf }: Settling): Promise<void> {
  const model = demoFamilies(families, today, asOf)
  const options = { now: instantAt(asOf, '09:00'), actor }
  const applied = await asWorker(db, (tx) => applyFamilies(tx, keys, model, options))
  if (!applied.ok)
    throw new Error(`The demonstration contradicts itself: ${applied.anomalies[0]?.message}`)
}
