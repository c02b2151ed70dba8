import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { absenceOf, attachCertificate } from '../enrolments/absences.ts'
import { declareAbsence } from '../enrolments/declare-absence.ts'
import { nextDays } from '../enrolments/next-days.ts'
import { savePlan } from '../enrolments/patterns.ts'
import { deskThreads } from '../messages/desk.ts'
import { threadSubject } from '../messages/thread-subject.ts'
import { replyToThread } from '../messages/town-hall.ts'
import { writeToTownHall } from '../messages/write.ts'
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
    if (absence) {
      await attachCertificate(tx, householdId, { absence, file, keys }, changer)
      await askAboutIt(tx, keys, { householdId, person, ref: absence.ref, now })
    }
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

/** Claire writes about the absence, and the school service answers. */
async function askAboutIt(
  tx: Tx,
  keys: Keys,
  asked: {
    readonly householdId: number
    readonly person: { readonly id: number; readonly accountId: number; readonly login: string }
    readonly ref: string
    readonly now: Date
  },
): Promise<void> {
  const { householdId, person, ref, now } = asked
  const about = await threadSubject(tx, 'ABSENCE', { ref })
  const thread = {
    householdId,
    personId: person.id,
    service: 'Service scolaire',
    subject: 'Absence de Noël',
    body: 'Bonjour, Noël a de la fièvre ce matin. Voici aussi l’ordonnance, pour quand il reviendra.',
    about,
    isShared: false,
    files: [{ file: paper('Ordonnance'), name: 'ordonnance-noel.pdf' }],
  }
  const form = {
    key: newToken(),
    accountId: person.accountId,
    login: person.login,
    answerTo: '/messages',
  }
  await writeToTownHall(tx, thread, { keys, now, form })
  const [opened] = await deskThreads(tx, {
    states: ['OPEN'],
    service: null,
    fileNumber: null,
    limit: 1,
  })
  if (!opened) return
  const body =
    'Bonjour Madame Martin,\n\nMerci, c’est noté\u00A0: l’équipe est prévenue.\n\nBon rétablissement à Noël\u202F!'
  const officer = 'Sophie, service scolaire'
  const reply = { id: opened.id, body, officer, isLast: false, files: [] }
  await replyToThread(tx, reply, { keys, now, actor: 'sophie' })
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
