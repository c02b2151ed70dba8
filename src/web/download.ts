import type { WebContext } from './context.ts'

interface FileHead {
  readonly mediaType: 'application/pdf' | 'application/zip' | 'text/csv; charset=utf-8'
  /** ASCII, and the last part of the address. */
  readonly fileName: string
}

/**
 * The headers with which Internet Explorer 8 and older save a file over https (web.md, HTTP): no Pragma, no Vary, no
 * no-store, a plain file name.
 */
export function writeFileHeaders(c: WebContext, { mediaType, fileName }: FileHead): void {
  c.header('Content-Type', mediaType)
  c.header('Content-Disposition', `attachment; filename="${fileName}"`)
  c.header('Cache-Control', 'private, max-age=0, must-revalidate')
  c.header('Content-Security-Policy', "default-src 'none'; sandbox")
}

/** A whole file, of a known length, never shown inside a page. */
export function attached(c: WebContext, file: FileHead & { readonly bytes: Buffer }): Response {
  writeFileHeaders(c, file)
  c.header('Content-Length', String(file.bytes.length))
  return c.body(new Uint8Array(file.bytes))
}
