import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  vaccinationState as stateIn,
  type GivenVaccine,
} from '../../src/households/child/vaccination-state.ts'

const given = (vaccine: GivenVaccine['vaccine'], ...days: string[]): GivenVaccine[] =>
  days.map((day) => ({ vaccine, day }))

const vaccinationState = (birth: string, doses: readonly GivenVaccine[], day: string) =>
  stateIn(birth, doses, { day, insee: '37999' })

/** Each disease with what is asked of it: `PERTUSSIS LATE`. */
function asked(birth: string, doses: readonly GivenVaccine[], day: string): string[] {
  return vaccinationState(birth, doses, day).diseases.map(
    ({ disease, state }) => `${disease} ${state}`,
  )
}

test('of a child born before 2018 only diphtheria, tetanus and polio are asked', () => {
  assert.deepEqual(asked('2017-12-31', [], '2026-12-08'), [
    'DIPHTHERIA LATE',
    'TETANUS LATE',
    'POLIO LATE',
  ])
  const doses = given('DTP', '2018-02-28', '2018-04-30', '2018-11-30', '2024-01-10')
  assert.equal(vaccinationState('2017-12-31', doses, '2026-12-08').isComplete, true)
})

test('a child born from 2018 to mid-2023 needs the eleven, with meningococcus C', () => {
  const birth = '2019-06-21'
  const doses = [
    ...given('HEXAVALENT', '2019-08-25', '2019-10-25', '2020-05-25'),
    ...given('PNEUMOCOCCUS', '2019-08-25', '2019-10-25', '2020-05-25'),
    ...given('MENINGOCOCCUS_C', '2019-11-25', '2020-06-25'),
    ...given('MMR', '2020-06-25', '2020-12-28'),
  ]
  const state = vaccinationState(birth, doses, '2025-06-20')
  assert.equal(state.diseases.length, 11)
  assert.equal(state.isComplete, true)
  const at6 = vaccinationState(birth, doses, '2025-06-21')
  assert.deepEqual(
    at6.diseases
      .filter(({ state: one }) => one !== 'UP_TO_DATE')
      .map(({ disease, nextDue }) => [disease, nextDue]),
    [
      ['DIPHTHERIA', '2025-06-21'],
      ['TETANUS', '2025-06-21'],
      ['POLIO', '2025-06-21'],
    ],
  )
  assert.equal(at6.provisionalUntil, '2025-09-21')
  assert.equal(vaccinationState(birth, doses, '2025-09-21').provisionalUntil, '2025-09-21')
  const late = vaccinationState(birth, doses, '2025-09-22')
  assert.deepEqual([late.isComplete, late.provisionalUntil], [false, null])
  assert.equal(late.diseases[0]?.state, 'LATE')
})

test('an infant of 2025 needs meningococcus B and ACWY, never C', () => {
  const state = vaccinationState('2025-02-10', [], '2026-03-01')
  const names = state.diseases.map(({ disease }) => disease)
  assert.ok(names.includes('MENINGOCOCCUS_B') && names.includes('MENINGOCOCCUS_ACWY'))
  assert.ok(!names.includes('MENINGOCOCCUS_C'))
  const due = Object.fromEntries(state.diseases.map(({ disease, due: count }) => [disease, count]))
  assert.deepEqual(
    [due['MENINGOCOCCUS_B'], due['MENINGOCOCCUS_ACWY'], due['MEASLES'], due['HIB']],
    [3, 2, 1, 3],
  )
})

test('the catch-up asks children born from July 2023, from 2025 on and with three months to do it', () => {
  const birth = '2023-07-01'
  const before = vaccinationState(birth, [], '2024-12-31').diseases.map(({ disease }) => disease)
  assert.ok(before.includes('MENINGOCOCCUS_C') && !before.includes('MENINGOCOCCUS_B'))
  const C = given('MENINGOCOCCUS_C', '2023-12-05', '2024-07-05')
  const after = vaccinationState(birth, C, '2025-01-01').diseases
  const state = (name: string) => after.find(({ disease }) => disease === name)
  assert.equal(state('MENINGOCOCCUS_C'), undefined)
  assert.deepEqual(
    [state('MENINGOCOCCUS_ACWY')?.state, state('MENINGOCOCCUS_ACWY')?.nextDue],
    ['DUE', '2025-01-01'],
  )
  assert.equal(
    vaccinationState('2023-06-30', [], '2025-06-01').diseases.some(
      ({ disease }) => disease === 'MENINGOCOCCUS_B',
    ),
    false,
    'born a day earlier',
  )
  const caughtUp = [
    ...C,
    ...given('MENINGOCOCCUS_ACWY', '2025-02-03'),
    ...given('MENINGOCOCCUS_B', '2025-02-03', '2025-04-04'),
  ]
  const done = vaccinationState(birth, caughtUp, '2025-05-01').diseases
  assert.deepEqual(
    done.filter(({ disease }) => disease.startsWith('MENING')).map(({ state: one }) => one),
    ['UP_TO_DATE', 'UP_TO_DATE'],
  )
})

test('who began after the first birthday needs fewer doses; a dose to come or given twice a day counts once or not at all', () => {
  const birth = '2020-01-15'
  const late = vaccinationState(birth, given('HIB', '2021-03-01'), '2021-06-01').diseases
  assert.equal(late.find(({ disease }) => disease === 'HIB')?.state, 'UP_TO_DATE')
  const early = vaccinationState(birth, given('HIB', '2020-03-20'), '2021-06-01').diseases
  assert.equal(early.find(({ disease }) => disease === 'HIB')?.state, 'LATE')
  const twice = vaccinationState(
    birth,
    given('MMR', '2021-02-01', '2021-02-01', '2031-01-01'),
    '2021-09-01',
  ).diseases
  assert.equal(twice.find(({ disease }) => disease === 'MEASLES')?.given, 1)
})

test('a birthday on the last of a long month is met on the last of a short one', () => {
  const state = vaccinationState('2025-12-31', [], '2026-02-27').diseases
  assert.equal(state.find(({ disease }) => disease === 'HIB')?.due, 0)
  assert.equal(
    vaccinationState('2025-12-31', [], '2026-02-28').diseases.find(
      ({ disease }) => disease === 'HIB',
    )?.due,
    1,
  )
})

const inCayenne = (birth: string, day: string, doses: readonly GivenVaccine[] = []) =>
  stateIn(birth, doses, { day, insee: '97302' }).diseases.find(
    ({ disease }) => disease === 'YELLOW_FEVER',
  )

test('in Guyana yellow fever is asked of everybody from the first birthday on; elsewhere of nobody', () => {
  assert.equal(inCayenne('2025-03-10', '2026-03-09')?.state, 'UP_TO_DATE')
  assert.equal(inCayenne('2025-03-10', '2026-03-10')?.state, 'DUE')
  assert.equal(inCayenne('2016-03-10', '2026-03-10')?.state, 'LATE')
  const dose = given('YELLOW_FEVER', '2017-04-02')
  assert.equal(inCayenne('2016-03-10', '2026-03-10', dose)?.state, 'UP_TO_DATE')
  assert.ok(asked('2016-03-10', [], '2026-03-10').every((one) => !one.startsWith('YELLOW')))
})
