import type { AskedPaper, GivenPaper } from '../../src/households/papers-to-supply.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import type { BadgeLook } from './notices.tsx'

interface StateWords {
  readonly look: BadgeLook
  readonly badge: string
  readonly sentence: string
}

/** Where an asked paper stands, and what the family does about it. */
export function askedWords(
  paper: Pick<AskedPaper, 'state' | 'validTo' | 'refusedBecause'>,
): StateWords {
  const until = paper.validTo ? dateInWords(paper.validTo) : ''
  switch (paper.state) {
    case 'MISSING':
      return { look: 'waiting', badge: 'à fournir', sentence: '' }
    case 'REFUSED':
      return { look: 'bad', badge: 'à refaire', sentence: refusedSentence(paper.refusedBecause) }
    case 'EXPIRED':
      return {
        look: 'bad',
        badge: 'périmée',
        sentence: `Elle n’est plus valable depuis le ${until}.`,
      }
    case 'EXPIRING':
      return { look: 'waiting', badge: 'à renouveler', sentence: `Valable jusqu’au ${until}.` }
    case 'RECEIVED':
      return { look: 'info', badge: 'reçue', sentence: 'La mairie va la regarder.' }
    default:
      return { look: 'ok', badge: 'en règle', sentence: until ? `Valable jusqu’au ${until}.` : '' }
  }
}

const givenStates: Readonly<Record<GivenPaper['state'], readonly [BadgeLook, string]>> = {
  RECEIVED: ['info', 'reçue'],
  ACCEPTED: ['ok', 'acceptée'],
  REFUSED: ['bad', 'refusée'],
  EXPIRED: ['soft', 'périmée'],
}

/** The same of a paper that was given. */
export function givenWords(paper: GivenPaper): StateWords {
  const [look, badge] = givenStates[paper.state]
  const sentence = paper.state === 'REFUSED' ? refusedSentence(paper.refusedBecause) : ''
  return { look, badge, sentence }
}

function refusedSentence(because: string | null): string {
  return because ? `La mairie n’a pas pu la prendre\u00A0: ${because}` : ''
}
