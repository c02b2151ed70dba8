import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CatalogueGroup } from '../../src/activities/catalogue.ts'
import { eligibility, type EligibleChild } from '../../src/activities/eligibility.ts'

const martin = { residence: '59999', overdueCents: 0, missingPapers: [] }
const zoe: EligibleChild = {
  ...martin,
  firstName: 'Zoé',
  birthDate: '2019-03-12',
  level: 'CE1',
  schoolId: 7,
}
const noel: EligibleChild = {
  ...martin,
  firstName: 'Noël',
  birthDate: '2022-12-20',
  level: 'MS',
  schoolId: 7,
}

function group(changes: Partial<CatalogueGroup>): CatalogueGroup {
  return {
    id: 1,
    code: 'groupe',
    name: 'Groupe',
    levels: null,
    ageFromMonths: null,
    ageToMonths: null,
    siteName: 'Restaurant',
    siteAddress: null,
    schoolId: null,
    schoolName: null,
    ...changes,
  }
}

function verdict(child: EligibleChild, ...groups: CatalogueGroup[]): string | number[] {
  const found = eligibility(child, { groups, conditions: { about: null } }, '2026-09-01')
  return found.isEligible ? found.groups.map((one) => one.id) : found.reason
}

test('Zoé and Noël each find the group of their level', () => {
  const maternelle = group({ id: 1, levels: ['PS', 'MS', 'GS'] })
  const elementaire = group({ id: 2, levels: ['CP', 'CE1'] })
  assert.deepEqual(verdict(zoe, maternelle, elementaire), [2])
  assert.deepEqual(verdict(noel, maternelle, elementaire), [1])
})

test('a child without a place hears why, in French', () => {
  const elementaire = group({ levels: ['CP', 'CE1'] })
  assert.equal(
    verdict(noel, elementaire),
    "Cette activité n'est pas ouverte aux enfants de moyenne section.",
  )
  assert.equal(
    verdict({ ...noel, level: null }, elementaire),
    'Nous ne connaissons pas encore la classe de Noël\u00A0: écrivez à la mairie.',
  )
  assert.equal(
    verdict(zoe, group({ schoolId: 8 })),
    "Cette activité est réservée aux enfants d'une autre école.",
  )
})

test('ages are counted in full months on the day', () => {
  const fromFour = group({ ageFromMonths: 48, ageToMonths: 71 })
  assert.equal(verdict(noel, fromFour), 'Noël est encore trop jeune pour cette activité.')
  assert.deepEqual(verdict({ ...noel, birthDate: '2022-09-01' }, fromFour), [1])
  assert.equal(verdict(zoe, fromFour), 'Zoé est trop grand ou trop grande pour cette activité.')
})

test('what is asked of the family is said in a sentence: residence, unpaid bills, papers', () => {
  const groups = [group({})]
  const ask = (family: Partial<EligibleChild>, conditions: object) => {
    const activity = { groups, conditions: { about: null, ...conditions } }
    const found = eligibility({ ...zoe, ...family }, activity, '2026-09-01')
    return found.isEligible ? 'yes' : found.reason
  }
  assert.equal(ask({}, { residence: ['59999'] }), 'yes')
  assert.equal(
    ask({ residence: '59998' }, { residence: ['59999'] }),
    'Cette activité est réservée aux habitants de la commune.',
  )
  assert.match(
    ask({ residence: null }, { residence: ['59999'] }),
    /ne connaissons pas votre adresse/,
  )
  assert.equal(ask({ overdueCents: 5_000 }, { unpaidAboveCents: 5_000 }), 'yes')
  assert.match(ask({ overdueCents: 5_001 }, { unpaidAboveCents: 5_000 }), /^50,01\u202F€ restent/)
  assert.match(
    ask({ missingPapers: ['attestation d’assurance'] }, {}),
    /^Il manque dans le dossier de Zoé\u00A0: attestation d’assurance\./,
  )
})
