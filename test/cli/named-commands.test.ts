import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Command } from 'commander'
import { createRun } from '../../cli/context.ts'
import { wholeProgram } from '../../cli/main.ts'
import { createOutput } from '../../cli/output.ts'

const program = await wholeProgram(createRun('', createOutput(false), () => ({})))

test('every command that a hint, an example or a page of the documentation names is there, with its options', () => {
  const named = [...inSources(), ...inPages()]
  assert.ok(named.length > 200, 'they are found')
  const faults = named.flatMap(({ place, words }) => {
    const fault = faultOf(words)
    return fault ? [`${place}: ${words.join(' ')}: ${fault}`] : []
  })
  assert.deepEqual([...new Set(faults)], [])
  assert.equal(faultOf(['families', 'fly']), 'no fly', 'it is able to find something')
  assert.equal(faultOf(['invoices', 'list', '--loud']), 'no --loud', 'an option too')
})

interface Named {
  readonly place: string
  readonly words: readonly string[]
}

/** Texts of the code, not its comments. */
function inSources(): Named[] {
  return globSync(['cli/*.ts', 'src/**/*.ts', 'jobs/*.ts']).flatMap((path) =>
    linesOf(path)
      .filter((line) => !/^\s*(\/\*\*|\*|\/\/)/.test(line))
      .flatMap((line) => [...line.matchAll(/(['`])preau (.*?)\1/g)])
      .flatMap(([, , text = '']) => text.split(/; preau |, then preau |, or .*$/))
      .map((text) => ({ place: path, words: wordsOf(text.replaceAll(/\$\{[^}]*\}/g, 'X')) })),
  )
}

/** Lines of the examples, the tables and the crontab: `preau …` or `node cli/preau.js …`. */
function inPages(): Named[] {
  return globSync(['README.md', 'docs/*.md']).flatMap((path) =>
    linesOf(path)
      .flatMap((line) => [
        ...line.matchAll(/(?:^\s*|`|cron.*?|&& )(?:preau|node cli\/preau\.js) ([a-z][^`]*)/g),
      ])
      .map(([, text = '']) => ({ place: path, words: wordsOf(text.replace(/ #.*$/, '')) })),
  )
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n')
}

/** As a shell would cut them, up to a pipe or a comment. */
function wordsOf(text: string): string[] {
  return (text.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).filter((word) => word !== '\\')
}

/** What of it does not exist. A list of verbs (`list|show`) stands for each of them. */
function faultOf(words: readonly string[]): string | null {
  let command: Command = program
  for (const [at, word] of words.entries()) {
    if (command.commands.length === 0) return optionFault(command, words.slice(at))
    if (word.startsWith('-') || word === '…' || (word === 'help' && at === 0)) return null
    const verbs = word.split('|').map((verb) => command.commands.find((one) => one.name() === verb))
    const missing = verbs.indexOf(undefined)
    if (missing >= 0) return `no ${word.split('|')[missing]}`
    command = verbs[0] ?? command
  }
  return null
}

function optionFault(command: Command, rest: readonly string[]): string | null {
  const known = new Set(
    [...command.options, ...program.options].flatMap(({ long, short }) => [long, short]),
  )
  const until = rest.findIndex((word) => /^(\||<|>|&&|;)$/.test(word))
  const given = (until < 0 ? rest : rest.slice(0, until)).map(
    (word) => /^\[?(--[a-z-]+)/.exec(word)?.[1],
  )
  const missing = given.find((option) => option && option !== '--help' && !known.has(option))
  return missing ? `no ${missing}` : null
}
