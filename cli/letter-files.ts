import { access, chmod, constants, stat, writeFile } from 'node:fs/promises'
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

/** Readable by the officer alone, also when there was a file of that name. */
export async function writePrivately(file: string, bytes: Buffer | string): Promise<void> {
  const before = await stat(file).catch(() => null)
  if (before?.isFile()) await chmod(file, 0o600)
  await writeFile(file, bytes, { mode: 0o600 })
}
