import { newToken } from '../../src/kernel/ids.ts'
import { randomFrom, type Random } from '../../src/demo/random.ts'
import type { PlainField } from '../support/plain-browser.ts'

/** What is sent: a type and its bytes. */
export interface Body {
  readonly type: string
  readonly bytes: Buffer
}

type Sent = readonly (readonly [string, string])[]

/** Values that a person could type, so that a body comes past the first check, and those that nobody types. */
const typed = [
  ['', '0', '1', '2', '12', '100', '735', '735,50', '-1', '0,01', '1e3', '99999', '18:30', '25:99'],
  ['2026-12-09', '2026-12-31', '2020-02-29', '09/12/2026', '29/02/2027', '31/02/2026', '1/1/2015'],
  ['2026-13-45', '0000-00-00', '9999-12-31', '2026-12', '2026-W53', '10000-01-01', '09/12/0026'],
  [
    'Martin',
    'Zoé',
    "L'Haÿ",
    'oui',
    'non',
    'on',
    'MME',
    'FR',
    '06 12 34 56 78',
    '+33612345678',
    '12',
  ],
  ['FR76 3000 6000 0112 3456 7890 189', 'FR00', 'zoe@example.fr', '@', 'a@b', '59223', '2A004'],
  ['Marronnier2026', 'abcd', 'true', 'null', 'undefined', '[object Object]', '{}', '[]', '[1]'],
] as const
const odd = [
  [
    '\u0000',
    'a\u0000b',
    '\u0007',
    '\u202Egpj.exe',
    '\u200Fx',
    '\uFEFF',
    '\u00A0',
    '\u2028',
    '\t\r\n',
  ],
  ['é'.repeat(5_000), 'x'.repeat(70_000), '9'.repeat(400), '-'.repeat(300), ' '.repeat(3_000)],
  ['9223372036854775808', '-9223372036854775809', '2147483648', '1e309', 'NaN', 'Infinity', '0x10'],
  ['٣', '１２', '𝟙', '½', '👩‍👧', 'Z͑ͫ̓a̴lgo', '\u0301', 'İ', 'ß', '\uFFFD', '\u{10FFFF}'],
  ["'", "' or 1=1 --", '"', '\\', '%', '_', '%%', '$1', ';', '<script>alert(1)</script>', '#{1}'],
  ['../../etc/passwd', '%2e%2e%2f', '/connexion', '//evil.example', 'javascript:alert(1)', 'file:'],
  [
    '__proto__',
    'constructor',
    'constructor.aaaaaaaa',
    'toString',
    '1970-01-01T00:00:00Z',
    '2026-12-09T25:00:00+99:99',
  ],
] as const
const strangeNames = [
  '__proto__',
  'constructor',
  'f_x',
  '',
  'f_texte[]',
  '_csrf[]',
  'a'.repeat(300),
]
/** Broken percent-encoding, lone surrogates, bytes that are no UTF-8. */
const brokenPieces = [
  '%',
  '%f',
  '%zz',
  '%u0041',
  '%ED%A0%80',
  '%ED%B0%80',
  '%ff%fe',
  '%C0%80',
  '%F5%80',
  '&&==',
  '+',
  ';',
]
const otherTypes = [
  '',
  'text/plain',
  'application/json',
  'multipart/form-data',
  'multipart/form-data; boundary=',
]

export interface Shape {
  /** As the page shows it: names and the values a browser would send. */
  readonly fields: readonly PlainField[]
  /** What the page does not know: whose form it is. */
  readonly given: Readonly<Record<string, string>>
  /** Values that exist: refs of this family's objects and of another's. */
  readonly refs: readonly string[]
  readonly csrf: string
}

/** The body of one number of a seed: the same numbers, the same body, apart from the one-use key. */
export function bodyOf(shape: Shape, seed: number): Body {
  const random = randomFrom(seed)
  const sent = fieldsOf(shape, random)
  const kind = random.below(20)
  if (kind < 12)
    return { type: urlencoded, bytes: Buffer.from(new URLSearchParams(mutable(sent)).toString()) }
  if (kind < 14) return { type: urlencoded, bytes: Buffer.from(broken(sent, random), 'latin1') }
  if (kind < 17) return multipart(sent, shape, random)
  if (kind < 19) return damaged(multipart(sent, shape, random), random)
  const type = one(otherTypes, random)
  return { type, bytes: Buffer.from(new URLSearchParams(mutable(sent)).toString()) }
}

const urlencoded = 'application/x-www-form-urlencoded'

function mutable(sent: Sent): [string, string][] {
  return sent.map(([name, value]) => [name, value])
}

/** The fields of the form, most of them as they were shown, some changed, left out, repeated or renamed. */
function fieldsOf(shape: Shape, random: Random): Sent {
  const wildness = one([5, 20, 50, 100], random)
  const own = shape.fields
    .filter(({ name, type }) => !name.startsWith('_') && type !== 'file')
    .filter(
      ({ type, checked }) =>
        (type !== 'radio' && type !== 'checkbox') || checked || random.chance(40),
    )
    .filter(({ type }) => type !== 'submit' || random.chance(40))
    .flatMap((field) => changed(field, { shape, random, wildness }))
  const extra = random.chance(10)
    ? [[one(strangeNames, random), valueOf(shape, random)] as const]
    : []
  const key = random.chance(95) ? newToken() : valueOf(shape, random)
  const token = random.chance(97) ? shape.csrf : valueOf(shape, random)
  const given = Object.entries(shape.given).filter(
    ([name]) => !own.some(([known]) => known === name),
  )
  return [['_csrf', token], ['_key', key], ...given, ...own, ...extra]
}

function changed(
  { name, value, type }: PlainField,
  { shape, random, wildness }: { shape: Shape; random: Random; wildness: number },
): (readonly [string, string])[] {
  if (!random.chance(wildness))
    return [[name, value || (type === 'hidden' ? '' : valueOf(shape, random))]]
  const way = random.below(20)
  if (way === 0) return []
  if (way === 1)
    return [
      [name, value],
      [name, valueOf(shape, random)],
    ]
  if (way === 2)
    return [[one([`${name}[]`, `${name}[0]`, `${name}.x`, name.slice(0, -1)], random), value]]
  return [[name, valueOf(shape, random)]]
}

function valueOf({ refs, fields }: Shape, random: Random): string {
  const way = random.below(10)
  if (way < 4) return one(one(typed, random), random)
  if (way < 7) return one(one(odd, random), random)
  if (way < 8) return one(refs, random)
  if (way < 9) return fields[random.below(Math.max(1, fields.length))]?.value ?? ''
  return Array.from({ length: random.below(40) }, () =>
    String.fromCharCode(random.below(0x3000)),
  ).join('')
}

function broken(sent: Sent, random: Random): string {
  const text = new URLSearchParams(mutable(sent)).toString()
  const at = random.below(text.length + 1)
  return text.slice(0, at) + one(brokenPieces, random) + text.slice(at + random.below(3))
}

/** With files in the fields that have them. */
function multipart(sent: Sent, { fields }: Shape, random: Random): Body {
  const mark = '----x7MA4YWxk'
  const parts = sent.map(
    ([name, value]) => `Content-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}`,
  )
  const chosen = fields.filter(({ type }) => type === 'file').filter(() => random.chance(80))
  const files = chosen.map(({ name }) => {
    const head = `Content-Disposition: form-data; name="${name}"; filename="${one(fileNames, random)}"`
    const type = one(['', '\r\nContent-Type: image/jpeg', '\r\nContent-Type: x'], random)
    return `${head}${type}\r\n\r\n${one(contents, random)}`
  })
  const all = [...parts.map((part) => Buffer.from(part).toString('latin1')), ...files]
  const text = all.map((part) => `--${mark}\r\n${part}\r\n`).join('')
  return {
    type: `multipart/form-data; boundary=${mark}`,
    bytes: Buffer.from(`${text}--${mark}--\r\n`, 'latin1'),
  }
}

const fileNames = [
  'photo.jpg',
  '',
  'a.pdf',
  'C:\\\\Mes images\\\\zoe.png',
  '../../x',
  'x\\"y.jpg',
  `${'n'.repeat(400)}.jpg`,
]
const contents = [
  '',
  'x',
  '%PDF-1.7\n%%EOF',
  '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n',
  'ÿØÿà\u0000\u0010JFIF',
  '\u0089PNG\r\n\u001A\n\u0000\u0000\u0000\rIHDR',
  'RIFF\u0004\u0000\u0000\u0000WEBPVP8 ',
  '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'GIF89a',
]

/** Cut, with bytes changed, or under another boundary. */
function damaged({ type, bytes }: Body, random: Random): Body {
  const way = random.below(4)
  if (way === 0) return { type, bytes: bytes.subarray(0, random.below(bytes.length)) }
  if (way === 1) return { type: `${type}x`, bytes }
  if (way === 2) return { type: one(otherTypes, random), bytes }
  const harmed = Buffer.from(bytes)
  for (let count = 0; count < 8; count += 1) harmed[random.below(harmed.length)] = random.below(256)
  return { type, bytes: harmed }
}

function quoted(name: string): string {
  return name.replaceAll('"', '%22').replace(/[\r\n]/g, ' ')
}

function one<T>(list: readonly T[], random: Random): T {
  const found = list[random.below(list.length)]
  if (found === undefined) throw new Error('Nothing to choose from')
  return found
}

/** An address with odd parts and odd questions. */
export function queryOf(shape: Shape, path: string, seed: number): string {
  const random = randomFrom(seed)
  const [place = '', asked = ''] = path.split('?')
  const steps = place.split('/').map((step) => {
    if (step === '' || !random.chance(15)) return step
    return random.chance(30) ? one(brokenPieces, random) : encoded(valueOf(shape, random))
  })
  const names = [
    ...new URLSearchParams(asked).keys(),
    ...questions,
    ...shape.fields.map(({ name }) => name),
  ]
  const own = new URLSearchParams(asked)
  for (let count = random.below(5); count > 0; count -= 1)
    own.append(one(names, random), valueOf(shape, random).slice(0, 4_000))
  const text = own.toString()
  return `${steps.join('/')}?${random.chance(80) ? text : text + one(brokenPieces, random)}`
}

const questions = [
  'ok',
  'enfant',
  'periode',
  'retour',
  'avant',
  'place',
  'piece',
  'apropos',
  'ref',
  'f_du',
  'f_au',
  'mois',
  'reference',
  'page',
]

function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed().slice(0, 300)).replaceAll('/', '%2F')
}
