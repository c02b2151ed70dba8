import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Tx } from '../src/db/connect.ts'
import { acceptUpload } from '../src/files/accept-upload.ts'
import { acceptEvidence, addEvidence } from '../src/households/evidence.ts'
import { isRef } from '../src/kernel/ids.ts'
import { takePaper } from '../src/requests/decide-papers.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'

type Keep = (cli: Pick<Cli, 'keys' | 'now' | 'actor'>, tx: Tx, from: From) => Promise<number>

interface From {
  /** Those of the child. */
  readonly households: readonly { readonly id: number }[]
  /** The one that brought a file of the town hall. */
  readonly giver: () => number
}

/** The paper on which officers decide: one that a parent sent, by its ref, or a file of the town hall. Answers its id. */
export async function judgmentFrom(given: string): Promise<Keep> {
  return isRef(given) ? takeSent(given) : keepFile(given)
}

/** Whoever decides on it has seen it. */
function takeSent(ref: string): Keep {
  return async ({ now, actor }, tx, { households }) => {
    const { id, kind, householdId } = await takePaper(tx, ref, { now, actor })
    if (kind === 'JUDGMENT' && households.some((one) => one.id === householdId)) return id
    throw new Failure(
      exits.refused,
      'OTHER_PAPER',
      `${ref} is no judgment of the child's parents`,
      {
        hint: 'preau documents list',
      },
    )
  }
}

/** Looked at first, kept with the household that brought it. */
async function keepFile(path: string): Promise<Keep> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) throw new Failure(exits.usage, 'NO_FILE', `${path} cannot be read`)
  const accepted = await acceptUpload(bytes, { purpose: 'PAPER' })
  if (!accepted.ok) {
    throw new Failure(exits.refused, accepted.fault, `${path} is not taken: ${accepted.fault}`, {
      hint: 'a PDF without script or password, or a JPEG, PNG or WebP of 5 MB at most',
    })
  }
  return async ({ keys, now, actor }, tx, { giver }) => {
    const paper = {
      householdId: giver(),
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
