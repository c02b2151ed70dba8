import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import lock from '../package-lock.json' with { type: 'json' }
import manifest from '../package.json' with { type: 'json' }

const root = new URL('..', import.meta.url).pathname
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const pages = ['README.md', 'src/README.md', ...pagesIn('docs'), ...pagesIn('docs/decisions')]

test('what the README and the documentation link to is there', () => {
  const missing = pages.flatMap((page) =>
    linksOf(read(page))
      .filter((link) => !existsSync(join(root, dirname(page), link)))
      .map((link) => `${page} leads to ${link}`),
  )
  assert.deepEqual(missing, [])
})

test('every page of the documentation is found from the README', () => {
  const lost = pagesIn('docs').filter((page) => !readme.includes(`](${page})`))
  assert.deepEqual(lost, [])
})

test('each command that the documentation names exists', () => {
  const surface = read('test/cli/surface.txt')
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/\bpreau ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?/g)]
      .map(([, noun, verb]) => (verb ? `preau ${noun} ${verb}` : `preau ${noun}`))
      .filter((command) => !new RegExp(`^${command}\\b`, 'm').test(surface))
      .map((command) => `${page}: ${command}`),
  )
  assert.deepEqual(missing, [])
})

test('each option that the documentation gives to a command is its own', () => {
  const [whole = '', ...surface] = read('test/cli/surface.txt').split('\n')
  const foreign = pages.flatMap((page) =>
    [...read(page).matchAll(/\bpreau ([a-z-]+)(?:\s([a-z][a-z-]+))?((?:\\\n|[^`\n])*)/g)].flatMap(
      ([, noun = '', verb = '', rest = '']) => {
        const found = [`preau ${noun} ${verb}`, `preau ${noun}`].flatMap(
          (command) => surface.find((line) => `${line} `.startsWith(`${command} `)) ?? [],
        )
        const known = new Set(optionsOf(`${whole} --help ${found[0] ?? ''}`))
        return optionsOf(rest)
          .filter((option) => !known.has(option))
          .map((option) => `${page}: preau ${noun} ${verb} ${option}`)
      },
    ),
  )
  assert.deepEqual(foreign, [])
})

test('the README tells every variable of the environment, and every dependency with its reason', () => {
  const [, names = ''] = /z\.object\(\{(.*?)\n\}\)/s.exec(read('src/config.ts')) ?? []
  const variables = [...names.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name)
  assert.ok(variables.includes('DATABASE_URL'))
  const told = partOf('## Environment')
  assert.deepEqual(
    variables.filter((name) => !told.includes(`\`${name}\``)),
    [],
  )
  const packages = [...partOf('## Dependencies').matchAll(/^\| ([^|]+) \|/gm)]
    .flatMap(([, row = '']) => row.split(', '))
    .filter((name) => !['package', '---'].includes(name))
  assert.deepEqual(
    packages.toSorted(),
    Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).toSorted(),
  )
})

/** Older ones have known holes. */
const floors = {
  hono: '4.13.5',
  '@hono/node-server': '2.1.0',
  kysely: '0.29.0',
  bullmq: '6.0.0',
  nodemailer: '9.1.1',
  sharp: '0.35.4',
  'rate-limiter-flexible': '11.0.0',
}

test('no dependency in the lockfile is older than its floor, wherever it stands in the tree', () => {
  const installed = Object.entries(lock.packages).flatMap(([path, { version }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return Object.entries(floors)
      .filter(([floored]) => path !== '' && floored === name)
      .map(([, floor]) => ({ name, version, isOld: isOlder(version, floor) }))
  })
  assert.deepEqual(
    new Set(installed.map(({ name }) => name)),
    new Set(Object.keys(floors)),
    'each is there',
  )
  assert.deepEqual(
    installed.filter(({ isOld }) => isOld),
    [],
  )
  assert.ok(isOlder('4.9.12', '4.13.5') && !isOlder('5.0.0', '4.13.5'))
  for (const banned of ['oslo', '@lucia-auth/oslo', 'typst.ts'])
    assert.ok(!(`node_modules/${banned}` in lock.packages), banned)
})

function optionsOf(line: string): readonly string[] {
  return line.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []
}

function isOlder(version: string, floor: string): boolean {
  return version.localeCompare(floor, 'en', { numeric: true }) < 0
}

function read(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
}

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^(https?:|mailto:|\/)/.test(link))
}

function partOf(heading: string): string {
  const from = readme.indexOf(heading)
  assert.ok(from >= 0, heading)
  const end = readme.indexOf('\n## ', from + 1)
  return readme.slice(from, end < 0 ? undefined : end)
}
