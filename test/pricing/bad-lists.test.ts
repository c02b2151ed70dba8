import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import { activities } from './story.ts'

/** The errors of a list, `line message` each. */
function errorsOf(text: string): string[] {
  return checkTariffs(text, 'tariffs.yaml', activities)
    .anomalies.filter(({ severity }) => severity === 'ERROR')
    .map(({ line, message }) => `${line} ${message}`)
}

/** A list of one tariff, some of its keys written otherwise. The label is in line 7, the price in line 8. */
function written(keys: Readonly<Record<string, string>>): string {
  const tariff = { code: 'x', activity: 'cantine', units: '[repas]', label: 'Repas', price: '1.00' }
  const lines = Object.entries({ ...tariff, ...keys }).filter(([, value]) => value !== '')
  const body = lines.map(([key, value]) => `${key}: ${value}`).join('\n    ')
  return `list: Essai\nvalid_from: 2030-01-01\ntariffs:\n  - ${body}\n`
}

function errorsWith(keys: Readonly<Record<string, string>>): string[] {
  return errorsOf(written(keys))
}

test('a tariff without a name, a unit or a price is an error, never left out or free', () => {
  assert.deepEqual(errorsWith({}), [])
  assert.deepEqual(errorsWith({ label: '""' }), ['7 There is nothing between the quotes'])
  assert.deepEqual(errorsWith({ units: '[]' }), ['6 No unit is named here'])
  assert.deepEqual(errorsWith({ price: '', prices: '[]' }), ['4 There is no price'])
  const ranks = { price: '', amounts: '[]', siblings: '{by: rank}' }
  assert.deepEqual(errorsWith(ranks), ['8 No amount is named here'])
  assert.deepEqual(errorsOf('list: Essai\ntariffs: []\n'), ['2 There is no tariff in this list'])
})

test('numbers that no bill can hold are errors of the list, not of the database', () => {
  assert.deepEqual(errorsWith({ price: '30000000' }), ['8 "30000000" is no amount in euros'])
  const tooHigh = { price: '', prices: '[{quotient: "> 99999999999", amount: 1}]' }
  assert.deepEqual(errorsWith(tooHigh), ['8 "> 99999999999" is no bracket of quotients'])
  const refused = ['9 A supplement cannot be below zero']
  assert.deepEqual(errorsWith({ not_booked: '-5.00' }), refused)
  assert.deepEqual(errorsWith({ not_booked: '-150 %' }), refused)
  const card = { package: '{window: month, charged: enrolled}', days: '{school: [wed]}' }
  assert.deepEqual(errorsWith(card), [
    '10 "days" says nothing of a package that whoever is enrolled owes',
  ])
  const product = { local_product_code: 'CANTINE' }
  assert.deepEqual(errorsWith(product), ['9 "CANTINE" is no product code'])
})

test('what cannot be printed on a bill is told at its place', () => {
  const unprintable = ['7 A sign here cannot be printed']
  assert.deepEqual(errorsWith({ label: String.raw`"a\0b"` }), unprintable)
  assert.deepEqual(errorsWith({ label: String.raw`"a\u202Eb"` }), unprintable)
  const tooLong = ['7 Expected one line of 100 letters at most']
  assert.deepEqual(errorsWith({ label: String.raw`"a\nb"` }), tooLong)
  assert.deepEqual(errorsWith({ label: 'x'.repeat(101) }), tooLong)
  const inLatin1 = Buffer.from(written({ label: 'Dîner' }), 'latin1').toString('utf8')
  assert.deepEqual(errorsOf(inLatin1), ['7 This sign cannot be read'])
})

/** Errors of three tariffs, each for the inhabitants (or not) of some communes. */
function errorsBetween(...audiences: readonly string[]): string[] {
  const tariffs = audiences.map(
    (audience, at) =>
      `  - {code: t${at}, activity: cantine, units: [repas], label: Repas, price: ${at}, ${audience}}`,
  )
  return errorsOf(`list: Essai\nvalid_from: 2030-01-01\ntariffs:\n${tariffs.join('\n')}\n`)
}

function readFor(commune: string) {
  const text = written({}).replace('valid_from', `communes: ["${commune}"]\nvalid_from`)
  return checkTariffs(text, 'tariffs.yaml', activities)
}

test('residents of a commune that was merged are those of today’s; a code that none has is told', () => {
  assert.deepEqual(readFor('74011').tariffs[0]?.filters.communes, ['74010']) // Annecy-le-Vieux is Annecy
  assert.deepEqual(
    readFor('37999').anomalies.map(({ line, severity }) => [line, severity]),
    [[2, 'WARNING']],
  )
})

test('residents, neighbours and all others may have a price each; nobody may have two', () => {
  const town = 'residence: resident, communes: ["59508"]'
  const neighbours = 'residence: resident, communes: ["59599"]'
  const others = 'residence: non-resident, communes: ["59508", "59599"]'
  assert.deepEqual(errorsBetween(town, neighbours, others), [])
  const both = 'residence: resident, communes: ["59508", "59001"]'
  assert.deepEqual(errorsBetween(both, others), ['5 "t1" and "t0" both apply to the same units'])
})

/** Of two tariffs of the care, in lines 4 and 5. */
function errorsOfTwo(first: string, second: string): string[] {
  return errorsOf(`list: Essai
valid_from: 2030-01-01
tariffs:
  - {code: matin, activity: accueil, label: Matin, price: 20, ${first}}
  - {code: deux, activity: accueil, label: Deux, price: 30, ${second}}
`)
}

test('packages of one window that pay for a unit in common are refused in their line', () => {
  const [monthly, weekly] = ['package: {window: month}', 'package: {window: week}']
  const nested = ['5 "deux" and "matin" are packages that pay for a unit twice']
  assert.deepEqual(
    errorsOfTwo(`units: [matin], ${monthly}`, `units: [matin, soir], ${monthly}`),
    nested,
  )
  assert.deepEqual(
    errorsOfTwo(`each_of: [matin, soir], ${monthly}`, `units: [matin, soir], ${monthly}`),
    nested,
  )
  const wednesdays = 'units: [matin], days: {school: [wed]}'
  const otherDays = 'units: [matin], days: {holidays: [weekdays]}'
  assert.deepEqual(errorsOfTwo(`${wednesdays}, ${monthly}`, `${otherDays}, ${monthly}`), nested)
  assert.deepEqual(errorsOfTwo(`${wednesdays}, ${monthly}`, `${otherDays}, ${weekly}`), [])
  assert.deepEqual(errorsOfTwo(`units: [matin], ${monthly}`, `units: [soir], ${monthly}`), [])
  assert.deepEqual(
    errorsOfTwo(
      `units: [matin], levels: [PS], ${monthly}`,
      `units: [matin, soir], levels: [CP], ${monthly}`,
    ),
    [],
  )
})
