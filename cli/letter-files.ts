import { access, chmod, constants, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, parse, resolve } from 'node:path'
import { exits, Failure } from './failures.ts'

/** The file can be written: asked before anything is changed that it is to hold. */
export async function requireFolder(file: string): Promise<void> {
  const folder = dirname(resolve(file))
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (writable) return
  throw new Failure(exits.badInput, 'NO_FOLDER', `Nothing can be written in ${folder}`, {
    hint: `mkdir -p ${folder}`,
  })
}

/** `letters.pdf`, or the first of `letters-2.pdf`, `letters-3.pdf`… that is not there: a code is nowhere else. */
export async function freeFile(file: string): Promise<string> {
  const { dir, name, ext } = parse(file)
  for (let number = 2, free = file; ; number += 1) {
    if (!(await stat(free).catch(() => null))?.isFile()) return free
    free = `${dir === '' ? '' : `${dir}/`}${name}-${number}${ext}`
  }
}

/** What was written to a new file for a work that failed is removed. */
export async function keptOrGone<T>(file: string, work: Promise<T>): Promise<T> {
  let isDone = false
  try {
    const done = await work
    isDone = true
    return done
  } finally {
    if (!isDone) await rm(file, { force: true })
  }
}

/** Readable by the officer alone, also when there was a file of that name. */
export async function writePrivately(file: string, bytes: Buffer | string): Promise<void> {
  const before = await stat(file).catch(() => null)
  if (before?.isFile()) await chmod(file, 0o600)
  await writeFile(file, bytes, { mode: 0o600 })
}
