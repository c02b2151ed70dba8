import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandTown } from './command-town.ts'
import { runHere } from './run-here.ts'

const { env } = await commandTown()

test('a number, a day or a state that is none is a fault of usage, named, and not a bug or nothing at all', async () => {
  for (const [slip, ...words] of [
    ['twenty', 'calendar', 'list', '--year', 'twenty'],
    ['99999', 'calendar', 'list', '--year', '99999'],
    ['12x', 'billing', 'run', '--period', '2026-11', '--accept', '7', '12x'],
    ['--limit all', 'absences', 'list', '--limit', 'all'],
    ['--limit 0', 'messages', 'list', '--limit', '0'],
    ['--state lost', 'enrolments', 'list', '--state', 'lost'],
    ['--state lost', 'debits', 'mandates', '--state', 'lost'],
    ['2026-02-31', 'audit', 'log', '--since', '2026-02-31'],
    ['2026-02-31', 'payments', 'list', '--from', '2026-02-31'],
    ['2026-02-31', 'activities', 'close-day', 'cantine', '2026-02-31', '--because', 'Grève'],
    ['--because', 'absences', 'refuse', '7', '--because', ' '],
    ['--because', 'payments', 'cancel', 'R01-26-12-0000001', '--because', ' '],
    ['--because', 'families', 'unlink-child', '7', '--family', '7', '--because', ' '],
    ['--from', 'payments', 'list', '--from', '2026-12-01', '--to', '2026-11-01'],
  ]) {
    const { exit, err } = await runHere(words, env)
    assert.equal(exit, 2, words.join(' '))
    assert.match(err, new RegExp(`^Error: .*${slip}.*\nTry: `), words.join(' '))
  }
})
