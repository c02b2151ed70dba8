import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compactIban, ibanFault, isBic, isIban, maskIban } from '../../src/households/iban.ts'
import { bankForm } from '../../src/requests/forms/bank.ts'
import { remainder97 } from '../../src/kernel/check-digits.ts'
import { compactIcs, isIcs } from '../../src/settings/ics.ts'
import { randomFrom } from '../../src/demo/random.ts'

const known = ['FR1420041010050500013M02606', 'FR7630001007941234567000113']

test('the known accounts of France, Monaco and Belgium hold; one figure off, none does', () => {
  for (const iban of [...known, 'MC5811222000010123456789030', 'BE68539007547034'])
    assert.equal(ibanFault(iban), null, iban)
  for (const iban of known)
    for (let at = 2; at < iban.length; at += 1) {
      const digit = iban[at] ?? ''
      if (!/\d/.test(digit)) continue
      const mistyped = iban.slice(0, at) + ((Number(digit) + 1) % 10) + iban.slice(at + 1)
      assert.ok(!isIban(mistyped), mistyped)
    }
})

test('any account with its two keys holds; two neighbours swapped are found out', () => {
  const random = randomFrom(30_004).below
  for (let run = 0; run < 500; run += 1) {
    const iban = frenchIban(random)
    assert.equal(ibanFault(iban), null, iban)
    const at = 4 + random(20)
    const [one, two] = [iban[at], iban[at + 1]]
    if (one === two) continue
    assert.ok(!isIban(iban.slice(0, at) + two + one + iban.slice(at + 2)), `${iban} at ${at}`)
    assert.equal(maskIban(iban), `${iban.slice(0, 4)} **** … ${iban.slice(-3)}`)
  }
})

test('check digits that are right cannot hide a RIB key that is wrong', () => {
  const bban = '30004008280001234567842' // the key of this account is 41
  const iban = `FR${twoDigits(98 - remainder97(`${bban}FR00`))}${bban}`
  assert.equal(ibanFault(iban), 'RIB_KEY')
  assert.equal(sentenceOf({ f_iban: iban }), ribSentence)
})

test('each wrong IBAN has the sentence that helps', () => {
  assert.match(sentenceOf({ f_iban: 'FR14 2004 1010 0505 0001 3M02 607' }), /erreur de frappe/)
  assert.match(sentenceOf({ f_iban: 'FR14 2004 1010 0505 0001 3M02 60' }), /27.caractères/)
  assert.match(sentenceOf({ f_iban: 'BE68 5390 0754 703' }), /la longueur de ceux de son pays/)
  assert.match(sentenceOf({ f_iban: 'BR1500000000000010932840814P2' }), /zone SEPA/)
  assert.match(sentenceOf({ f_iban: 'mon compte' }), /deux lettres et deux chiffres/)
})

test('a BIC has eight or eleven characters, bank and country in letters', () => {
  for (const bic of ['PSSTFRPPLIL', 'BDFEFRPP', 'BNPAFRPPXXX']) assert.ok(isBic(bic), bic)
  for (const bic of ['PSSTFRPPLI', 'PSST1RPP', 'PSSTFRPPLILL', 'psstfrpp'])
    assert.ok(!isBic(bic), bic)
})

test('an ICS holds by its check digits, whatever the activity code; any other figure is found out', () => {
  assert.ok(isIcs('FR72ZZZ123456'))
  assert.equal(compactIcs(' fr72 zzz-123456 '), 'FR72ZZZ123456')
  for (const ics of ['FR73ZZZ123456', 'FR72ZZZ123457', 'DE72ZZZ123456', 'FR72ZZZ12345', ''])
    assert.ok(!isIcs(ics), ics)
  const random = randomFrom(97).below
  for (let run = 0; run < 500; run += 1) {
    const national = String(100_000 + random(900_000))
    const check = twoDigits(98 - remainder97(`${national}FR00`))
    assert.ok(isIcs(`FR${check}ZZZ${national}`))
    assert.ok(isIcs(`FR${check}0A1${national}`))
    const other = String(Number(national) + 1 + random(50))
    assert.ok(!isIcs(`FR${check}ZZZ${other}`), `FR${check}ZZZ${other}`)
  }
})

const ribSentence =
  'La clé de ce RIB ne va pas avec son numéro de compte. Recopiez l’IBAN depuis votre RIB.'

/** What the bank form says beside the IBAN. */
function sentenceOf(form: Record<string, string>): string {
  const context = {
    today: '2026-12-08',
    isPrimary: true,
    adults: [],
    choices: {},
    commune: { town: 'Valprés', postcode: '59990', insee: '59999' },
    isRequired: () => false,
  }
  const { errors } = bankForm.read({ f_titulaire: 'Claire Martin', ...form }, context)
  return errors['f_iban'] ?? ''
}

/** A French account of letters and digits with its RIB key and check digits. */
function frenchIban(random: (below: number) => number): string {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  const digits = (count: number) => Array.from({ length: count }, () => random(10)).join('')
  const [bank, branch] = [digits(5), digits(5)]
  const account = Array.from({ length: 11 }, () => letters[random(36)]).join('')
  const read = account.replace(/[A-Z]/g, (letter) => ribDigits[letter] ?? '')
  const rest = (89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(read)) % 97n
  const bban = bank + branch + account + twoDigits(97 - Number(rest))
  return compactIban(`FR${twoDigits(98 - remainder97(`${bban}FR00`))} ${bban}`)
}

/** As banks print the table: A and J are 1, S is 2. */
const ribDigits: Readonly<Record<string, string>> = Object.fromEntries(
  ['AJ', 'BKS', 'CLT', 'DMU', 'ENV', 'FOW', 'GPX', 'HQY', 'IRZ'].flatMap((letters, at) =>
    Array.from(letters, (letter) => [letter, String(at + 1)] as const),
  ),
)

const twoDigits = (count: number) => String(count).padStart(2, '0')
