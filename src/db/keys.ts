import { createHash, createHmac, randomBytes } from 'node:crypto'
import {
  chownSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { z } from '../kernel/forms.ts'

/** The keys that live outside the database. A dump without them is worth nothing (security.md, at rest). */
export interface Keys {
  /** The master key that wraps new data keys. */
  readonly currentMasterId: string
  readonly masters: ReadonlyMap<string, Buffer>
  /** Mixed into every password hash. */
  readonly pepper: Buffer
  /** For equality look-ups over encrypted values. */
  readonly lookup: Buffer
  /** Seals the audit trail. */
  readonly audit: Buffer
  /** Names the audit key in each seal, without telling it. */
  readonly auditKeyId: string
  /** Reads the master keys again: a rotation adds one to the file of a process that runs. */
  readonly mastersAgain?: () => ReadonlyMap<string, Buffer>
}

/** The key file is missing, unreadable or wrong. Exit code 78; `hint` is a command to run. */
export class KeysError extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.name = 'KeysError'
    this.hint = hint
  }
}

/** Makes a new key file, readable by its owner alone. Refuses to overwrite: lost keys are lost data. */
export function createKeysFile(file: string): void {
  const masterId = newMasterId()
  const content = {
    current: masterId,
    masters: { [masterId]: newKey() },
    pepper: newKey(),
    lookup: newKey(),
    audit: newKey(),
  }
  mkdirSync(dirname(file), { recursive: true })
  const beside = `${file}.${masterId}`
  try {
    writeFileSync(beside, textOf(content), { mode: 0o600, flush: true })
    appear(beside, file)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    throw new KeysError(
      `There is a key file already, and what it encrypted cannot be read without it: ${file}`,
      `ls -l ${file}`,
    )
  } finally {
    rmSync(beside, { force: true })
  }
}

/** Whole or not at all, whoever looks and whenever this process ends; on a disk without links, at least not over another. */
function appear(beside: string, file: string): void {
  try {
    linkSync(beside, file)
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw error
    copyFileSync(beside, file, constants.COPYFILE_EXCL)
  }
}

/** Reads the key file. Throws KeysError. */
export function loadKeys(file: string): Keys {
  const parsed = keysFile.safeParse(readJson(file))
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new KeysError(`The key file ${file} is wrong (${faults.join('; ')})`, restoreHint)
  }
  const { current, masters, pepper, lookup, audit } = parsed.data
  const byId = new Map(Object.entries(masters))
  if (!byId.has(current))
    throw new KeysError(`The key file ${file} lacks its current master key`, restoreHint)
  const auditKeyId = createHash('sha256').update(audit).digest('hex').slice(0, 12)
  return Object.freeze({
    currentMasterId: current,
    masters: byId,
    pepper,
    lookup,
    audit,
    auditKeyId,
    mastersAgain: () => loadKeys(file).masters,
  })
}

/**
 * Adds a master key to the file and makes it the current one. The old ones stay: they open what is older. The file
 * stays where a link leads, and its owner's: root may rotate for a portal that runs as somebody else.
 */
export function addMasterKey(named: string): Keys {
  loadKeys(named)
  const file = realpathSync(named)
  const content = keysText.parse(readJson(file))
  const masterId = newMasterId()
  const next = {
    ...content,
    current: masterId,
    masters: { ...content.masters, [masterId]: newKey() },
  }
  const beside = `${file}.new`
  writeFileSync(beside, textOf(next), { mode: 0o600, flush: true })
  const { uid, gid } = statSync(file)
  if (process.getuid?.() === 0) chownSync(beside, uid, gid)
  renameSync(beside, file)
  return loadKeys(file)
}

/** The keyed hash of a value that must be found again while encrypted (IBAN, CAF number). Never for health or dates. */
export function lookupHash(keys: Keys, kind: string, value: string): Buffer {
  return createHmac('sha256', keys.lookup).update(`${kind.length}:${kind}${value}`).digest()
}

const restoreHint = 'Put the key file back from its copy'

const key = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, 'a key has 32 bytes, in base64')

const keysFile = z.object({
  current: z.string().min(1),
  masters: z.record(z.string(), key),
  pepper: key,
  lookup: key,
  audit: key,
})

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (hasCode(error, 'ENOENT'))
      throw new KeysError(`There is no key file at ${file}`, 'preau keys create')
    if (error instanceof SyntaxError)
      throw new KeysError(`The key file ${file} is no JSON`, restoreHint)
    throw error
  }
}

const keysText = z.looseObject({ masters: z.record(z.string(), z.string()) })

function textOf(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`
}

function newMasterId(): string {
  return `m-${randomBytes(4).toString('hex')}`
}

function newKey(): string {
  return randomBytes(32).toString('base64')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
