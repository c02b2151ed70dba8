import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Command } from 'commander'
import { createRun } from '../../cli/context.ts'
import { wholeProgram } from '../../cli/main.ts'
import { createOutput } from '../../cli/output.ts'
import { createKeysFile } from '../../src/db/keys.ts'
import { runHere } from './run-here.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'preau-commands-'))
createKeysFile(join(dataDir, 'keys.json'))
// nobody listens there: whatever needs the database says that it is away
const env = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing',
  PREAU_DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
}

const program = await wholeProgram(createRun('', createOutput(false), () => ({})))
const commands = leaves(program)

interface Envelope {
  readonly ok: boolean
  readonly data?: unknown
  readonly summary?: string
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null }
}

/** What an exit code may be; 1 is a bug. */
const foreseen = [0, 2, 3, 4, 5, 6, 75, 78]

test('every command answers an option that it does not have with 2 and one JSON document', async () => {
  for (const command of commands) {
    const words = [...pathOf(command), '--no-such-option', '--json']
    const { exit, envelope, err } = await preau(words)
    assert.equal(exit, 2, words.join(' '))
    assert.equal(envelope.error?.code, 'USAGE', words.join(' '))
    assert.match(envelope.error?.hint ?? '', /^preau /)
    assert.equal(err, '')
  }
})

test('every command prints its help as one JSON document, with an example', async () => {
  for (const command of commands) {
    const words = [...pathOf(command), '--help', '--json']
    const { exit, envelope } = await preau(words)
    assert.equal(exit, 0, words.join(' '))
    assert.match(JSON.stringify(envelope.data), /Example:\\n {2}\$ /, words.join(' '))
  }
})

test('without a database every command still answers one document, and a fault with a hint', async () => {
  const answers = new Map<string, number>()
  for (const command of commands) {
    const given = command.registeredArguments.filter((one) => one.required).map(() => '1')
    const words = [...pathOf(command), ...given, '--yes', '--reason', 'test', '--json']
    const { exit, envelope } = await preau(words)
    answers.set(pathOf(command).join(' '), exit)
    assert.ok(foreseen.includes(exit), `${words.join(' ')}: ${exit} ${envelope.error?.message}`)
    // what is wrong is the doctor's answer
    if (words[0] !== 'doctor') assert.equal(envelope.ok, exit === 0, words.join(' '))
    if (!envelope.ok) assert.ok(envelope.error?.hint, `${words.join(' ')} says what to do`)
  }
  assert.equal(answers.get('jobs list'), 75)
  assert.ok([...answers.values()].filter((exit) => exit === 75).length > 40)
})

async function preau(words: readonly string[]) {
  const { exit, out, err } = await runHere(words, env)
  assert.match(out, /^\{.*\}\n$/, `${words.join(' ')} is one line of JSON`)
  return { exit, envelope: JSON.parse(out) as Envelope, err }
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)
}

function pathOf(command: Command): string[] {
  return command.parent ? [...pathOf(command.parent), command.name()] : []
}
