import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CatalogueGroup } from '../../src/activities/catalogue.ts'
import { eligibility, type EligibleChild } from '../../src/activities/eligibility.ts'

const zoe: EligibleChild = { firstName: 'Zoé', birthDate: '2019-03-12', level: 'CE1', schoolId: 7 }
const noel: EligibleChild = { firstName: 'Noël', birthDate: '2022-12-20', level: 'MS', schoolId: 7 }

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
  const found = eligibility(child, { groups }, '2026-09-01')
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
