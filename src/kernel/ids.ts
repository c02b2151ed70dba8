import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'

/** What a URL shows instead of an id. */
export function isRef(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
}

/** A new reference for a row whose address is told in the same statement. */
export function newRef(): string {
  return randomUUID()
}

/** 260 random bits as 52 lower-case letters and digits: sessions, form keys, mail codes. */
export function newToken(): string {
  return Array.from(randomBytes(52), (byte) => letters[byte % 32]).join('')
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** The 32 bytes of SHA-256; a text counts as UTF-8. */
export function sha256(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest()
}

/** Compares two texts in constant time; different lengths differ at once. */
export function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
