import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asWorker } from '../src/db/transactions.ts'
import { evidenceFile } from '../src/households/evidence.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import { decideRequest } from '../src/requests/decide.ts'
import type { ListedRequest } from '../src/requests/list.ts'
import { mayDecide, pendingRequests, sensitiveOf, toDecide } from '../src/requests/review.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'
import { keysOf, type Keyboard } from './keyboard.ts'
import type { Answer } from './output.ts'
import { refusalWords } from './refusals.ts'
import { requestText } from './requests-text.ts'

/** What the family reads; one key after r. */
const reasons = [
  'Il manque un justificatif. Vous pouvez refaire la demande en le joignant.',
  'Le justificatif n’est pas lisible. Vous pouvez refaire la demande avec une photo plus nette.',
  'Le justificatif a plus de trois mois.',
  'Le justificatif ne correspond pas à ce qui est demandé.',
] as const

type ReviewCli = Pick<Cli, 'db' | 'keys' | 'now' | 'actor' | 'reason' | 'officer'>

export interface Review {
  readonly keyboard: Keyboard
  readonly say: (text: string) => void
  /** Where p writes papers. */
  readonly proofs: string
}

export interface ReviewCounts {
  readonly accepted: number
  readonly refused: number
  readonly skipped: number
}

/** On this process's terminal. */
export async function review(cli: Cli, proofs: string | null): Promise<Answer> {
  if (!process.stdin.isTTY) {
    throw new Failure(exits.usage, 'NO_TERMINAL', 'review asks for a terminal', {
      hint: 'preau requests list, then preau requests accept NUMBER',
    })
  }
  const keyboard = keysOf(process.stdin)
  const folder = proofs ?? join(tmpdir(), `preau-proofs-${process.pid}`)
  try {
    const counts = await reviewRequests(cli, { keyboard, say: cli.output.note, proofs: folder })
    return {
      summary: `${counts.accepted} accepted, ${counts.refused} refused, ${counts.skipped} skipped`,
      data: counts,
    }
  } finally {
    keyboard.close()
  }
}

/** One request after the other, oldest first, two keys at most: `a`, or `r` and a digit. Each is decided by itself. */
export async function reviewRequests(cli: ReviewCli, io: Review): Promise<ReviewCounts> {
  const waiting = await asWorker(cli.db, (tx) => pendingRequests(tx, cli.keys))
  const mine = waiting.filter((request) => mayDecide(cli.officer.role, request))
  const open = mine.filter((request) => cli.reason !== null || sensitiveOf(request).length === 0)
  if (open.length < waiting.length)
    io.say(`${waiting.length - open.length} left out: they need another role, or --reason "…"`)
  const counts = { accepted: 0, refused: 0, skipped: 0 }
  for (const [at, request] of open.entries()) {
    io.say(`\n${at + 1}/${open.length}`)
    const choice = await reviewOne(cli, io, request)
    if (choice === 'end') break
    counts[choice] += 1
  }
  return counts
}

async function reviewOne(
  cli: ReviewCli,
  io: Review,
  request: ListedRequest,
): Promise<keyof ReviewCounts | 'end'> {
  io.say(requestText(await asWorker(cli.db, (tx) => toDecide(tx, cli.keys, request, cli))))
  for (;;) {
    io.say('a accept   r refuse   p proofs   s skip   q quit')
    const key = await io.keyboard.next()
    if (key === 'a') return decided(cli, io, request, null)
    if (key === 'r') {
      const reason = await askReason(io)
      if (reason) return decided(cli, io, request, reason)
    }
    if (key === 'p') await writeProofs(cli, io, request)
    if (key === 's') return 'skipped'
    if (key === 'q' || key === null) return 'end'
  }
}

/** A digit, any other key goes back. */
async function askReason(io: Review): Promise<string | null> {
  for (const [at, reason] of reasons.entries()) io.say(`  ${at + 1} ${reason}`)
  const key = await io.keyboard.next()
  return reasons[Number(key) - 1] ?? null
}

async function decided(
  cli: ReviewCli,
  io: Review,
  { id }: ListedRequest,
  because: string | null,
): Promise<keyof ReviewCounts> {
  const accept = because === null ? 'all' : []
  const result = await asWorker(cli.db, (tx) =>
    decideRequest(tx, cli.keys, { requestId: id, accept, because }, cli),
  ).catch(notDecided)
  if (result instanceof Refusal) {
    io.say(`→ left as it is: ${refusalWords(result).message}`)
    return 'skipped'
  }
  io.say(
    `→ ${result.state}${result.conflicts.length > 0 ? ': what changed meanwhile was left as it is' : ''}`,
  )
  return result.applied.length > 0 ? 'accepted' : 'refused'
}

/** Somebody else decided it in between, or the family took it back: the next one is looked at. */
function notDecided(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}

/** Only this user may read them; they are to be deleted after the review. */
async function writeProofs(cli: ReviewCli, io: Review, request: ListedRequest): Promise<void> {
  if (request.proofs.length === 0) io.say('no proof came with it')
  await mkdir(io.proofs, { recursive: true, mode: 0o700 })
  const reader = {
    now: cli.now,
    actorKind: 'OFFICER',
    actor: cli.actor,
    purpose: cli.reason ?? `request ${request.id}`,
  } as const
  for (const [at, { ref }] of request.proofs.entries()) {
    const file = await asWorker(cli.db, (tx) => evidenceFile(tx, cli.keys, ref, reader))
    if (!file) continue
    const ending = file.mediaType === 'image/jpeg' ? 'jpg' : 'pdf'
    const path = join(io.proofs, `request-${request.id}-${at + 1}.${ending}`)
    await writeFile(path, file.bytes, { mode: 0o600 })
    io.say(`proof written to ${path}`)
  }
}
