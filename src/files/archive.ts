import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { DocumentRow } from './documents.ts'
import { dayOf } from '../kernel/day.ts'

/** The rendered papers of a calendar year in Paris, oldest first: what its archive holds. */
export function archived(documents: readonly DocumentRow[], year: string): DocumentRow[] {
  return documents
    .filter((one) => one.bytes !== null && dayOf(one.createdAt).startsWith(year))
    .reverse()
}

/**
 * A zip that is written while it is sent: each file is read when its turn comes, so that an archive of any size needs
 * the memory of one paper. What cannot be read breaks the transfer instead of leaving a hole.
 */
export function zipOf(
  documents: readonly DocumentRow[],
  read: (document: DocumentRow) => Promise<Buffer>,
): { readonly body: ReadableStream; readonly size: number } {
  const zip = new ZipFile()
  const out = new PassThrough()
  zip.outputStream.pipe(out)
  zip.on('error', (error: Error) => out.destroy(error))
  const names = uniqueNames(documents.map((one) => one.fileName))
  for (const [at, document] of documents.entries()) {
    // PDF are compressed already; with plain sizes the size of the whole is known before its first byte
    const options = { mtime: document.createdAt, compress: false, size: document.bytes ?? 0 }
    zip.addReadStreamLazy(names[at] ?? document.fileName, options, (give) => {
      read(document).then(
        (bytes) => give(null, Readable.from([bytes])),
        (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
      )
    })
  }
  let size = 0
  zip.end(undefined, (...[total]: unknown[]) => void (size = Number(total)))
  return { body: Readable.toWeb(out), size }
}

/** `fiche.pdf`, `fiche-2.pdf`: no file of the archive hides another. */
function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : name.replace(/(\.[a-z]+)?$/, `-${count}$1`)
  })
}
