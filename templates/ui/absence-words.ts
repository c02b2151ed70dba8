import type { AbsencePlan } from '../../src/enrolments/absence-plan.ts'
import type { FamilyAbsence } from '../../src/enrolments/absences.ts'
import type { AbsenceKind } from '../../src/enrolments/attendance-model.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dayInWords, listInWords, plural } from '../../src/kernel/french.ts'
import { formatEuros, type Cents } from '../../src/kernel/money.ts'
import { lower } from './calendar-words.ts'
import type { BadgeLook } from './notices.tsx'

/** A kind as a parent chooses it. */
export const kindWords: Readonly<Record<AbsenceKind, string>> = {
  ILLNESS: 'Maladie',
  HOSPITAL: 'Hospitalisation',
  EXCLUSION: 'Éviction (sur avis d’un médecin ou de l’école)',
  STRIKE: 'Grève ou enseignant absent',
  SCHOOL_TRIP: 'Sortie scolaire',
  CLOSURE: 'Service fermé',
  FAMILY: 'Raison familiale',
  OTHER: 'Autre motif',
}

/** The kinds in the order of the words: how a select offers them. */
export const kindChoices: readonly (readonly [kind: string, words: string])[] =
  Object.entries(kindWords)

/** `mardi 24 novembre` · `du lundi 7 au vendredi 11 décembre` */
export function spanWords({ firstDay, lastDay }: { firstDay: Day; lastDay: Day }): string {
  if (firstDay === lastDay) return dayInWords(firstDay)
  const isSameMonth = firstDay.slice(0, 7) === lastDay.slice(0, 7)
  const first = dayInWords(firstDay)
  return `du ${isSameMonth ? first.replace(/ \S+$/, '') : first} au ${dayInWords(lastDay)}`
}

/** What is given back, and what stays booked: one sentence each. */
export function planSentences(
  plan: AbsencePlan,
  labels: ReadonlyMap<number, string>,
  late: AbsencePlan['kept'] = [],
): string[] {
  const cancelled = plan.cancelled.map((one) => one.slot)
  return [
    ...(cancelled.length > 0
      ? [`Annulé dans le délai, rien à payer\u00A0: ${slotsWords(cancelled, labels)}.`]
      : []),
    ...(plan.kept.length > 0
      ? [`Le délai est passé, reste réservé\u00A0: ${slotsWords(plan.kept, labels)}.`]
      : []),
    ...(late.length > 0
      ? [
          `Signalé après la limite fixée par la mairie\u00A0: ${slotsWords(late, labels)}. Elle en tient compte pour décider.`,
        ]
      : []),
  ]
}

type NamedSlot = { readonly day: Day; readonly unitId: number }

function slotsWords(slots: readonly NamedSlot[], labels: ReadonlyMap<number, string>): string {
  return servicesWords(
    slots.map((slot) => ({ day: slot.day, label: labels.get(slot.unitId) ?? '' })),
  )
}

/** `cantine, mardi 24 novembre ; accueil du soir, 3 jours` */
export function servicesWords(
  slots: readonly { readonly day: Day; readonly label: string }[],
): string {
  const groups = Map.groupBy(slots, (slot) => slot.label)
  return [...groups]
    .map(([label, own]) => {
      const days = [...new Set(own.map((slot) => slot.day))].sort()
      const [first = ''] = days
      if (days.length === 1) return `${lower(label)}, ${dayInWords(first)}`
      if (days.length > 4) return `${lower(label)}, ${plural(days.length, 'jour', 'jours')}`
      return `${lower(label)}, ${listInWords(days.map(dayInWords))}`
    })
    .join('\u202F; ')
}

/** What stays to be paid for the days that stay booked, and what would change it. */
export function keptSentence(
  kind: AbsenceKind,
  excusedCents: Cents | null,
  dueOn: Day | null,
): string {
  const gain =
    excusedCents === null
      ? 'ils ne seront pas facturés, ou seront déduits'
      : excusedCents < 0
        ? `${formatEuros(-excusedCents)} seront déduits`
        : 'le prix ne change pas (délai de carence)'
  if (dueOn)
    return `Ces jours restent facturés, sauf si vous envoyez un justificatif au plus tard le ${dayInWords(dueOn)}. Si la mairie l’accepte, ${gain}.`
  if (kind === 'FAMILY' || kind === 'OTHER')
    return `Ces jours restent facturés, car le délai d’annulation est passé. Si la mairie en décide autrement, ${gain}.`
  return `La mairie vérifie le motif\u00A0: si elle excuse l’absence, ${gain}.`
}

export interface AbsenceStateWords {
  readonly look: BadgeLook
  readonly badge: string
  readonly sentence: string
}

/** Where an absence stands. */
export function absenceState(absence: FamilyAbsence): AbsenceStateWords {
  const { state, kept, certificateDueOn, hasCertificate, reason } = absence
  if (state === 'WITHDRAWN')
    return { look: 'soft', badge: 'Retirée', sentence: 'Vous avez retiré cette absence.' }
  if (state === 'EXCUSED')
    return {
      look: 'ok',
      badge: 'Excusée',
      sentence:
        'La facture en tient compte. Si elle est déjà émise, la différence est déduite de la suivante.',
    }
  if (state === 'UNEXCUSED')
    return {
      look: 'bad',
      badge: 'Non excusée',
      sentence: `Les jours restent facturés.${reason ? ` Réponse de la mairie\u00A0: ${reason}` : ''}`,
    }
  if (kept.length === 0)
    return {
      look: 'ok',
      badge: 'Rien à payer',
      sentence: 'Les réservations sont annulées dans le délai.',
    }
  if (hasCertificate)
    return {
      look: 'info',
      badge: 'Justificatif reçu',
      sentence: 'La mairie l’examine et vous répond.',
    }
  if (certificateDueOn)
    return {
      look: 'waiting',
      badge: 'Justificatif attendu',
      sentence: `À envoyer au plus tard le ${dayInWords(certificateDueOn)}.`,
    }
  return { look: 'info', badge: 'Transmise', sentence: 'La mairie est prévenue et vous répond.' }
}
