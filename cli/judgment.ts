import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Tx } from '../src/db/connect.ts'
import { acceptUpload } from '../src/files/accept-upload.ts'
import { acceptEvidence, addEvidence } from '../src/households/evidence.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'

type Keep = (cli: Cli, tx: Tx, householdId: number) => Promise<number>

/** A judgment from a file of the town hall: looked at first, kept with the household that brought it. */
export async function keepJudgment(path: string): Promise<Keep> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) throw new Failure(exits.usage, 'NO_FILE', `${path} cannot be read`)
  const accepted = await acceptUpload(bytes, { purpose: 'PAPER' })
  if (!accepted.ok) {
    throw new Failure(exits.refused, accepted.fault, `${path} is not taken: ${accepted.fault}`, {
      hint: 'a PDF without script or password, or a JPEG, PNG or WebP of 5 MB at most',
    })
  }
  return async ({ keys, now, actor }, tx, householdId) => {
    const paper = {
      householdId,
      childId: null,
      kind: 'JUDGMENT',
      fileName: basename(path),
      file: accepted.file,
    }
    const kept = await addEvidence(tx, keys, paper, { now, actorKind: 'OFFICER', actor })
    await acceptEvidence(tx, kept.ref, { now, actor })
    return kept.id
  }
}
