import { createDecipheriv, createHmac } from 'node:crypto'

const tripledKey = Buffer.from('451fba4f4c3fd497'.repeat(3), 'hex')
const iv = Buffer.from('307830622c307830', 'hex')

/** Is this text a `clent`: 24 bytes as 48 hexadecimal digits, spaces allowed, any case? */
export function isClent(clent: string): boolean {
  return /^[0-9a-f]{48}$/i.test(clent.replace(/\s/g, ''))
}

/**
 * The 24 bytes hidden in the `clent` that the bank prints (payments.md §1.3): DES-CBC under the kit's fixed key.
 * OpenSSL 3 has no single DES any more; triple DES with one key three times is the same function.
 */
export function decryptClent(clent: string): Buffer {
  if (!isClent(clent)) throw new TypeError('A clent is 48 hexadecimal digits')
  const decipher = createDecipheriv('des-ede3-cbc', tripledKey, iv).setAutoPadding(false)
  const sealed = Buffer.from(clent.replace(/\s/g, ''), 'hex')
  return Buffer.concat([decipher.update(sealed), decipher.final()])
}

/** The key of the seal: the first 20 of the 24 bytes. */
export function hmacKeyOf(clent: string): Buffer {
  return decryptClent(clent).subarray(0, 20)
}

/** HMAC-SHA1 as upper-case hexadecimal: the seal of requests and notifications alike. */
export function seal(clent: string, text: string): string {
  return createHmac('sha1', hmacKeyOf(clent)).update(text).digest('hex').toUpperCase()
}
