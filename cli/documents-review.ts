import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asWorker } from '../src/db/transactions.ts'
import { evidenceFile } from '../src/households/evidence.ts'
import { waitingPapers, type WaitingPaper } from '../src/households/papers-of-town.ts'
import { takePaper, turnDownPaper } from '../src/requests/decide-papers.ts'
import { dayOf } from '../src/kernel/day.ts'
import type { Cli } from './context.ts'
import { counted } from './counted.ts'
import { exits, Failure } from './failures.ts'
import { mayReadPaper, requireReader } from './paper-readers.ts'
import { keysOf, type Keyboard } from './keyboard.ts'
import type { Answer } from './output.ts'

/** What a family reads when its paper is refused, by the key that is pressed. */
const reasons: Readonly<Record<string, string>> = {
  '1': 'Le document est illisible ou coupé. Envoyez une photo nette, prise à plat.',
  '2': 'Ce n’est pas le document demandé.',
  '3': 'Le document n’est plus valable. Envoyez celui de cette année.',
  '4': 'Le nom sur le document n’est pas le bon.',
  '5': 'Il manque une page.',
}

type ReviewCli = Pick<Cli, 'db' | 'keys' | 'now' | 'actor' | 'reason' | 'officer'>

export interface PaperReview {
  readonly keyboard: Keyboard
  readonly say: (text: string) => void
  /** Where each file is written before it is shown; undefined: nowhere. */
  readonly out: string | undefined
}

export interface PaperCounts {
  readonly accepted: number
  readonly refused: number
  readonly waiting: number
}

/** On this process's terminal. */
export async function reviewOnTerminal(cli: Cli, out: string | undefined): Promise<Answer> {
  if (!process.stdin.isTTY) {
    throw new Failure(exits.usage, 'NO_TERMINAL', 'review asks for a terminal', {
      hint: 'preau documents list, then preau documents accept REF',
    })
  }
  const keyboard = keysOf(process.stdin)
  try {
    const counts = await reviewPapers(cli, { keyboard, say: cli.output.note, out })
    return {
      summary: `${counts.accepted} accepted, ${counts.refused} refused, ${counts.waiting} still wait`,
      data: counts,
    }
  } finally {
    keyboard.close()
  }
}

/**
 * One paper after the other: a takes it; r and a digit refuse it; s leaves it; q ends. Two keys at most. Each is decided
 * by itself, so that an end in the middle loses nothing. What this officer's role does not read is left to others.
 */
export async function reviewPapers(cli: ReviewCli, io: PaperReview): Promise<PaperCounts> {
  const all = await asWorker(cli.db, (tx) => waitingPapers(tx))
  const papers = all.filter(({ kind }) => mayReadPaper(cli, kind))
  const others = othersWait(all.length - papers.length)
  if (others) io.say(`${counted(papers.length, 'paper')} to look at${others}`)
  const counts = { accepted: 0, refused: 0, left: 0 }
  for (const [at, paper] of papers.entries()) {
    const where = io.out === undefined ? null : await writeOut(cli, paper, io.out)
    io.say(questionOf(paper, `${at + 1}/${papers.length}`, where))
    const decision = await ask(io)
    if (decision === null) break
    counts[await decide(cli, paper, decision)] += 1
  }
  const { accepted, refused } = counts
  return { accepted, refused, waiting: papers.length - accepted - refused }
}

/** What a role does not read it does not see in lists either: that a child has a PAI is health. */
export function othersWait(count: number): string {
  return count === 0 ? '' : `; ${count} more wait for an officer who may read them`
}

type Choice = { readonly accept: true } | { readonly because: string } | 'leave'

function questionOf(paper: WaitingPaper, count: string, where: string | null): string {
  const whose = [paper.child, `${paper.family} (${paper.fileNumber})`].filter(Boolean).join(', ')
  const listed = Object.entries(reasons).map(([key, words]) => `    r${key} ${words}`)
  return [
    `${count}  ${paper.label}: ${whose}`,
    `  ${where ?? paper.fileName}, sent ${dayOf(paper.createdAt)}`,
    ...listed,
    choices,
  ].join('\n')
}

const choices = '  a accept   r and a digit refuse   s leave   q end'

/** Null: the end. */
async function ask({ keyboard, say }: PaperReview): Promise<Choice | null> {
  for (;;) {
    const key = await keyboard.next()
    if (key === null || key === 'q') return null
    if (key === 'a') return { accept: true }
    if (key === 's') return 'leave'
    const because = key === 'r' ? reasons[(await keyboard.next()) ?? ''] : undefined
    if (because) return { because }
    say(choices)
  }
}

async function decide(
  cli: ReviewCli,
  { ref }: WaitingPaper,
  choice: Choice,
): Promise<'accepted' | 'refused' | 'left'> {
  if (choice === 'leave') return 'left'
  const { now, actor } = cli
  if ('accept' in choice) {
    await asWorker(cli.db, (tx) => takePaper(tx, ref, { now, actor }))
    return 'accepted'
  }
  const { because } = choice
  await asWorker(cli.db, (tx) => turnDownPaper(tx, ref, { now, actor, because }))
  return 'refused'
}

/** Opens a paper out of its seal into a folder: the reading is audited with its reason. Returns the file's path. */
export async function writeOut(
  cli: ReviewCli,
  paper: { readonly ref: string },
  folder: string,
): Promise<string> {
  const { db, keys, now, actor, reason } = cli
  const reader = { now, actorKind: 'OFFICER', actor, purpose: reason ?? '' } as const
  const file = await asWorker(db, async (tx) => {
    const opened = await evidenceFile(tx, keys, paper.ref, reader)
    if (opened) requireReader(cli, opened.kind)
    return opened
  })
  if (!file) {
    throw new Failure(exits.notFound, 'NOT_FOUND', 'There is no such paper, or its file was erased')
  }
  const ending = file.mediaType === 'application/pdf' ? 'pdf' : 'jpg'
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${file.kind.toLowerCase()}-${paper.ref.slice(0, 8)}.${ending}`)
  await writeFile(path, file.bytes, { mode: 0o600 })
  return path
}
