import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Command } from 'commander'
import { createRun, exampleOf } from '../../cli/context.ts'
import { wholeProgram } from '../../cli/main.ts'
import { nouns } from '../../cli/nouns.ts'
import { createOutput } from '../../cli/output.ts'

const file = new URL('surface.txt', import.meta.url)
const program = await wholeProgram(createRun('', createOutput(false), () => ({})))

test('every command, argument and option is the one that was agreed', () => {
  const surface = `${lines(program, []).join('\n')}\n`
  if (process.env['UPDATE_SURFACE'] === '1' || !existsSync(file)) writeFileSync(file, surface)
  assert.equal(surface, readFileSync(file, 'utf8'), 'changed on purpose? UPDATE_SURFACE=1')
})

test('every command has an example in its help', () => {
  const without = leaves(program).filter((command) => !exampleOf(command))
  assert.deepEqual(
    without.map((command) => pathOf(command)),
    [],
  )
})

test('every noun says in the list what it says itself', () => {
  for (const command of program.commands) assert.ok(nouns[command.name()]?.about, command.name())
})

function lines(command: Command, path: readonly string[]): string[] {
  const here = [...path, command.name()]
  const words = [
    ...command.registeredArguments.map((argument) =>
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
    ),
    ...command.options.map((option) => option.flags),
  ]
  return [
    [here.join(' '), ...words].join('  '),
    ...command.commands.flatMap((child) => lines(child, here)),
  ]
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}
