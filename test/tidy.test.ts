import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { importWalls, libraryWalls, oneWayToPictures } from './tidy/imports.ts'
import {
  banned,
  clockIsAnArgument,
  filesAreShort,
  functionsAreShort,
  nothingRaw,
  oneOwnerATable,
  oneReaderOfTheEnvironment,
  templatesOnlyRender,
} from './tidy/rules.ts'
import { houseFiles, parseFile, type Rule } from './tidy/source.ts'

interface Tidiness {
  readonly name: string
  readonly rule: Rule
  /** A file that breaks the rule: the proof that the rule can fail. */
  readonly planted: readonly [path: string, text: string]
}

const long = Array.from({ length: 320 }, (_, line) => `export const line${line} = ${line}`).join(
  '\n',
)
const longFunction = `export function f() {\n${'  void 0\n'.repeat(70)}}\n`

const rules: readonly Tidiness[] = [
  {
    name: 'a module knows only what stands before it',
    rule: importWalls,
    planted: ['src/pricing/a.ts', "import { runBilling } from '../billing/run.ts'"],
  },
  {
    name: 'the kernel imports nothing of ours',
    rule: importWalls,
    planted: ['src/kernel/a.ts', "import { post } from '../db/outbox.ts'"],
  },
  {
    name: 'jobs and commands do not know the web',
    rule: importWalls,
    planted: ['cli/a.ts', "import { page } from '../src/web/respond.ts'"],
  },
  {
    name: 'jobs and commands write mails and PDF, no pages',
    rule: importWalls,
    planted: ['jobs/a.ts', "import { HomePage } from '../templates/pages/home.tsx'"],
  },
  {
    name: 'the web opens transactions, and no connection',
    rule: importWalls,
    planted: ['src/web/a.ts', "import { connectDatabase } from '../db/connect.ts'"],
  },
  {
    name: 'SQL is spoken in db and the domain alone',
    rule: libraryWalls,
    planted: ['cli/a.ts', "import { sql } from 'kysely'"],
  },
  {
    name: 'each library stays in its rooms',
    rule: libraryWalls,
    planted: ['src/billing/a.ts', "import { Queue } from 'bullmq'"],
  },
  {
    name: 'pictures are read one way',
    rule: oneWayToPictures,
    planted: ['src/settings/a.ts', "import sharp from 'sharp'"],
  },
  {
    name: 'the clock is an argument',
    rule: clockIsAnArgument,
    planted: ['src/billing/a.ts', 'new Date()'],
  },
  {
    name: 'only the configuration reads the environment',
    rule: oneReaderOfTheEnvironment,
    planted: ['src/billing/a.ts', 'process.env.PORT'],
  },
  {
    name: 'no raw SQL, no raw markup',
    rule: nothingRaw,
    planted: ['src/billing/a.ts', 'sql.raw(text)'],
  },
  {
    name: 'no inline handlers or styles',
    rule: nothingRaw,
    planted: ['templates/a.tsx', '<p onclick="x()">a</p>'],
  },
  {
    name: 'templates only render',
    rule: templatesOnlyRender,
    planted: ['templates/a.tsx', 'export async function A() { await load() }'],
  },
  { name: 'files are short', rule: filesAreShort, planted: ['src/billing/a.ts', long] },
  {
    name: 'functions are short',
    rule: functionsAreShort,
    planted: ['src/billing/a.ts', longFunction],
  },
  {
    name: 'no barrels, enums or default exports',
    rule: banned,
    planted: ['src/a.ts', "export * from './b.ts'"],
  },
  {
    name: 'a table has one owner',
    rule: oneOwnerATable,
    planted: ['src/payments/a.ts', "tx.insertInto('invoice').values({})"],
  },
  {
    name: 'a table has one owner, in SQL too',
    rule: oneOwnerATable,
    planted: ['src/payments/a.ts', 'sql`update booking set state = 1`'],
  },
]

const house = houseFiles(['src', 'templates', 'jobs', 'cli'])

for (const { name, rule, planted } of rules) {
  test(name, () => {
    assert.notDeepEqual(rule(parseFile(...planted)), [], 'the planted fault was not found')
    const faults = house
      .flatMap(rule)
      .map(({ path, line, message }) => `${path}:${line} ${message}`)
    assert.deepEqual(faults, [])
  })
}

test('a test file sets no environment and no hook that the files of its process would meet too', () => {
  const traces = [
    { trace: /^(before|after)Each\(/m, planted: 'const a = 1\nbeforeEach(plant)' },
    { trace: /Object\.assign\(process\.env\b/, planted: 'Object.assign(process.env, { PORT })' },
    { trace: /process\.env\[[^\]]+\] = /, planted: "process.env['PORT'] = '0'" },
  ]
  for (const { trace, planted } of traces) assert.match(planted, trace)
  const others = globSync('test/**/*.test.ts').filter((path) => !path.endsWith('tidy.test.ts'))
  const faults = others.filter((path) => {
    const text = readFileSync(path, 'utf8')
    return traces.some(({ trace }) => trace.test(text))
  })
  assert.deepEqual(faults, [])
})
