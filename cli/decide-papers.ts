import { asWorker } from '../src/db/transactions.ts'
import { isRef } from '../src/kernel/ids.ts'
import { takePaper, turnDownPaper } from '../src/requests/decide-papers.ts'
import type { Cli } from './context.ts'
import type { Answer } from './output.ts'
import { requireReader } from './paper-readers.ts'
import { typedDay, typedReason, usageFault } from './typed.ts'

type Decider = Pick<Cli, 'db' | 'now' | 'actor' | 'officer'>

/** Takes papers, all or none; a kind that the officer's role does not read is refused. */
export async function acceptPapers(
  cli: Decider,
  refs: readonly string[],
  until?: string,
): Promise<Answer> {
  requireRefs(refs)
  const { now, actor } = cli
  const by = { now, actor, ...(until === undefined ? {} : { until: typedDay('--until', until) }) }
  await asWorker(cli.db, async (tx) => {
    for (const ref of refs) requireReader(cli, (await takePaper(tx, ref, by)).kind)
  })
  return { summary: `${refs.length} accepted`, data: { refs, state: 'ACCEPTED' } }
}

/** Asks for other papers, all or none; `because` is read by the family. */
export async function refusePapers(
  cli: Decider,
  refs: readonly string[],
  because: string,
): Promise<Answer> {
  requireRefs(refs)
  const { now, actor } = cli
  const by = { now, actor, because: typedReason(because, hint) }
  await asWorker(cli.db, async (tx) => {
    for (const ref of refs) requireReader(cli, (await turnDownPaper(tx, ref, by)).kind)
  })
  return { summary: `${refs.length} refused`, data: { refs, state: 'REFUSED' } }
}

export function requireRefs(refs: readonly string[]): void {
  const wrong = refs.find((ref) => !isRef(ref))
  if (wrong !== undefined) throw usageFault(`${wrong} is no ref of a paper`, hint)
}

const hint = 'preau documents list'
