import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { addressKey, longestLine, splitStreet, streetText } from '../../src/households/addresses.ts'
import { currentCommune, findCommune } from '../../src/households/communes.ts'
import { countryCode, countryName } from '../../src/households/countries.ts'
import { usualLevel, type Address } from '../../src/households/family-model.ts'
import { householdName } from '../../src/households/household-name.ts'
import { compactIban, isIban, maskIban } from '../../src/households/iban.ts'
import { givenName, matchKey } from '../../src/kernel/text.ts'
import { randomFrom } from '../../src/demo/random.ts'

const words = [
  'rue',
  'des',
  'Lilas',
  "l'Église",
  'Général-de-Gaulle',
  'impasse',
  'appt',
  '4',
  'Bât.',
  'C',
  'résidence',
  'Œuvre',
  'bis',
  '12',
  'B',
  '101',
]

test('no word of an address is lost, whatever its parts', () => {
  const next = randomFrom(20_261_102).below
  for (let run = 0; run < 5_000; run += 1) {
    const line = Array.from({ length: 1 + next(12) }, () => words[next(words.length)] ?? '').join(
      next(5) === 0 ? ', ' : ' ',
    )
    const parts = splitStreet(line)
    const kept = [parts.number, parts.repetition, parts.street, parts.complement]
      .filter((part) => part)
      .join(' ')
    assert.equal(lettersOf(kept), lettersOf(line), line)
    assert.ok(parts.street.length <= longestLine, line)
  }
})

function lettersOf(text: string): string {
  return text.replace(/[\s,]/g, '')
}

function split(line: string): string[] {
  return Object.values(splitStreet(line)).map((part) => String(part ?? ''))
}

test('addresses are split as they are written', () => {
  assert.deepEqual(split('12 rue des Lilas'), ['12', '', 'rue des Lilas', ''])
  assert.deepEqual(split('7 B impasse Jean-Moulin'), ['7', 'B', 'impasse Jean-Moulin', ''])
  assert.deepEqual(split('7bis, rue X'), ['7', 'bis', 'rue X', ''])
  assert.deepEqual(split('3 place du Général'), ['3', '', 'place du Général', ''])
  assert.deepEqual(split('5 allée du Bois'), ['5', '', 'allée du Bois', ''])
  assert.deepEqual(split('lieu-dit Les Bruyères'), ['', '', 'lieu-dit Les Bruyères', ''])
  assert.deepEqual(split('22 rue du Docteur Albert Calmette appartement 412'), [
    '22',
    '',
    'rue du Docteur Albert Calmette',
    'appartement 412',
  ])
  assert.equal(streetText(splitStreet('7 B impasse Jean-Moulin')), '7 B impasse Jean-Moulin')
})

test('two spellings of one address are one home, a flat more is the same building', () => {
  const home: Address = {
    ...splitStreet('7 B impasse Jean-Moulin'),
    postcode: '59223',
    commune: 'RONCQ',
    insee: '59508',
    country: '99100',
  }
  for (const spelling of [
    '7 b IMPASSE JEAN MOULIN',
    '7B impasse Jean-Moulin',
    '7 B  impasse  jean-moulin',
  ]) {
    assert.equal(
      addressKey({ ...home, ...splitStreet(spelling), commune: 'Roncq' }),
      addressKey(home),
      spelling,
    )
  }
  assert.equal(addressKey({ ...home, complement: 'appt 4' }), addressKey(home))
  assert.notEqual(addressKey({ ...home, number: '8' }), addressKey(home))
})

test('a match key is its own key, and knows no accents, case, hyphens or apostrophes', () => {
  const next = randomFrom(7).below
  const letters = Array.from("aàâäeéèêëiîïoôöuùûüyÿcçœæñ'’- AZÉŒ")
  for (let run = 0; run < 5_000; run += 1) {
    const name = Array.from(
      { length: 1 + next(20) },
      () => letters[next(letters.length)] ?? '',
    ).join('')
    const key = matchKey(name)
    assert.equal(matchKey(key), key)
    assert.match(key, /^([A-Z]+( [A-Z]+)*)?$/)
    assert.equal(matchKey(name.toUpperCase()), key)
    assert.equal(matchKey(name.normalize('NFD')), key)
  }
})

interface Entry {
  readonly code: string
  readonly nom: string
  readonly type: string
  readonly codesPostaux?: readonly string[]
  readonly commune?: string
  readonly chefLieu?: string
}

const entries: readonly Entry[] = createRequire(import.meta.url)(
  '@etalab/decoupage-administratif/data/communes.json',
)

test('every commune of France is found by each of its postcodes and its name, or is asked when two share both', () => {
  const wrong: string[] = []
  let asked = 0
  for (const { code, nom, type, codesPostaux = [] } of entries) {
    if (type !== 'commune-actuelle') continue
    for (const postcode of codesPostaux) {
      const found = findCommune(postcode, nom.toUpperCase())
      if (!found) asked += 1
      else if (found.insee !== code) wrong.push(`${postcode} ${nom}`)
    }
  }
  assert.deepEqual(wrong, [])
  assert.ok(asked < 20, `${asked} asked`)
})

test('a commune that was merged, or a part of a city, is the commune of today', () => {
  for (const { code, type, commune, chefLieu } of entries) {
    if (type !== 'commune-actuelle' && code !== (commune ?? chefLieu))
      assert.equal(currentCommune(code)?.insee, commune ?? chefLieu)
  }
  assert.equal(findCommune('75012', 'Paris 12')?.insee, '75056')
  assert.equal(findCommune('93400', 'ST OUEN SUR SEINE')?.insee, '93070')
  assert.equal(findCommune('59203', 'TOURCOING CEDEX')?.insee, '59599')
  assert.equal(findCommune('59223', 'RONQ')?.insee, '59508')
  assert.equal(findCommune('59223', 'PARIS'), null)
  assert.equal(findCommune('00000', 'NULLE PART'), null)
  assert.equal(currentCommune('99999'), null)
})

test('countries are told by their French name', () => {
  assert.deepEqual(['BELGIQUE', 'Belgique', '', 'FRANCE', '99131', 'Atlantide'].map(countryCode), [
    '99131',
    '99131',
    '99100',
    '99100',
    '99131',
    null,
  ])
  assert.equal(countryName('99131'), 'Belgique')
})

test('an IBAN is checked with its RIB key, and shown masked', () => {
  for (const iban of [
    'FR14 2004 1010 0505 0001 3M02 606',
    'FR7630001007941234567000113',
    'BE68539007547034',
  ])
    assert.ok(isIban(compactIban(iban)), iban)
  for (const iban of ['FR1420041010050500013M02607', 'FR7630001007941234567000114', 'FR76', 'XX00'])
    assert.ok(!isIban(iban), iban)
  assert.equal(maskIban('FR7630001007941234567000113'), 'FR76 **** … 113')
})

test('a level is that of the age, TPS and CM2 at the ends', () => {
  assert.deepEqual(
    [2026, 2024, 2022, 2019, 2016, 2010].map((year) => usualLevel(`${year}-06-21`, 2026)),
    ['TPS', 'TPS', 'MS', 'CE1', 'CM2', 'CM2'],
  )
})

test('a family is called by its adults', () => {
  const claire = { usualName: 'Martin', firstName: 'Claire' }
  assert.equal(householdName([claire]), 'MARTIN Claire')
  assert.equal(
    householdName([claire, { usualName: 'MARTIN', firstName: 'Jean-Loup' }]),
    'MARTIN Claire et Jean-Loup',
  )
  assert.equal(
    householdName([claire, { usualName: 'Hervé', firstName: 'Paul' }]),
    'MARTIN Claire et HERVÉ Paul',
  )
})

test('a first name in one case is shown with its capitals; one that was typed in both stays', () => {
  const written = [
    ['CLAIRE', 'Claire'],
    ['JEAN-LOUP', 'Jean-Loup'],
    ['anne-lise', 'Anne-Lise'],
    ["N'GOLO", "N'Golo"],
    ['NOËL ÉLIE', 'Noël Élie'],
    ['J.-P.', 'J.-P.'],
    ['McKenzie', 'McKenzie'],
    ['Marie de Souza', 'Marie de Souza'],
    ['ŒDIPE', 'Œdipe'],
  ]
  for (const [typed, shown] of written) assert.equal(givenName(typed ?? ''), shown)
})

test('whatever its capitals, a first name is shown one way, is found by one key, and stays when read again', () => {
  const below = randomFrom(210).below
  const letters = "abzéèïœçñ'- ."
  for (let round = 0; round < 2_000; round += 1) {
    const typed = Array.from({ length: 1 + below(12) }, () => letters[below(letters.length)])
      .join('')
      .trim()
    const shown = givenName(typed)
    assert.equal(givenName(typed.toUpperCase()), shown)
    assert.equal(givenName(shown), shown)
    assert.equal(matchKey(shown), matchKey(typed))
    assert.doesNotMatch(shown, /\p{L}\p{Lu}|(?<!\p{L})\p{Ll}/u)
  }
})
