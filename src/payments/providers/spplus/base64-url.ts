import { seal } from './seal.ts'

export interface Base64Url {
  readonly hmac: string
  readonly urlencoded: string
  readonly base64: string
  readonly url: string
}

/**
 * The address as the bank's Java kit wrote it (payments.md §1.3, variant C): kept to compare an old portal's requests
 * with. All values are sealed; base64 gets a lone `=` when the length is a multiple of three, as that kit did.
 */
export function base64Url(
  clent: string,
  params: readonly (readonly [string, string])[],
  pageUrl: string,
): Base64Url {
  const hmac = seal(clent, params.map(([, value]) => value).join(''))
  const text = [...params, ['hmac', hmac] as const].map(([name, value]) => `${name}=${value}`)
  const urlencoded = text.map(kitEncoded).join('&')
  const padding = Buffer.byteLength(urlencoded) % 3 === 0 ? '=' : ''
  const base64 = Buffer.from(urlencoded).toString('base64') + padding
  return { hmac, urlencoded, base64, url: `${pageUrl}!${base64}` }
}

/** Letters, digits, `&` and `=` stay; a space becomes `+`; every other byte `%XX`. */
function kitEncoded(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    const letter = String.fromCharCode(byte)
    if (/[A-Za-z0-9&=]/.test(letter)) return letter
    return letter === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return bytes.join('')
}
