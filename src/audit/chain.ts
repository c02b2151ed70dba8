import { createHmac } from 'node:crypto'

/** An audit row as it is sealed: every column as text, instants in microseconds, hashes in hexadecimal. */
export interface SealedEvent {
  readonly id: number
  readonly transactionId: string
  /** The whole row, in the order of its columns. */
  readonly columns: readonly (string | null)[]
}

/** The end of the chain after a seal. Written in the database and, as a line, outside it. */
export interface ChainHead {
  readonly sealId: number
  readonly at: Date
  readonly lastTransactionId: string
  readonly lastEventId: number
  /** Rows sealed since the beginning. */
  readonly eventCount: number
  readonly keyId: string
  readonly mac: Buffer
}

export const firstMac: Buffer = Buffer.alloc(32)

/** One link: HMAC(key, the mac before ‖ each row, length-prefixed ‖ the facts of the seal itself). */
export function linkMac(
  key: Buffer,
  before: Buffer,
  events: Iterable<SealedEvent>,
  seal: Omit<ChainHead, 'sealId' | 'mac'>,
): Buffer {
  const hmac = createHmac('sha256', key).update(before)
  for (const event of events) hmac.update(framed(JSON.stringify(event.columns)))
  const facts = [
    seal.at.toISOString(),
    seal.lastTransactionId,
    seal.lastEventId,
    seal.eventCount,
    seal.keyId,
  ]
  return hmac.update(framed(JSON.stringify(facts))).digest()
}

/** The line that goes outside the database: to the log and to a file of the data folder. */
export function headLine(head: ChainHead): string {
  return `${head.at.toISOString()} seal=${head.sealId} count=${head.eventCount} mac=${head.mac.toString('hex')}`
}

export interface NotedHead {
  readonly sealId: number
  readonly eventCount: number
  readonly mac: string
}

/** Reads the lines of headLine; other lines are passed over. */
export function readHeadLines(text: string): NotedHead[] {
  return [...text.matchAll(/seal=(\d+) count=(\d+) mac=([0-9a-f]{64})/g)].map(
    ([, seal, count, mac = '']) => ({
      sealId: Number(seal),
      eventCount: Number(count),
      mac,
    }),
  )
}

function framed(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
