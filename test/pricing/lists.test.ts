import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBounds } from '../../src/pricing/lists/bounds.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import { activities, communeText } from './story.ts'

/** `[line, severity, message, hint]` of each anomaly. */
function anomaliesOf(text: string) {
  return checkTariffs(text, 'tariffs.yaml', activities).anomalies.map(
    ({ line, severity, message, hint }) => [line, severity, message, hint],
  )
}

const head = 'list: Essai\ncommunes: ["59508"]\nvalid_from: 2026-09-01\ntariffs:\n'
const meal = '  - code: repas\n    activity: cantine\n    units: [repas]\n    label: Repas\n'

test('brackets are read in every way that price lists write them', () => {
  const ways: readonly [string, number, number | null][] = [
    ['< 400', 0, 400],
    ['≤ 750', 0, 751],
    ['QF <= 750', 0, 751],
    ['400 <= QF < 640', 400, 640],
    ['400 ≤ QF ≤ 639', 400, 640],
    ['750 < QF <= 900', 751, 901],
    ['≥ 400 and < 640', 400, 640],
    ['600-999', 600, 1000],
    ['600 – 999', 600, 1000],
    ['600 à 999', 600, 1000],
    ['600 to < 860', 600, 860],
    ['> 1 900', 1901, null],
    ['≥ 1500', 1500, null],
    ['1501+', 1501, null],
    ['any', 0, null],
  ]
  for (const [text, from, to] of ways) assert.deepEqual(parseBounds(text), { from, to }, text)
  for (const text of ['', '400', '640-400', '< 400.50', 'QF', '< 0', '600--999']) {
    assert.equal(parseBounds(text), null, text)
  }
})

test('the holes of the published lists are named, and do not stop the import', () => {
  const { anomalies, isAcceptable } = checkTariffs(communeText('roncq'), 'tariffs.yaml', activities)
  assert.ok(isAcceptable)
  assert.deepEqual(
    new Set(anomalies.map((anomaly) => anomaly.message)),
    new Set([
      'Quotient 1900 has no price: bills of such families are refused',
      'Quotients 800 to 859 have no price: bills of such families are refused',
    ]),
  )
  assert.deepEqual(anomaliesOf(communeText('fay-aux-loges')), [])
})

test('Talloires: 1100 and 2001 are covered by no published row', () => {
  const text = `${head}${meal}    prices:
      - {quotient: "< 1100", amount: 0.99}
      - {quotient: "1101-1500", amount: 3.80}
      - {quotient: "1501-2000", amount: 4.30}
      - {quotient: "> 2001", amount: 4.80}
`
  assert.deepEqual(
    anomaliesOf(text).map(([line, , message]) => [line, message]),
    [
      [11, 'Quotient 1100 has no price: bills of such families are refused'],
      [13, 'Quotient 2001 has no price: bills of such families are refused'],
    ],
  )
})

test('overlapping brackets are refused at their line', () => {
  const text = `${head}${meal}    prices:
      - {quotient: "≤ 400", amount: 1}
      - {quotient: "400-639", amount: 2}
      - {quotient: "≥ 640", amount: 3}
`
  assert.deepEqual(anomaliesOf(text), [
    [11, 'ERROR', 'This bracket overlaps another one: quotients 400 would have two prices', null],
  ])
})

test('typing faults are told with their line and what was probably meant', () => {
  const text = `list: Essai
valid_form: 2026-09-01
tariffs:
  - code: repas
    activity: cantines
    units: [repa]
    label: Repas
    price: 2,355
  - code: Repas PAI
    activity: cantine
    units: [repa]
    label: Repas
    pai: panier
    price: 1.75
    valid_from: 2026-09-31
    method: TICKET
`
  assert.deepEqual(anomaliesOf(text), [
    [2, 'ERROR', 'Unknown key "valid_form"', 'did you mean "valid_from"?'],
    [4, 'ERROR', 'The first day of this price is missing', 'add "valid_from: 2026-09-01"'],
    [5, 'ERROR', 'There is no activity "cantines"', 'did you mean "cantine"?'],
    [8, 'ERROR', '"2,355" is no amount in euros', 'write it as 2.35'],
    [9, 'ERROR', '"Repas PAI" is no code', 'use lower-case letters, digits and hyphens'],
    [11, 'ERROR', 'The activity has no unit "repa"', 'did you mean "repas"?'],
    [13, 'ERROR', '"panier" is not known here', 'one of: basket, adapted'],
    [15, 'ERROR', '"2026-09-31" is no day that exists', 'write it as 2026-09-01'],
    [16, 'ERROR', 'The method TICKET is not priced by this version of the portal', null],
  ])
})

function faultsOfTwo(first: string, second: string) {
  return anomaliesOf(
    `${head}${meal}    price: 2\n${first}${meal.replace('repas\n', 'autre\n')}    price: 3\n${second}`,
  )
    .filter(([, severity]) => severity === 'ERROR')
    .map(([line, , message]) => [line, message])
}

test('two tariffs for the same units are refused unless something tells them apart', () => {
  assert.deepEqual(faultsOfTwo('', ''), [[10, '"autre" and "repas" both apply to the same units']])
  assert.deepEqual(faultsOfTwo('    residence: resident\n', '    residence: non-resident\n'), [])
  assert.deepEqual(faultsOfTwo('    valid_to: 2026-12-31\n', '    valid_from: 2027-01-01\n'), [])
  assert.deepEqual(faultsOfTwo('    levels: [PS, MS]\n', '    levels: [MS, GS]\n').length, 1)
  assert.deepEqual(faultsOfTwo('    days: {school: [mon]}\n', '    days: {school: [tue]}\n'), [])
})

test('a list without a price for non-residents says so', () => {
  const text = `${head}${meal}    residence: resident\n    price: 2\n`
  assert.deepEqual(anomaliesOf(text), [
    [5, 'WARNING', '"repas" has no counterpart for non-residents: their bills are refused', null],
  ])
})

test('what is no YAML is told with its place', () => {
  const [first] = anomaliesOf('list: [essai\ntariffs: []\n')
  assert.equal(first?.[0], 2)
})
