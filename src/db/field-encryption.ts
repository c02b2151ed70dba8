import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** A key that encrypts the fields of one owner: a household, a child, an account, or the commune. */
export interface DataKey {
  /** Row of data_key; 0 for the commune's own, which is a master key. */
  readonly id: number
  /** `FAMILY:12`, `CHILD:3`, `ACCOUNT:7`: part of what is authenticated. */
  readonly owner: string
  readonly bytes: Buffer
}

/** Where a sealed value stands. A value moved to another place does not open. */
export interface Place {
  readonly table: string
  readonly column: string
  /** What names the row for good: its id, or the id of the child or household it belongs to. */
  readonly row: number | string
}

const version = 1
const ivLength = 12
const tagLength = 16

/** AES-256-GCM: version ‖ 12-byte iv ‖ ciphertext ‖ 16-byte tag. */
export function sealField(key: DataKey, place: Place, plain: string | Buffer): Buffer {
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: tagLength })
  cipher.setAAD(authenticated(key, place))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(version), iv, body, cipher.getAuthTag()])
}

/** Throws when the value was changed, moved, or sealed with another key. */
export function openField(key: DataKey, place: Place, sealed: Buffer): Buffer {
  if (sealed[0] !== version || sealed.length < 1 + ivLength + tagLength) {
    throw new Error(`Sealed value of an unknown form in ${place.table}.${place.column}`)
  }
  const iv = sealed.subarray(1, 1 + ivLength)
  const tag = sealed.subarray(sealed.length - tagLength)
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: tagLength })
  decipher.setAAD(authenticated(key, place))
  decipher.setAuthTag(tag)
  const body = sealed.subarray(1 + ivLength, sealed.length - tagLength)
  return Buffer.concat([decipher.update(body), decipher.final()])
}

/** The same for a text. */
export function openText(key: DataKey, place: Place, sealed: Buffer): string {
  return openField(key, place, sealed).toString('utf8')
}

/** Length-prefixed, so that no two places have the same bytes. */
function authenticated(key: DataKey, place: Place): Buffer {
  const parts = [place.table, place.column, String(place.row), key.owner].map((part) =>
    Buffer.from(part),
  )
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]))
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(part.length)
  return length
}
