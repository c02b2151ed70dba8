/** A file as a browser sent it: its name without a folder, its bytes. The type that it claims is not looked at. */
export interface SentFile {
  readonly name: string
  readonly bytes: Buffer
}

/** By name of the form's field. */
export type SentFiles = ReadonlyMap<string, readonly SentFile[]>

/** The one file of a field, if one was chosen. */
export function sentFile(files: SentFiles, field: string): SentFile | null {
  return files.get(field)?.[0] ?? null
}

interface Parts {
  readonly fields: readonly (readonly [string, string])[]
  readonly files: readonly (readonly [string, SentFile])[]
}

/** More than any form of ours has: reading as many as fit into a body would keep the process for seconds. */
const mostParts = 1_000
/** What stands before the content of a part, longer than any browser writes it. */
const longestHead = 8_192

/** The parts of a multipart body by the platform's parser: null when it is malformed. */
export async function partsOf(body: Buffer, contentType: string): Promise<Parts | null> {
  const [, boundary] = /boundary="?([^";]+)"?/i.exec(contentType) ?? []
  if (boundary === undefined || !isFormSized(body, `--${boundary}`)) return null
  const form = (await formOf(body, boundary)) ?? (await formOf(mended(body, boundary), boundary))
  if (!form) return null
  const fields: (readonly [string, string])[] = []
  const files: (readonly [string, SentFile])[] = []
  for (const [field, value] of form) {
    if (typeof value === 'string') fields.push([field, value])
    else files.push([field, await fileOf(value)])
  }
  return { fields, files }
}

/** As few parts as a form has, each under a short head. */
function isFormSized(body: Buffer, mark: string): boolean {
  let count = 0
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    count += 1
    const head = body.subarray(at, at + longestHead)
    if (count > mostParts || (head.length === longestHead && !head.includes('\r\n\r\n')))
      return false
  }
  return true
}

async function formOf(body: Buffer, boundary: string): Promise<FormData | null> {
  const headers = { 'Content-Type': `multipart/form-data; boundary="${boundary}"` }
  const response = new Response(new Uint8Array(body), { headers })
  return response.formData().catch(() => null)
}

/** Older browsers write a quote in a file's name as `\"`, today's as `%22`, which alone the parser reads. */
function mended(body: Buffer, boundary: string): Buffer {
  const mark = `--${boundary}`
  const parts = body.toString('latin1').split(mark)
  return Buffer.from(parts.map(withPlainQuotes).join(mark), 'latin1')
}

function withPlainQuotes(part: string): string {
  const end = part.indexOf('\r\n\r\n')
  return end < 0 ? part : part.slice(0, end).replaceAll('\\"', '%22') + part.slice(end)
}

async function fileOf(file: File): Promise<SentFile> {
  return { name: bareName(file.name), bytes: Buffer.from(await file.arrayBuffer()) }
}

/** Internet Explorer 7 sends the whole path: what follows the last slash or backslash counts. */
function bareName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).slice(-150)
}

/** The files of the declared fields: a field without a choice is left out. Null when a single one comes twice. */
export function keptFiles(
  files: readonly (readonly [string, SentFile])[],
  declared: readonly string[],
): SentFiles | null {
  const kept = new Map<string, SentFile[]>()
  for (const [field, file] of files) {
    const isEmptyField = file.name === '' && file.bytes.length === 0
    if (isEmptyField || !declared.includes(field)) continue
    const before = kept.get(field) ?? []
    if (before.length > 0 && !field.endsWith('[]')) return null
    kept.set(field, [...before, file])
  }
  return kept
}
