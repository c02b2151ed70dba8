import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { matrix } from '../web/matrix.ts'
import { everyPage, noPages } from './pages.ts'

const pages = await everyPage()

/** The rules are made out once, not for each page. */
class ReadRules extends StaticConfigLoader {
  #rules: ReturnType<StaticConfigLoader['getConfigFor']> | undefined

  override getConfigFor(name: string) {
    return (this.#rules ??= super.getConfigFor(name))
  }
}

/** What web.md asks for on purpose is allowed: IE 7 knows no other way. */
const judge = new HtmlValidate(
  new ReadRules({
    extends: ['html-validate:recommended'],
    rules: {
      'void-style': ['error', { style: 'selfclose' }],
      'no-conditional-comment': 'off',
      'prefer-button': 'off',
      'attribute-empty-style': 'off',
      'attribute-boolean-style': 'off',
      'long-title': 'off',
    },
  }),
)

test('every route that answers a page is judged; what answers none is named', () => {
  const judged = new Set(pages.map(({ route }) => route))
  const unjudged = Object.keys(matrix).filter(
    (route) => route.startsWith('GET ') && route !== 'GET /nowhere' && !judged.has(route),
  )
  assert.deepEqual(unjudged.toSorted(), Object.keys(noPages).toSorted())
})

test('html-validate finds nothing on any page', async () => {
  const faults: string[] = []
  for (const { name, html } of pages) {
    const report = await judge.validateString(html)
    for (const { messages } of report.results) {
      faults.push(...messages.map((one) => `${name}: ${one.ruleId} ${one.message}`))
    }
  }
  assert.deepEqual(faults, [])
  const planted = await judge.validateString('<p><p id="x" id="x"></p>')
  assert.equal(planted.valid, false, 'it is able to find something')
})

const java = spawnSync('java', ['-version']).status === 0
test(
  'the Nu checker finds nothing on any page',
  { skip: !java && 'no Java on this machine' },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'preau-pages-'))
    writeFileSync(join(folder, 'planted.html'), '<!DOCTYPE html><title>x</title><p><li>x</p>')
    for (const { name, html } of pages) writeFileSync(join(folder, `${name}.html`), html)
    const jar = fileURLToPath(import.meta.resolve('vnu-jar/build/dist/vnu.jar'))
    // a few seconds are too short for the machine code of the second compiler; that of the first needs more stack
    const machine = ['-XX:TieredStopAtLevel=1', '-Xss8m', '-jar', jar]
    const order = ['--stdout', '--format', 'gnu', '--errors-only', folder]
    const said = spawnSync('java', [...machine, ...order], { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    const lines = said.stdout.split('\n').filter(Boolean)
    const planted = lines.filter((line) => line.includes('/planted.html'))
    assert.ok(planted.length > 0, 'it is able to find something')
    assert.deepEqual(
      lines.filter((line) => !planted.includes(line)),
      [],
    )
  },
)
