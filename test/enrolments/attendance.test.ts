import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { factsOfPeriod } from '../../src/enrolments/billing-facts.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import {
  attendanceSteps,
  importAttendance,
  type AttendanceImport,
} from '../../src/enrolments/import-attendance.ts'
import { sheetStates } from '../../src/enrolments/unchecked.ts'
import { daysBetween, instantAt } from '../../src/kernel/day.ts'
import { readTable } from '../../src/operations/imports/table.ts'
import { testDatabase } from '../support/database.ts'
import { plantStory } from './story.ts'

const db = await testDatabase()
const { children, units, households } = await plantStory(db)
const now = instantAt('2026-12-01', '09:00')
const november = { from: '2026-11-01', to: '2026-11-30' }

await asWorker(db, async (tx) => {
  await sql`update child set ine = '120000001AB' where id = ${children.zoe}`.execute(tx)
  const days = daysBetween('2026-11-02', '2026-11-30')
  const bookings = days.flatMap((day) => [
    { childId: children.zoe, unitId: units.meal, day, householdId: households.martin },
    { childId: children.noel, unitId: units.meal, day, householdId: households.martin },
    {
      childId: children.ines,
      unitId: units.meal,
      day,
      householdId: day < '2026-11-16' ? households.leroy : households.bernard,
    },
  ])
  await bookForPeriod(tx, bookings, {
    now: instantAt('2026-10-20', '12:00'),
    actor: 'mairie',
    channel: 'CLI',
  })
})

async function bring(text: string, isDryRun = false): Promise<AttendanceImport> {
  const table = readTable({ name: 'pointage.csv', bytes: Buffer.from(text) })
  if (!table.ok) throw new Error(JSON.stringify(table.anomalies))
  let steps = 0
  const onStep = () => void (steps += 1)
  const done = await asWorker(db, (tx) =>
    importAttendance(tx, table.table, { now, actor: 'ecole', isDryRun, onStep }),
  )
  if (done.ok && !isDryRun) assert.equal(steps, attendanceSteps, 'the bar ends full')
  return done
}

function counts(done: AttendanceImport) {
  assert.ok(done.ok, JSON.stringify(done))
  return done.counts
}

const days = Array.from({ length: 31 }, (_, index) => index + 1).join(';')
const monthly = `mois;activite;unite;ine;nom;prenom;date_naissance;dossier;${days}`
/** A line of the monthly form: the marks of 2, 3, 5, 6, 9, 10, 12 and 13 November. */
function line(who: string, unit: string, marks: readonly string[]): string {
  const cells = Array.from({ length: 31 }, () => '')
  ;[2, 3, 5, 6, 9, 10, 12, 13].forEach((date, index) => (cells[date - 1] = marks[index] ?? ''))
  return `2026-11;${unit};${who};${cells.join(';')}`
}

const zoe = '120000001AB;;;;'
const noel = ';Martin;NOËL;24/12/2022;'
const ines = ';;Inès;;102'

const file = [
  monthly,
  line(zoe, 'CANTINE;', ['P', 'P', 'A', 'P', 'P', 'P', 'P', 'P']),
  line(noel, 'cantine;repas', ['P', 'M', 'M', 'P', 'E', 'P', 'P', 'P']),
  line(zoe, 'GARDERIE;SOIR', ['16:30-18:00', '', '16h30-17h']),
  line(ines, 'CANTINE;REPAS', ['P', 'P']),
].join('\n')

test('a dry run counts and writes nothing', async () => {
  assert.equal(counts(await bring(file, true)).recorded, 20)
  const rows = await asWorker(db, (tx) => sql`select from attendance`.execute(tx))
  assert.equal(rows.rows.length, 0)
})

test('a month is recorded: presences, absences, excuses, hours, and who came without a booking', async () => {
  assert.deepEqual(counts(await bring(file)), {
    entries: 20,
    recorded: 20,
    corrected: 0,
    unchanged: 0,
    notBooked: 2,
    excused: 3,
    late: 0,
    firstDay: '2026-11-02',
    lastDay: '2026-11-13',
  })
  const hours = await asWorker(db, (tx) =>
    sql`select day, arrived::text, left_at::text from attendance where unit_id = ${units.evening} order by day`.execute(
      tx,
    ),
  )
  assert.deepEqual(hours.rows, [
    { day: '2026-11-02', arrived: '16:30:00', left_at: '18:00:00' },
    { day: '2026-11-05', arrived: '16:30:00', left_at: '17:00:00' },
  ])
  assert.deepEqual(await absencesOf(children.noel), [
    ['ILLNESS', '2026-11-03', '2026-11-05'],
    ['OTHER', '2026-11-09', '2026-11-09'],
  ])
})

test('the same file again changes nothing', async () => {
  const again = counts(await bring(file))
  assert.deepEqual([again.recorded, again.corrected, again.unchanged], [0, 0, 20])
  assert.equal((await absencesOf(children.noel)).length, 2)
})

test('a corrected file corrects: the excuse goes, the illness that goes on is one absence', async () => {
  const corrected = [monthly, line(noel, 'CANTINE;', ['', '', '', 'M', 'A'])].join('\n')
  assert.equal(counts(await bring(corrected)).corrected, 1)
  assert.deepEqual(await absencesOf(children.noel), [['ILLNESS', '2026-11-03', '2026-11-06']])
})

test('one line a day works as well, by file number and first name', async () => {
  const daily =
    'jour;activite;unite;dossier;prenom;etat;motif;arrivee;depart\n' +
    '05/11/2026;CANTINE;REPAS;102;inès;absent;maladie;;\n06/11/2026;CANTINE;REPAS;103;INÈS;P;;12:00;13:30\n'
  assert.equal(counts(await bring(daily)).recorded, 2)
  assert.deepEqual(await absencesOf(children.ines), [['ILLNESS', '2026-11-05', '2026-11-05']])
})

test('what a parent declared is excused as it stands', async () => {
  await asWorker(db, (tx) =>
    sql`insert into absence (household_id, child_id, first_day, last_day, kind, declared_by)
        values (${households.martin}, ${children.zoe}, '2026-11-16', '2026-11-17', 'ILLNESS', 'claire.martin')`.execute(
      tx,
    ),
  )
  await bring('jour;activite;ine;etat\n16/11/2026;CANTINE;120000001AB;M\n')
  const found = await asWorker(db, (tx) =>
    sql`select first_day, last_day, state, decided_by from absence where child_id = ${children.zoe}`.execute(
      tx,
    ),
  )
  assert.deepEqual(found.rows, [
    { first_day: '2026-11-16', last_day: '2026-11-17', state: 'EXCUSED', decided_by: 'ecole' },
  ])
})

test('every anomaly is told by line and column, and nothing is written', async () => {
  const before = await asWorker(db, (tx) => sql`select from attendance`.execute(tx))
  const done = await bring(
    [
      'jour;activite;unite;ine;nom;prenom;date_naissance;etat;motif;arrivee;depart',
      '17/11/2026;CANTINE;;120000001AB;;;;P;;;',
      '31/11/2026;CANTINE;;120000001AB;;;;P;;;',
      '18/12/2026;CANTINE;;120000001AB;;;;P;;;',
      '17/11/2026;PISCINE;;120000001AB;;;;P;;;',
      '17/11/2026;GARDERIE;;120000001AB;;;;P;;;',
      '17/11/2026;GARDERIE;NUIT;120000001AB;;;;P;;;',
      '17/11/2026;CANTINE;;999999999ZZ;;;;P;;;',
      '17/11/2026;CANTINE;;;MARTIN;Noël;24/12/2022;Q;;;',
      '17/11/2026;CANTINE;;;MARTIN;Noël;24/12/2022;P;maladie;;',
      '17/11/2026;CANTINE;;;MARTIN;Noël;24/12/2022;A;vacances;;',
      '18/11/2026;CANTINE;;;MARTIN;Noël;24/12/2022;P;;;',
      '17/11/2026;CANTINE;;;DIALLO;Moussa;07/07/2019;P;;;',
      '17/11/2026;CANTINE;;;;;;P;;;',
      '17/11/2026;GARDERIE;SOIR;120000001AB;;;;P;;18:00;16:30',
      '17/11/2026;CANTINE;;120000001AB;;;;A;;;',
    ].join('\n'),
  )
  assert.ok(!done.ok)
  assert.deepEqual(
    done.anomalies.map((one) => [one.line, one.column, one.message]),
    [
      [3, 'jour', 'this day does not exist'],
      [4, 'jour', 'this day is still to come'],
      [5, 'activite', 'there is no such activity'],
      [6, 'unite', 'the activity has several units'],
      [7, 'unite', 'the activity has no such unit'],
      [8, 'ine', 'no child of the portal is this one'],
      [9, 'etat', 'this state is not known'],
      [10, 'motif', 'a child who was there has no excuse'],
      [11, 'motif', 'this reason is not known'],
      [12, 'etat', 'the activity is closed on 18/11/2026'],
      [13, 'etat', 'the child is neither booked nor enrolled that day'],
      [14, 'prenom', 'the child is not named'],
      [15, 'depart', 'the child left before arriving'],
      [16, 'etat', 'the line 2 says the same day once more'],
    ],
  )
  const after = await asWorker(db, (tx) => sql`select from attendance`.execute(tx))
  assert.equal(after.rows.length, before.rows.length)
})

test('a file that names neither child nor state is refused at its header', async () => {
  const done = await bring('jour;activite;prenom\n17/11/2026;CANTINE;Zoé\n')
  assert.ok(!done.ok)
  assert.deepEqual(
    done.anomalies.map((one) => [one.line, one.message]),
    [[1, 'the column etat is missing']],
  )
})

test('the facts of November: the booker pays, a visit without booking goes to the enrolled family', async () => {
  const facts = await asWorker(db, (tx) => factsOfPeriod(tx, november))
  assert.deepEqual([...facts.keys()], [households.martin, households.leroy, households.bernard])
  const martin = facts.get(households.martin)
  const of = (childId: number, unitId: number) =>
    martin?.days.filter((day) => day.childId === childId && day.unitId === unitId) ?? []
  assert.equal(of(children.zoe, units.meal).length, 17)
  assert.deepEqual(
    of(children.zoe, units.evening).map((day) => [
      day.day,
      day.booking,
      day.presence,
      day.arrived,
      day.leftAt,
    ]),
    [
      ['2026-11-02', null, 'PRESENT', '16:30', '18:00'],
      ['2026-11-05', null, 'PRESENT', '16:30', '17:00'],
    ],
  )
  assert.deepEqual(
    of(children.noel, units.meal)
      .filter((day) => day.absence)
      .map((day) => [day.day, day.presence, day.absence?.isExcused, day.absence?.openDayNumber]),
    [
      ['2026-11-03', 'ABSENT', true, 1],
      ['2026-11-05', 'ABSENT', true, 2],
      ['2026-11-06', 'ABSENT', true, 3],
    ],
  )
  assert.deepEqual(
    martin?.children.map((child) => [child.childId, child.enrolments.length]),
    [
      [children.zoe, 2],
      [children.noel, 2],
    ],
  )
  assert.equal(facts.get(households.leroy)?.days.length, 8)
  assert.equal(facts.get(households.bernard)?.days.length, 9)
  const one = await asWorker(db, (tx) =>
    factsOfPeriod(tx, { ...november, householdIds: [households.bernard] }),
  )
  assert.deepEqual([...one.keys()], [households.bernard])
})

test('the days that nobody has checked are listed', async () => {
  const sheets = await asWorker(db, (tx) => sheetStates(tx, { ...november, onlyUnchecked: true }))
  assert.equal(sheets[0]?.day, '2026-11-09', 'Inès is unchecked from the 9th')
  assert.deepEqual(
    sheets
      .filter((sheet) => sheet.day === '2026-11-30')
      .map((sheet) => [sheet.activity, sheet.booked, sheet.unchecked]),
    [['CANTINE', 3, 3]],
  )
})

async function absencesOf(childId: number): Promise<[string, string, string][]> {
  const found = await asWorker(db, (tx) =>
    sql<{ kind: string; first_day: string; last_day: string }>`
      select kind, first_day, last_day from absence
      where child_id = ${childId} and state = 'EXCUSED' order by first_day`.execute(tx),
  )
  return found.rows.map((row) => [row.kind, row.first_day, row.last_day])
}
