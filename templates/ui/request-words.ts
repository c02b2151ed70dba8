import type { OpenRequest } from '../../src/operations/home/open-requests.ts'
import { dayAndMonth, ofName } from '../../src/kernel/french.ts'

export interface RequestWords {
  readonly title: string
  readonly note: string
  /** Of three: sent, examined, answered. */
  readonly done: 1 | 2
}

const subjects: Readonly<Record<string, string>> = {
  PERSON: 'Vos informations',
  HOUSEHOLD: 'Les informations du foyer',
  CHILD: 'La fiche de votre enfant',
  QUOTIENT: 'Votre quotient familial',
  BANK: 'Vos coordonnées bancaires',
  CUSTODY: 'La garde alternée',
  HEALTH: 'La santé de votre enfant',
}

/** A request in progress: what it is about, where it stands and since when. */
export function requestWords(request: OpenRequest): RequestWords {
  const since = `depuis le ${dayAndMonth(request.since)}`
  const child = request.child ?? ''
  switch (request.kind) {
    case 'WAITING_LIST':
      return { title: placeTitle(request), note: `Liste d’attente, ${since}`, done: 1 }
    case 'OFFER':
      return {
        title: placeTitle(request),
        note: `Place proposée, répondez avant le ${dayAndMonth(request.until ?? request.since)}`,
        done: 2,
      }
    case 'ENROLMENT':
      return { title: `${child}\u00A0: ${request.activity}`, note: `En examen ${since}`, done: 2 }
    case 'ABSENCE':
      return {
        title: `Absence ${ofName(child)}${request.day ? `, ${dayAndMonth(request.day)}` : ''}`,
        note: `La mairie la regarde ${since}`,
        done: 2,
      }
    default:
      return {
        title: subjects[request.subject ?? ''] ?? 'Votre demande',
        note: `En examen ${since}`,
        done: 2,
      }
  }
}

/** `Zoé : Mercredis, 9 décembre` */
function placeTitle({ child, activity, day }: OpenRequest): string {
  return `${child ?? ''}\u00A0: ${activity}${day ? `, ${dayAndMonth(day)}` : ''}`
}
