import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
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

test('the README tells every variable of the environment, and every dependency with its reason', () => {
  const [, names = ''] = /z\.object\(\{(.*?)\n\}\)/s.exec(read('src/config.ts')) ?? []
  const variables = [...names.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name)
  assert.ok(variables.includes('DATABASE_URL'))
  const told = partOf('## Environment')
  assert.deepEqual(
    variables.filter((name) => !told.includes(`\`${name}\``)),
    [],
  )
  const reasons = partOf('## Dependencies').replaceAll(/\|[^|]*\|$/gm, '')
  const packages = new Set(reasons.split(/[|,\s]+/))
  assert.deepEqual(
    Object.keys(manifest.dependencies).filter((name) => !packages.has(name)),
    [],
  )
})

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
