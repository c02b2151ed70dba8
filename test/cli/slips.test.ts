import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { leaveOnceRead } from '../../cli/main.ts'
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

test('the process waits for a slow reader of its answer, and for nothing else', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const held: (() => void)[] = []
  const reader = new Writable({ write: (_chunk, _encoding, taken) => void held.push(taken) })
  const exit = t.mock.fn()
  reader.write('{"ok":true}\n')
  const leaving = leaveOnceRead(reader, exit)
  t.mock.timers.tick(60_000)
  assert.equal(exit.mock.callCount(), 0)
  for (let taken = held.shift(); taken; taken = held.shift()) {
    taken()
    await Promise.resolve()
  }
  await leaving
  t.mock.timers.tick(2_000)
  assert.equal(exit.mock.callCount(), 1)
})
