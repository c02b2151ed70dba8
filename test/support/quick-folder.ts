import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { availableMemory } from 'node:process'

const inMemory = '/dev/shm'
const gibibyte = 2 ** 30

/**
 * Where the databases of tests lie: a hundred live at a time, of a thousand files each, which a disk takes seconds to
 * make and to remove. In memory where it has room for them twice, else in the temporary folder.
 */
export function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(inMemory)
    const isRoomy = bavail * bsize > 5 * gibibyte && availableMemory() > 6 * gibibyte
    return isRoomy ? inMemory : tmpdir()
  } catch {
    return tmpdir() // not on this system
  }
}
