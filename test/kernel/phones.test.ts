import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayPhone, normalisePhone } from '../../src/kernel/text.ts'

const written = [
  ['06 12 34 56 78', '+33612345678'],
  ['06.12.34.56.78', '+33612345678'],
  ['(06) 12-34-56/78', '+33612345678'],
  ['0033 6 12 34 56 78', '+33612345678'],
  ['+33 (0)6 12 34 56 78', '+33612345678'],
  ['03 20 12 34 56', '+33320123456'],
  ['0262 12 34 56', '+262262123456'],
  ['0692 12 34 56', '+262692123456'],
  ['0269 12 34 56', '+262269123456'],
  ['0639 12 34 56', '+262639123456'],
  ['0590 12 34 56', '+590590123456'],
  ['0690 12 34 56', '+590690123456'],
  ['0594 12 34 56', '+594594123456'],
  ['0694 12 34 56', '+594694123456'],
  ['0596 12 34 56', '+596596123456'],
  ['0696 12 34 56', '+596696123456'],
  ['+32 470 12 34 56', '+32470123456'],
] as const

const noPhones = [
  '06 12',
  '00 00 00 00 00',
  '12',
  '+33 1',
  '+33 0612345678',
  'zéro six',
  '+1234567',
  '',
]

test('a telephone is kept as E.164, of France and of its departments overseas', () => {
  for (const [typed, kept] of written) assert.equal(normalisePhone(typed), kept, typed)
  for (const typed of noPhones) assert.equal(normalisePhone(typed), null, typed)
})

test('however a number is spaced it is the same one, and what is shown is read back', () => {
  const marks = ['', ' ', '.', '-', '/', '\u00A0']
  for (let run = 0; run < 3_000; run += 1) {
    const digits = `0${1 + (run % 9)}${String((run * 48_271) % 100_000_000).padStart(8, '0')}`
    const kept = normalisePhone(digits)
    assert.ok(kept && /^\+\d{11,12}$/.test(kept), digits)
    const typed = Array.from(digits)
      .map((digit, at) => digit + (at % 2 === 1 ? (marks[(run + at) % marks.length] ?? '') : ''))
      .join('')
    assert.equal(normalisePhone(typed), kept, typed)
    assert.equal(normalisePhone(kept), kept, 'what is kept is read as it is')
    assert.equal(normalisePhone(displayPhone(kept)), kept, displayPhone(kept))
  }
})
