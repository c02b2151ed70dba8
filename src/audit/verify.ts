import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { firstMac, linkMac, type ChainHead, type NotedHead, type SealedEvent } from './chain.ts'
import { chainStart, eventsAfter, sealsAfter, type ChainPlace } from './events.ts'

/** What is wrong with the trail. */
export type AuditFault =
  /** Rows under this seal were changed, added or cut, or the seal itself was. */
  | { readonly kind: 'BROKEN_SEAL'; readonly sealId: number; readonly at: Date }
  /** The seal was made with another key than the one in the key file. */
  | { readonly kind: 'OTHER_KEY'; readonly sealId: number; readonly at: Date }
  /** A head that was noted outside the database is not in it any more, or differs. */
  | { readonly kind: 'LOST_HEAD'; readonly sealId: number }

export interface AuditReport {
  readonly ok: boolean
  readonly seals: number
  readonly sealedEvents: number
  /** Rows since the last seal: the next one covers them. */
  readonly unsealedEvents: number
  readonly faults: readonly AuditFault[]
}

const pageSize = 10_000

/**
 * Recomputes the whole chain and compares it with the seals, and the seals with the heads noted outside the database.
 * Finds what even a superuser changed, because the key is not in the database.
 */
export async function verifyAudit(
  tx: Tx,
  keys: Keys,
  noted: readonly NotedHead[] = [],
): Promise<AuditReport> {
  const notes = new Map(noted.map((head) => [head.sealId, head]))
  const events = eventReader(tx)
  const faults: AuditFault[] = []
  let mac = firstMac
  let seals = 0
  let sealedEvents = 0
  for await (const seal of allSeals(tx)) {
    const covered = await events.upTo({
      transactionId: seal.lastTransactionId,
      id: seal.lastEventId,
    })
    const fault = sealFault(keys, seal, linkMac(keys.audit, mac, covered, seal))
    if (fault) faults.push(fault)
    const note = notes.get(seal.sealId)
    notes.delete(seal.sealId)
    if (note && (note.mac !== seal.mac.toString('hex') || note.eventCount !== seal.eventCount)) {
      faults.push({ kind: 'LOST_HEAD', sealId: seal.sealId })
    }
    mac = seal.mac
    seals += 1
    sealedEvents += covered.length
  }
  for (const sealId of notes.keys()) faults.push({ kind: 'LOST_HEAD', sealId })
  const unsealedEvents = await events.countRest()
  return { ok: faults.length === 0, seals, sealedEvents, unsealedEvents, faults }
}

function sealFault(keys: Keys, seal: ChainHead, mac: Buffer): AuditFault | null {
  const where = { sealId: seal.sealId, at: seal.at }
  if (seal.keyId !== keys.auditKeyId) return { kind: 'OTHER_KEY', ...where }
  return mac.equals(seal.mac) ? null : { kind: 'BROKEN_SEAL', ...where }
}

async function* allSeals(tx: Tx): AsyncGenerator<ChainHead> {
  let last = 0
  for (;;) {
    const page = await sealsAfter(tx, last, pageSize)
    yield* page
    last = page.at(-1)?.sealId ?? last
    if (page.length < pageSize) return
  }
}

/** Hands out the rows of the chain piece by piece, a page in memory at a time. */
function eventReader(tx: Tx) {
  let buffer: SealedEvent[] = []
  let place: ChainPlace = chainStart
  let ended = false
  const fill = async () => {
    const page = await eventsAfter(tx, place, pageSize)
    place = page.at(-1) ?? place
    ended = page.length < pageSize
    buffer = page
  }
  return {
    async upTo(end: ChainPlace): Promise<SealedEvent[]> {
      const taken: SealedEvent[] = []
      for (;;) {
        const count = buffer.findIndex((event) => isAfter(event, end))
        taken.push(...buffer.splice(0, count < 0 ? buffer.length : count))
        if (count >= 0 || ended) return taken
        await fill()
      }
    },
    async countRest(): Promise<number> {
      let count = buffer.length
      for (;;) {
        if (ended) return count
        await fill()
        count += buffer.length
      }
    },
  }
}

function isAfter(event: SealedEvent, end: ChainPlace): boolean {
  const left = BigInt(event.transactionId)
  const right = BigInt(end.transactionId)
  return left === right ? event.id > end.id : left > right
}
