import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { sql } from 'kysely'
import { keysOf } from '../../cli/keyboard.ts'
import { reviewRequests } from '../../cli/requests-review.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { demoFamilies } from '../../src/demo/families.ts'
import { applyFamilies } from '../../src/households/apply-families.ts'
import { z } from '../../src/kernel/forms.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import type { Change } from '../../src/requests/model.ts'
import { requestChange } from '../../src/requests/request-change.ts'
import { commandTown } from '../cli/command-town.ts'
import { runHere } from '../cli/run-here.ts'
import { preau } from '../cli/run-preau.ts'

const now = new Date('2026-11-24T09:00:00Z')
const { db, keys, folder, env } = await commandTown()
await asWorker(db, async (tx) => {
  const applied = await applyFamilies(tx, keys, demoFamilies(12, '2026-11-24'), {
    now,
    actor: 'test',
  })
  assert.ok(applied.ok)
})

interface Adult {
  readonly personId: number
  readonly householdId: number
}

async function adults(): Promise<Adult[]> {
  const { rows } = await asWorker(db, (tx) =>
    sql<Adult>`select distinct on (person_id) person_id as "personId", household_id as "householdId"
      from household_adult order by person_id`.execute(tx),
  )
  return rows
}

function ask({ personId, householdId }: Adult, change: Omit<Change, 'targetId'>) {
  const targetId = change.target === 'PERSON' ? personId : householdId
  const wanted = { householdId, personId, changes: [{ ...change, targetId }] }
  return asWorker(db, (tx) => requestChange(tx, keys, wanted, { now, actor: 'parent' }))
}

/** As many requests as wanted, of different adults and fields. */
async function askMany(count: number, name: string): Promise<void> {
  const everybody = await adults()
  for (let at = 0; at < count; at += 1) {
    const adult = everybody[at % everybody.length]
    const field = at < everybody.length ? 'birthName' : 'usualName'
    assert.ok(adult)
    await ask(adult, { target: 'PERSON', field, value: name })
  }
}

async function states(): Promise<Record<string, number>> {
  const { rows } = await asWorker(db, (tx) =>
    sql<{ state: string; count: number }>`
      select state, count(*)::int as count from change_request group by 1`.execute(tx),
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

const envelope = z.object({
  ok: z.boolean(),
  data: z.unknown().optional(),
  error: z.object({ code: z.string() }).optional(),
})

async function command(...words: readonly string[]) {
  const { exit, out } = await runHere(['--json', '--as-of', '2026-11-25', ...words], env)
  return { exit, text: out, ...envelope.parse(JSON.parse(out)) }
}

test('twenty requests are decided with two keys each at most', async () => {
  await askMany(20, 'Dupont')
  const input = new PassThrough()
  const said: string[] = []
  const pressed = Array.from({ length: 20 }, (_, at) => (at % 4 === 3 ? 'r2' : 'a')).join('')
  assert.ok(pressed.length <= 40)
  input.end(pressed)
  const officer = { osUser: 'sophie', name: 'Sophie', role: 'SCHOOL' } as const
  const counts = await reviewRequests(
    { db, keys, now, actor: 'sophie', reason: null, officer },
    { keyboard: keysOf(input), say: (text) => void said.push(text), proofs: folder },
  )
  assert.deepEqual(counts, { accepted: 15, refused: 5, skipped: 0 })
  assert.deepEqual(await states(), { ACCEPTED: 15, REJECTED: 5 })
  assert.match(said.join('\n'), /Nom de naissance: .* → Dupont/)
  const told = await asWorker(db, (tx) =>
    sql<{
      count: number
    }>`select count(distinct about_id)::int as count from notice where kind = 'REQUEST'`.execute(
      tx,
    ),
  )
  assert.equal(told.rows[0]?.count, 20)
})

test('a review goes on past a request that another officer decided meanwhile', async () => {
  await askMany(2, 'Durand')
  const decided = await states()
  const said: string[] = []
  let pressed = 0
  const next = async () => {
    pressed += 1
    if (pressed === 1) await acceptFirst()
    return 'a'
  }
  const officer = { osUser: 'sophie', name: 'Sophie', role: 'SCHOOL' } as const
  const counts = await reviewRequests(
    { db, keys, now, actor: 'sophie', reason: null, officer },
    {
      keyboard: { next, close: () => {} },
      say: (text) => void said.push(text),
      proofs: folder,
    },
  )
  assert.deepEqual([counts, pressed], [{ accepted: 1, refused: 0, skipped: 1 }, 2])
  assert.match(said.join('\n'), /→ left as it is: .*\n[^]*\n2\/2[^]*→ ACCEPTED/)
  assert.equal((await states())['ACCEPTED'], (decided['ACCEPTED'] ?? 0) + 2)
})

/** What the colleague does while the first one is on the screen. */
async function acceptFirst(): Promise<void> {
  await asWorker(db, async (tx) => {
    const found = await sql<{ id: number }>`
      select id from change_request where state = 'PENDING' order by id limit 1`.execute(tx)
    const decision = { requestId: found.rows[0]?.id ?? 0, accept: 'all', because: null } as const
    await decideRequest(tx, keys, decision, { now, actor: 'marie' })
  })
}

test('a request about the bank needs the régisseur’s role and a reason', async () => {
  const [first] = await adults()
  assert.ok(first)
  const account = { holder: 'Claire', iban: 'FR7630001007941234567000113', bic: null }
  await ask(first, { target: 'BANK', field: 'account', value: account })
  const { rows } = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from change_request where state = 'PENDING'`.execute(tx),
  )
  const number = String(rows[0]?.id)
  const listed = await command('requests', 'list')
  assert.doesNotMatch(listed.text, /FR76/)
  assert.deepEqual([(await command('requests', 'show', number)).error?.code], ['REASON_MISSING'])
  const shown = await command('requests', 'show', number, '--reason', 'Traitement')
  assert.match(shown.text, /FR76 \*\*\*\* … 113/)
  assert.doesNotMatch(shown.text, /FR7630001007/)
  const without = await command(
    'requests',
    'refuse',
    number,
    '--because',
    'Non',
    '--reason',
    'Traitement',
  )
  assert.equal(without.exit, 0)
  assert.equal(
    (await command('requests', 'accept', number, '--reason', 'x')).error?.code,
    'UNCHANGEABLE',
  )
  const trail = await asWorker(db, (tx) =>
    sql<{
      count: number
    }>`select count(*)::int as count from audit_event where action = 'finances.read' and purpose = 'Traitement'`.execute(
      tx,
    ),
  )
  assert.equal(trail.rows[0]?.count, 1)
})

test('a part of a request is accepted, the rest is refused with its reason', async () => {
  const [, adult] = await adults()
  assert.ok(adult)
  const { personId, householdId } = adult
  const changes: Change[] = [
    { target: 'PERSON', targetId: personId, field: 'title', value: null },
    { target: 'PERSON', targetId: personId, field: 'birthDate', value: '1985-05-05' },
  ]
  await asWorker(db, (tx) =>
    requestChange(tx, keys, { householdId, personId, changes }, { now, actor: 'parent' }),
  )
  const { rows } = await asWorker(db, (tx) =>
    sql<{ id: number; request: number }>`
      select id, request_id as request from change_item where state = 'PENDING' and field = 'birthDate'`.execute(
      tx,
    ),
  )
  const [item] = rows
  assert.ok(item)
  const number = String(item.request)
  const items = ['--items', String(item.id)]
  assert.equal(
    (await command('requests', 'accept', number, ...items)).error?.code,
    'REASON_MISSING',
  )
  const done = await command(
    'requests',
    'accept',
    number,
    ...items,
    '--because',
    'La civilité reste.',
  )
  assert.equal(done.exit, 0)
  assert.equal((await states())['PARTLY_ACCEPTED'], 1)
  const born = await asWorker(db, (tx) =>
    sql<{ day: string }>`select birth_date as day from person where id = ${personId}`.execute(tx),
  )
  assert.equal(born.rows[0]?.day, '1985-05-05')
})

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

test(
  'twenty requests are decided on a terminal with two keys each at most',
  { skip: hasScript ? false : 'no script of util-linux' },
  async () => {
    await askMany(20, 'Garnier')
    const words = `'${process.execPath}' '${preau}' requests review`
    const child = spawn('script', ['-qec', words, '/dev/null'], {
      env: { ...process.env, ...env, TERM: 'dumb' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let shown = ''
    const pressed = Array.from({ length: 20 }, (_, at) => (at % 5 === 1 ? 'r1' : 'a'))
    assert.ok(pressed.every((pair) => pair.length <= 2))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const before = shown.split('q quit').length
      shown += text
      for (let at = before; at < shown.split('q quit').length; at += 1)
        child.stdin.write(pressed.shift() ?? 'q')
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    assert.equal(code, 0, shown)
    assert.match(shown, /16 accepted, 4 refused, 0 skipped/)
  },
)
