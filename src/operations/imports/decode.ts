import { isUtf8 } from 'node:buffer'

/** The text of a file a school or an office sent: UTF-8 when it is, else Windows-1252. */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly hint: string }

const saveAsCsv = 'save the sheet as CSV (separator « ; ») and import that file'

export function decodeFile(bytes: Buffer): Decoded {
  if (bytes.length === 0) return refused('the file is empty', 'export it again')
  if (startsWith(bytes, [0x50, 0x4b]))
    return refused('this is a spreadsheet or a zip, no CSV', saveAsCsv)
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    return refused('this is an Excel file, no CSV', saveAsCsv)
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46]))
    return refused('this is a PDF, no CSV', 'export the list as CSV')
  const text = decode(bytes)
  if (hasBinary(text)) return refused('this is a binary file, no CSV', saveAsCsv)
  return text.trim() === '' ? refused('the file is empty', 'export it again') : { ok: true, text }
}

function decode(bytes: Buffer): string {
  if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(bytes)
  if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(bytes)
  if (isUtf8(bytes)) return new TextDecoder('utf-8').decode(bytes)
  return new TextDecoder('windows-1252').decode(bytes)
}

/** NUL and other C0 controls (tab, line breaks and form feed apart) are in no text. */
function hasBinary(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/.test(text)
}

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte)
}

function refused(message: string, hint: string): Decoded {
  return { ok: false, message, hint }
}
