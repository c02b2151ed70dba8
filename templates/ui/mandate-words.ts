import type { FamilyMandate } from '../../src/payments/mandates/list.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import type { BadgeLook } from './notices.tsx'

/** Where a mandate stands, as its family reads it. `isSent`: its signed paper waits for the town hall. */
export function mandateWords(
  mandate: Pick<FamilyMandate, 'state' | 'signedOn'>,
  isSent: boolean,
): { readonly look: BadgeLook; readonly words: string } {
  switch (mandate.state) {
    case 'DRAFT':
      return isSent
        ? { look: 'info', words: 'Envoyé, la mairie le regarde' }
        : { look: 'waiting', words: 'À signer' }
    case 'ACTIVE':
      return {
        look: 'ok',
        words: `En place${mandate.signedOn ? `, signé le ${dateInWords(mandate.signedOn)}` : ''}`,
      }
    case 'SUSPENDED':
      return { look: 'bad', words: 'Suspendu' }
    case 'EXPIRED':
      return { look: 'soft', words: 'Éteint' }
    default:
      return { look: 'soft', words: mandate.signedOn ? 'Arrêté' : 'Abandonné' }
  }
}
