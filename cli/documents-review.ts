import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asWorker } from '../src/db/transactions.ts'
import { evidenceFile } from '../src/households/evidence.ts'
import { waitingPapers, type WaitingPaper } from '../src/households/papers-of-town.ts'
import { mayRead } from '../src/officers/roles.ts'
import { takePaper, turnDownPaper } from '../src/requests/decide-papers.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'
import { readKeys, type KeyReader } from './one-key.ts'
import type { Answer } from './output.ts'

/** What a family reads when its paper is refused, by the key that is pressed. */
const reasons: Readonly<Record<string, string>> = {
  '1': 'Le document est illisible ou coupé. Envoyez une photo nette, prise à plat.',
  '2': 'Ce n’est pas le document demandé.',
  '3': 'Le document n’est plus valable. Envoyez celui de cette année.',
  '4': 'Le nom sur le document n’est pas le bon.',
  '5': 'Il manque une page.',
}

/** One paper after the other: a takes it; r and a digit refuse it; s leaves it; q ends. Two keys at most. */
export async function reviewPapers(cli: Cli, out: string | undefined): Promise<Answer> {
  const papers = await asWorker(cli.db, (tx) => waitingPapers(tx))
  const counts = { accepted: 0, refused: 0, left: 0 }
  const keys = readKeys()
  try {
    for (const [at, paper] of papers.entries()) {
      const where = out === undefined ? null : await writeOut(cli, paper, out)
      cli.output.note(questionOf(paper, `${at + 1}/${papers.length}`, where))
      const decision = await ask(keys)
      if (decision === null) break
      counts[await decide(cli, paper, decision)] += 1
    }
  } finally {
    keys.end()
  }
  const waiting = papers.length - counts.accepted - counts.refused
  return {
    summary: `${counts.accepted} accepted, ${counts.refused} refused, ${waiting} still wait`,
    data: { ...counts, waiting },
  }
}

type Choice = { readonly accept: true } | { readonly because: string } | 'leave'

function questionOf(paper: WaitingPaper, count: string, where: string | null): string {
  const whose = [paper.child, `${paper.family} (${paper.fileNumber})`].filter(Boolean).join(', ')
  const listed = Object.entries(reasons).map(([key, words]) => `    r${key} ${words}`)
  return [
    `${count}  ${paper.label}: ${whose}`,
    `  ${where ?? paper.fileName}, sent ${paper.createdAt.toISOString().slice(0, 10)}`,
    '  a accept   s leave   q end   refuse:',
    ...listed,
  ].join('\n')
}

/** Null: the end. */
async function ask(keys: KeyReader): Promise<Choice | null> {
  for (;;) {
    const key = await keys.next()
    if (key === null || key === 'q') return null
    if (key === 'a') return { accept: true }
    if (key === 's') return 'leave'
    const because = key === 'r' ? reasons[(await keys.next()) ?? ''] : undefined
    if (because) return { because }
  }
}

async function decide(
  cli: Cli,
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

const ofHealth = ['VACCINATIONS', 'CARE_PROTOCOL']

/** Opens a paper out of its seal into a folder: the reading is audited with its reason. Returns the file's path. */
export async function writeOut(
  cli: Cli,
  paper: { readonly ref: string },
  folder: string,
): Promise<string> {
  const { db, keys, now, actor, reason, officer } = cli
  const reader = { now, actorKind: 'OFFICER', actor, purpose: reason ?? '' } as const
  const file = await asWorker(db, async (tx) => {
    const opened = await evidenceFile(tx, keys, paper.ref, reader)
    if (opened && ofHealth.includes(opened.kind) && !mayRead(officer.role, 'health')) {
      throw new Failure(exits.refused, 'NOT_ALLOWED', 'Your role does not read papers of health', {
        hint: 'preau officers roles',
      })
    }
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
