import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { addDays, dayOf, parseDay, type Day, type DayRange } from '../kernel/day.ts'
import { ofName } from '../kernel/french.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { absenceKindOf, certificateDueOn, wantsCertificate } from './absence-kinds.ts'
import { planOf, type AbsencePlan } from './absence-plan.ts'
import { absenceLimits } from './absence-rules.ts'
import { priceOfAbsence, type AbsencePrice } from './absence-price.ts'
import type { AbsenceKind } from './attendance-model.ts'
import { labelsOf } from './calendar-month.ts'
import type { FamilyChild, KnownAbsence } from './family-days.ts'
import { loadSlots, type LoadedSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import { writeBookings } from './write-bookings.ts'

/** What a parent declares, checked, with what it does. */
export interface AbsenceDraft {
  readonly child: FamilyChild
  readonly firstDay: Day
  readonly lastDay: Day
  readonly kind: AbsenceKind
  readonly plan: AbsencePlan
  /** Null: no paper is asked for, or nothing stays booked. */
  readonly certificateDueOn: Day | null
  /** Days of the plan for which the activity's limit to declare has passed. */
  readonly late: AbsencePlan['kept']
}

export interface PricedDraft extends AbsenceDraft {
  /** Names of units. */
  readonly labels: ReadonlyMap<number, string>
  readonly price: AbsencePrice
}

export type Checked<T> =
  | { readonly ok: true; readonly draft: T }
  | { readonly ok: false; readonly values: FormValues; readonly errors: FormErrors }

export interface Declaring {
  readonly now: Date
  readonly place: CalendarPlace
  /** The commune's setting: days allowed for the paper. */
  readonly certificateDays: number
}

export interface Declarer extends Declaring {
  readonly formKey: string
  /** Where a repeat of this form is sent. */
  readonly answerTo: string
  readonly person: { readonly id: number; readonly accountId: number; readonly login: string }
}

export interface DeclaredAbsence {
  readonly id: number
  readonly ref: string
  readonly draft: AbsenceDraft
}

/** An absence is told a month back at most, and covers three months at most. */
const mostBack = 31
const longest = 92

/** What a declaration would do and cost; nothing is saved. Eight statements. */
export async function previewAbsence(
  tx: Tx,
  householdId: number,
  values: FormValues,
  declaring: Declaring,
): Promise<Checked<PricedDraft>> {
  const read = readDays(values, declaring.now)
  if (!read.ok) return read
  const loaded = await loadSlots(tx, householdId, rangeOf(read.draft), declaring.place)
  const checked = check(values, read.draft, loaded, declaring)
  if (!checked.ok) return checked
  const { place } = declaring
  const price = await priceOfAbsence(tx, householdId, checked.draft, { loaded, place })
  return { ok: true, draft: { ...checked.draft, labels: labelsOf(loaded.offered), price } }
}

/**
 * Declares an absence: days whose deadline is still to come are given back under a receipt, the others are covered by
 * the absence until the town hall decides. A form sent twice answers the first one's absence; one that was refused
 * may be sent again.
 */
export async function declareAbsence(
  tx: Tx,
  householdId: number,
  values: FormValues,
  declarer: Declarer,
): Promise<Checked<DeclaredAbsence> | { readonly repeatOf: string }> {
  const read = readDays(values, declarer.now)
  if (!read.ok) return read
  const loaded = await loadSlots(tx, householdId, rangeOf(read.draft), declarer.place)
  await sql`savepoint form`.execute(tx)
  const { person, formKey, answerTo, now } = declarer
  const repeatOf = await useFormKey(tx, formKey, { accountId: person.accountId, answerTo, now })
  if (repeatOf !== null) return { repeatOf }
  const checked = check(values, read.draft, loaded, declarer)
  const declared = checked.ok
    ? await writeAbsence(tx, householdId, values, checked.draft, declarer)
    : checked
  if (!declared.ok) await sql`rollback to savepoint form`.execute(tx)
  return declared
}

/** First the absence: what another form declared in the same instant stops this one before it gives anything back. */
async function writeAbsence(
  tx: Tx,
  householdId: number,
  values: FormValues,
  draft: AbsenceDraft,
  declarer: Declarer,
): Promise<Checked<DeclaredAbsence>> {
  const { now, person } = declarer
  const inserted = await insertAbsence(tx, householdId, draft, declarer)
  if (!inserted) return isDeclared(values, draft.child, null)
  await writeBookings(tx, householdId, draft.plan.cancelled, { now, person, channel: 'ABSENCE' })
  return { ok: true, draft: { ...inserted, draft } }
}

interface ReadDays {
  readonly childRef: string
  readonly firstDay: Day
  readonly lastDay: Day
  readonly kind: AbsenceKind
}

function readDays(values: FormValues, now: Date): Checked<ReadDays> {
  const errors: Record<string, string> = {}
  const today = dayOf(now)
  const firstDay = parseDay(values['f_du'] ?? '')
  const lastText = (values['f_au'] ?? '').trim()
  const lastDay = lastText === '' ? firstDay : parseDay(lastText)
  const kind = absenceKindOf(values['f_motif'] ?? '')
  const childRef = values['f_enfant'] ?? ''
  if (childRef === '') errors['f_enfant'] = 'Choisissez l’enfant absent.'
  if (!firstDay) errors['f_du'] = 'Écrivez le premier jour comme 07/12/2026.'
  else if (firstDay < addDays(today, -mostBack))
    errors['f_du'] = 'Ce jour est trop ancien\u00A0: écrivez à la mairie.'
  else if (firstDay > addDays(today, 366)) errors['f_du'] = 'Ce jour est trop lointain.'
  if (!lastDay) errors['f_au'] = 'Écrivez le dernier jour comme 11/12/2026.'
  else if (firstDay && lastDay < firstDay)
    errors['f_au'] = 'Le dernier jour est avant le premier\u00A0: vérifiez les deux dates.'
  else if (firstDay && lastDay > addDays(firstDay, longest))
    errors['f_au'] = 'Une absence couvre trois mois au plus.'
  if (!kind) errors['f_motif'] = 'Choisissez le motif de l’absence.'
  if (Object.keys(errors).length > 0 || !firstDay || !lastDay || !kind)
    return { ok: false, values, errors }
  return { ok: true, draft: { childRef, firstDay, lastDay, kind } }
}

function rangeOf({ firstDay, lastDay }: ReadDays): DayRange {
  return { from: firstDay, to: lastDay }
}

function check(
  values: FormValues,
  { childRef, ...days }: ReadDays,
  loaded: LoadedSlots,
  { now, certificateDays }: Declaring,
): Checked<AbsenceDraft> {
  const wrong = (field: string, sentence: string) =>
    ({ ok: false, values, errors: { [field]: sentence } }) as const
  const child = loaded.family.children.find((one) => one.ref === childRef)
  if (!child) return wrong('f_enfant', 'Cet enfant n’est pas de votre foyer.')
  const known = loaded.family.absences.find(
    (one) =>
      one.childId === child.id &&
      one.activityId === null &&
      one.firstDay <= days.lastDay &&
      one.lastDay >= days.firstDay,
  )
  if (known) return isDeclared(values, child, known)
  const plan = planOf(loaded, { childId: child.id, ...days }, now)
  if (plan.cancelled.length + plan.kept.length === 0)
    return wrong(
      'f_du',
      `Rien n’est réservé par votre foyer pour ${child.firstName} sur ces jours\u00A0: il n’y a pas d’absence à déclarer.`,
    )
  const limits = absenceLimits(loaded, plan.kept, now)
  const isAsked = wantsCertificate(days.kind) && plan.kept.length > 0
  const allowed = limits.certificateDays ?? certificateDays
  const due = isAsked ? certificateDueOn(days.firstDay, now, allowed) : null
  return {
    ok: true,
    draft: { child, ...days, plan, certificateDueOn: due, late: limits.late },
  }
}

/** `known`: null when it was declared in this instant. */
function isDeclared(values: FormValues, { firstName }: FamilyChild, known: KnownAbsence | null) {
  const fact = `Une absence ${ofName(firstName)} est déjà déclarée sur ces jours`
  return { ok: false, values, errors: { f_du: `${fact}${adviceOn(known)}` } } as const
}

function adviceOn(known: KnownAbsence | null): string {
  if (!known) return '\u00A0: regardez vos absences.'
  if (!known.mine)
    return ' par l’autre foyer\u00A0: elle vaut aussi pour vos réservations. Déclarez seulement les autres jours.'
  return known.state === 'DECLARED'
    ? '\u00A0: retirez-la d’abord.'
    : ', et la mairie a décidé\u00A0: écrivez-lui.'
}

/** Null: these days were declared meanwhile. */
async function insertAbsence(
  tx: Tx,
  householdId: number,
  draft: AbsenceDraft,
  { now, person }: Declarer,
): Promise<{ id: number; ref: string } | null> {
  const { child, firstDay, lastDay, kind } = draft
  const written = await sql<{ id: number; ref: string }>`
    insert into absence (household_id, child_id, first_day, last_day, kind, declared_at, declared_by,
                         certificate_due_on, declared_late)
    values (${householdId}, ${child.id}, ${firstDay}, ${lastDay}, ${kind}, ${now}, ${person.login},
            ${draft.certificateDueOn}, ${draft.late.length > 0})
    on conflict do nothing
    returning id, ref`.execute(tx)
  const [inserted] = written.rows
  if (!inserted) return null
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: person.login,
    action: 'absence.declare',
    subject: 'absence',
    subjectId: inserted.id,
    householdId,
  })
  return inserted
}
