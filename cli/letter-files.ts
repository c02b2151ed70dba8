import { access, constants, writeFile } from 'node:fs/promises'
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

/** `letters.pdf`, `letters-2.pdf`, `letters-3.pdf`. */
export function numberedFile(file: string, number: number): string {
  if (number === 0) return file
  const { dir, name, ext } = parse(file)
  return `${dir === '' ? '' : `${dir}/`}${name}-${number + 1}${ext}`
}

/** Readable by the officer alone: there are codes in it. */
export async function writePrivately(file: string, bytes: Buffer): Promise<void> {
  await writeFile(file, bytes, { mode: 0o600 })
}
