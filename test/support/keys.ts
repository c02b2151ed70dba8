import { randomBytes } from 'node:crypto'
import type { Keys } from '../../src/db/keys.ts'

/** Keys of one test file. */
export function testKeys(): Keys {
  return {
    currentMasterId: 'm-test',
    masters: new Map([['m-test', randomBytes(32)]]),
    pepper: randomBytes(32),
    lookup: randomBytes(32),
    audit: randomBytes(32),
    auditKeyId: 'test',
  }
}
