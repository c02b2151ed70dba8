import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDeadline } from '../../src/activities/deadline-rule.ts'
import { deadlineFor, deadlineInWords, instantInWords } from '../../src/activities/deadline.ts'

const holidays = new Set(['2026-11-01', '2026-11-11', '2026-12-25', '2027-01-01', '2027-03-29'])
const usual = 'D-1 10:00 excluding weekends and public holidays'

function deadline(text: string, day: string): string {
  const rule = parseDeadline(text)
  assert.ok(rule, text)
  return deadlineFor(rule, day, holidays).toISOString()
}

test('a meal of Monday 16 November is booked until Friday 13 at 10:00', () => {
  assert.equal(deadline(usual, '2026-11-16'), '2026-11-13T09:00:00.000Z') // winter: 10:00 is 09:00 UTC
})

test('a meal of Thursday 12 November is booked until Tuesday 10: the 11th is a public holiday', () => {
  assert.equal(deadline(usual, '2026-11-12'), '2026-11-10T09:00:00.000Z')
})

test('without exclusions every day counts', () => {
  assert.equal(deadline('D-1 10:00', '2026-11-16'), '2026-11-15T09:00:00.000Z')
  assert.equal(deadline('D-2 10:00 excluding weekends', '2026-11-16'), '2026-11-12T09:00:00.000Z')
})

test('ten in the morning stays ten across both changes of hour', () => {
  assert.equal(deadline('D-2 10:00', '2026-10-26'), '2026-10-24T08:00:00.000Z') // summer time
  assert.equal(deadline('D-1 10:00', '2026-10-26'), '2026-10-25T09:00:00.000Z') // the day of the change
  assert.equal(deadline('D-1 10:00', '2027-03-29'), '2027-03-28T08:00:00.000Z')
})

test('the other words of town halls', () => {
  assert.equal(deadline('previous thursday 10:00', '2026-11-16'), '2026-11-12T09:00:00.000Z')
  assert.equal(deadline('previous thursday 10:00', '2026-11-12'), '2026-11-05T09:00:00.000Z')
  assert.equal(deadline('previous monday 10:00', '2026-11-13'), '2026-11-09T09:00:00.000Z')
  assert.equal(
    deadline('thursday of previous week 10:00', '2026-11-13'),
    '2026-11-05T09:00:00.000Z',
  )
  assert.equal(deadline('thursday of week -2 10:00', '2026-11-13'), '2026-10-29T09:00:00.000Z')
  assert.equal(deadline('day 20 of previous month', '2026-11-30'), '2026-10-20T21:59:00.000Z')
  assert.equal(deadline('day 31 of previous month 12:00', '2027-03-15'), '2027-02-28T11:00:00.000Z')
  assert.equal(deadline('same day 09:00', '2026-11-16'), '2026-11-16T08:00:00.000Z')
  assert.equal(deadline('none', '2026-11-16'), '2026-11-16T23:00:00.000Z')
})

test('a deadline that would fall on an excluded day moves to the day before', () => {
  const text = 'previous wednesday 10:00 excluding public holidays'
  assert.equal(deadline(text, '2026-11-13'), '2026-11-10T09:00:00.000Z')
})

test('New Year: a meal of Monday 4 January is booked until Thursday 31 December', () => {
  assert.equal(deadline(usual, '2027-01-04'), '2026-12-31T09:00:00.000Z')
})

test('what is no rule is no rule', () => {
  for (const text of [
    '',
    'D-x',
    'D-1 25:00',
    'previous jeudi',
    'day 32 of previous month',
    `${usual} and mardis`,
  ]) {
    assert.equal(parseDeadline(text), null, text)
  }
  assert.equal(
    parseDeadline('D-1 excluding mondays, tuesdays, wednesdays, thursdays, fridays, weekends'),
    null,
  )
})

function words(text: string): string {
  return deadlineInWords(parseDeadline(text) ?? { kind: 'NONE' })
}

test('rules and instants are told in French', () => {
  assert.equal(
    words(usual),
    'la veille à 10\u00A0h, sans compter les week-ends et les jours fériés',
  )
  assert.equal(words('previous thursday 10:00'), 'le jeudi précédent à 10\u00A0h')
  assert.equal(
    words('thursday of previous week 16:30'),
    'le jeudi de la semaine précédente à 16\u00A0h\u00A030',
  )
  assert.equal(words('day 20 of previous month'), 'le 20 du mois précédent')
  assert.equal(
    words('D-3 08:00 excluding wednesdays'),
    '3 jours avant à 8\u00A0h, sans compter les mercredis',
  )
  assert.equal(instantInWords(new Date('2026-11-13T09:00:00Z')), 'vendredi 13 novembre à 10\u00A0h')
})
