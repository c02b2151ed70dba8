import { seal } from '../../src/payments/providers/spplus/seal.ts'
import { demoShop } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'

/** One thing that reaches the portal's notification address. */
export interface StreamEvent {
  readonly raw: string
  /** What a reader of the protocol would say about it. */
  readonly truth: 'forged' | 'different' | 'ours'
  readonly attempt: number
  readonly etat: string
  readonly refsfp: string
}

export interface ModelAttempt {
  state: string
  paidBy: string | null
  /** Money went back before it came. */
  reversed: boolean
}

export interface Model {
  readonly attempts: ModelAttempt[]
  quarantined: number
  forged: number
}

/** A small generator of chance that gives the same stream for the same seed. */
export function chanceOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0
    const mixed = Math.imul(state ^ (state >>> 13), 3_266_489_917)
    return ((mixed ^ (mixed >>> 16)) >>> 0) % below
  }
}

interface Sent {
  readonly reference: string
  readonly amount: string
}

/** Notifications of a few attempts: right ones, repeated, out of order, late; wrong amount, currency, shop; forged. */
export function streamOf(
  chance: (below: number) => number,
  attempts: readonly Sent[],
  name: string,
): StreamEvent[] {
  const etats = [
    '1',
    '2',
    '4',
    '5',
    '10',
    '10',
    '10',
    '11',
    '12',
    '15',
    '16',
    '17',
    '20',
    '30',
    '99',
    '77',
    '0',
  ]
  const events = Array.from({ length: 3 + chance(6) }, () => {
    const attempt = chance(attempts.length)
    const etat = etats[chance(etats.length)] ?? '10'
    const refsfp = `${name}${attempt}${chance(5) === 0 ? 'B' : 'A'}`
    return eventOf(chance, { attempt, etat, refsfp, sent: attempts[attempt] })
  })
  const repeated = events.filter(() => chance(3) === 0)
  return shuffled(chance, [...events, ...repeated])
}

interface Facts {
  readonly attempt: number
  readonly etat: string
  readonly refsfp: string
  readonly sent: Sent | undefined
}

function eventOf(
  chance: (below: number) => number,
  { attempt, etat, refsfp, sent }: Facts,
): StreamEvent {
  const facts = {
    siret: demoShop.siret,
    reference: sent?.reference ?? '',
    refsfp,
    montant: sent?.amount ?? '',
  }
  const right = { ...facts, devise: '978', etat }
  const known = { attempt, etat, refsfp }
  const kinds: (() => StreamEvent)[] = [
    () => ({ ...known, truth: 'different', raw: sealed({ ...right, montant: '1.00' }) }),
    () => ({ ...known, truth: 'different', raw: sealed({ ...right, devise: '840' }) }),
    () => ({ ...known, truth: 'different', raw: sealed({ ...right, siret: '00000000000001-02' }) }),
    () => ({
      ...known,
      truth: 'different',
      raw: sealed({ ...right, reference: 'NOBODYKNOWSTHISONE22' }),
    }),
    () => ({
      ...known,
      truth: 'forged',
      raw: sealed({ ...right, etat: '2' }).replace('etat=2', 'etat=10'),
    }),
    () => ({
      ...known,
      truth: 'forged',
      raw: sealedPairs([['etat', '2'], ...Object.entries(right)]),
    }),
    () => ({ ...known, truth: 'forged', raw: sealed({ etatx: '2', ...right }) }),
    () => ({ ...known, truth: 'forged', raw: sealed(right).toLowerCase() }),
  ]
  const wrong = chance(4) === 0 ? kinds[chance(kinds.length)] : undefined
  return wrong ? wrong() : { ...known, truth: 'ours', raw: sealed(right) }
}

export function sealed(values: Readonly<Record<string, string>>): string {
  return sealedPairs(Object.entries(values))
}

function sealedPairs(pairs: readonly [string, string][]): string {
  const hmac = seal(demoShop.clent, pairs.map(([, value]) => value).join(''))
  return [...pairs, ['hmac', hmac]].map((pair) => pair.join('=')).join('&')
}

function shuffled<T>(chance: (below: number) => number, items: readonly T[]): T[] {
  const left = [...items]
  const out: T[] = []
  while (left.length > 0) out.push(...left.splice(chance(left.length), 1))
  return out
}

/** The state machine of payments.md §0, as short as it can be told: what must be true after a stream. */
export function follow(events: readonly StreamEvent[], count: number): Model {
  const model: Model = {
    attempts: Array.from({ length: count }, () => ({
      state: 'CREATED',
      paidBy: null,
      reversed: false,
    })),
    quarantined: 0,
    forged: 0,
  }
  const seen = new Set<string>()
  for (const event of events) {
    const attempt = model.attempts[event.attempt]
    if (!attempt || seen.has(event.raw)) continue
    seen.add(event.raw)
    if (event.truth === 'forged') model.forged++
    else if (event.truth === 'different' || !step(attempt, event)) model.quarantined++
  }
  return model
}

/** False: this one is for the officer. */
function step(attempt: ModelAttempt, { etat, refsfp }: StreamEvent): boolean {
  const wentBack = ['REFUNDED', 'CHARGEBACK'].includes(attempt.state)
  const open = ['CREATED', 'PENDING'].includes(attempt.state)
  if (etat === '77') return false
  if (etat === '10') {
    if (attempt.paidBy !== null) return attempt.paidBy === refsfp
    attempt.paidBy = refsfp
    if (wentBack) attempt.reversed = true
    else attempt.state = 'PAID'
    return true
  }
  if (etat === '17' || etat === '20') {
    const state = etat === '17' ? 'REFUNDED' : 'CHARGEBACK'
    if (wentBack) return attempt.state === state
    if (attempt.paidBy !== null) attempt.reversed = true
    attempt.state = state
    return true
  }
  if (!open) return true
  if (['1', '4', '30'].includes(etat)) attempt.state = 'PENDING'
  if (['2', '5'].includes(etat)) attempt.state = 'FAILED'
  if (['11', '12'].includes(etat)) attempt.state = 'CANCELLED'
  return true
}
