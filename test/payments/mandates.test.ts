import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { recurring } from '../../jobs/recurring.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { setBankAccount } from '../../src/households/bank-accounts.ts'
import type { Refusal } from '../../src/kernel/refusal.ts'
import {
  activateMandate,
  endMandates,
  lapseMandates,
  resumeMandate,
  suspendMandate,
} from '../../src/payments/mandates/change.ts'
import { draftMandate } from '../../src/payments/mandates/draft.ts'
import { mandatesOf } from '../../src/payments/mandates/list.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import { requestChange } from '../../src/requests/request-change.ts'
import { leaveBankAccount } from '../../src/requests/signatures.ts'
import { as, fillTown, idOfPerson, now } from '../households/town.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const keys = testKeys()
const db = await testDatabase()
before(() => fillTown(db, keys))

const ics = 'FR72ZZZ123456'
const officer = { now, actorKind: 'OFFICER', actor: 'sophie' } as const
const later = (days: number) => ({ ...officer, now: new Date(now.getTime() + days * 86_400_000) })

async function familyOf(firstName: string): Promise<number> {
  return (await idOfPerson(db, firstName)).householdId
}

async function draftOf(firstName: string) {
  const householdId = await familyOf(firstName)
  return asWorker(db, (tx) => draftMandate(tx, { householdId, ics }, officer))
}

async function statesOf(firstName: string): Promise<string[]> {
  const householdId = await familyOf(firstName)
  const rows = await asWorker(db, (tx) => mandatesOf(tx, householdId, now))
  return rows.map(({ state }) => state).reverse()
}

function sign(mandateId: number, signedOn = '2026-11-02') {
  return asWorker(db, (tx) =>
    activateMandate(tx, { mandateId, signedOn, evidenceId: null }, officer),
  )
}

const refused = (code: string) => (error: Refusal) => error.code === code

test('a draft has a reference of its own, asked for twice it is the same one', async () => {
  const [one, again] = [await draftOf('Claire'), await draftOf('Claire')]
  assert.deepEqual(one, again)
  assert.match(one.rum, /^F\d{5}-20261102-1$/)
  assert.ok(one.rum.length <= 35)
  const other = await draftOf('Awa')
  assert.notEqual(other.rum, one.rum)
  const twin = asWorker(db, (tx) =>
    sql`update mandate set rum = ${one.rum} where id = ${other.id}`.execute(tx),
  )
  await assert.rejects(twin, /mandate_rum_key/)
})

test('a signature counts on a day between the printing and today, and once', async () => {
  const { id } = await draftOf('Claire')
  await assert.rejects(sign(id, '2026-11-01'), refused('MANDATE_DATE'))
  await assert.rejects(sign(id, '2026-11-03'), refused('MANDATE_DATE'))
  await sign(id)
  await assert.rejects(sign(id), refused('MANDATE_STATE'))
  assert.deepEqual(await statesOf('Claire'), ['ACTIVE'])
  await assert.rejects(draftOf('Claire'), refused('MANDATE_STATE'))
})

test('the database holds one active mandate a household, and none without a signature or an account', async () => {
  const householdId = await familyOf('Claire')
  const plant = (state: string, signedOn: string | null, account = true) =>
    asWorker(db, (tx) =>
      sql`
        insert into mandate (household_id, bank_account_id, rum, ics, state, signed_on, created_at, state_at)
        select ${householdId}, case when ${account} then b.id end, 'X-' || ${state}, ${ics}, ${state}, ${signedOn}::date, ${now}, ${now}
        from bank_account b where b.household_id = ${householdId}`.execute(tx),
    )
  await assert.rejects(plant('ACTIVE', '2026-11-02'), /mandate_one_active/)
  await assert.rejects(plant('SUSPENDED', null), /mandate_check/)
  await assert.rejects(plant('DRAFT', null, false), /mandate_check/)
})

test('suspended and resumed: the reason is kept while it counts, and the adults are told each time', async () => {
  const { id } = await draftOf('Awa')
  await sign(id)
  const because = 'Deux prélèvements ont été rejetés.'
  await asWorker(db, (tx) => suspendMandate(tx, { mandateId: id, because }, later(1)))
  const [awa] = await asWorker(db, async (tx) => mandatesOf(tx, await familyOf('Awa'), now))
  assert.deepEqual([awa?.state, awa?.because], ['SUSPENDED', because])
  await asWorker(db, (tx) => resumeMandate(tx, id, later(2)))
  assert.deepEqual(await statesOf('Awa'), ['ACTIVE'])
  const told = await asWorker(db, (tx) =>
    sql<{ detail: string; link: string }>`
      select n.detail, n.link from notice n join person p on p.id = n.person_id
      where p.first_name = 'Awa' and n.kind = 'MANDATE' order by n.id`.execute(tx),
  )
  assert.deepEqual(
    told.rows.map(({ detail }) => detail),
    ['ACTIVE', 'SUSPENDED', 'ACTIVE'],
  )
  assert.equal(told.rows[0]?.link, 'mandate')
})

test('another IBAN suspends what was signed for the old one; a corrected name leaves it', async () => {
  const { personId, householdId } = await idOfPerson(db, 'Claire')
  const ask = async (account: { holder: string; iban: string; bic: string | null }) => {
    const change = { target: 'BANK', targetId: householdId, field: 'account', value: account }
    await asWorker(db, async (tx) => {
      const changes = [{ ...change, target: 'BANK' } as const]
      await requestChange(tx, keys, { householdId, personId, changes }, { now, actor: 'claire' })
      const asked = await sql<{ id: number }>`
        select id from change_request where state = 'PENDING' and household_id = ${householdId}`.execute(
        tx,
      )
      const requestId = asked.rows[0]?.id ?? 0
      await decideRequest(tx, keys, { requestId, accept: 'all', because: null }, officer)
    })
  }
  const same = 'FR7630001007941234567000113'
  await ask({ holder: 'Claire Martin-Dubois', iban: same, bic: 'BDFEFRPP' })
  assert.deepEqual(await statesOf('Claire'), ['ACTIVE'])
  await ask({ holder: 'Claire Martin', iban: 'FR1420041010050500013M02606', bic: null })
  assert.deepEqual(await statesOf('Claire'), ['SUSPENDED'])
  const [old] = await asWorker(db, (tx) => mandatesOf(tx, householdId, now))
  const resumed = asWorker(db, (tx) => resumeMandate(tx, old?.id ?? 0, officer))
  await assert.rejects(resumed, refused('MANDATE_ACCOUNT'))
  const { id } = await draftOf('Claire')
  await sign(id)
  assert.deepEqual(await statesOf('Claire'), ['REVOKED', 'ACTIVE'])
  const trail = await asWorker(db, (tx) =>
    sql<{ action: string }>`
      select action from audit_event where subject = 'mandate' and subject_id = ${old?.id ?? 0}
      order by id desc limit 1`.execute(tx),
  )
  assert.equal(trail.rows[0]?.action, 'mandate.revoke')
})

test('an account cannot go away under a mandate that still counts', async () => {
  const householdId = await familyOf('Claire')
  const account = { householdId, holder: 'Claire', iban: 'BE68539007547034', bic: null }
  const replace = (leave: boolean) =>
    asWorker(db, async (tx) => {
      if (leave) await leaveBankAccount(tx, householdId, officer)
      await setBankAccount(tx, keys, { ...account, validFrom: '2026-11-02' }, officer)
    })
  await assert.rejects(replace(false), /mandate_check/)
  await replace(true)
  assert.deepEqual(await statesOf('Claire'), ['REVOKED', 'SUSPENDED'])
})

test('three years without a debit end a mandate, one day less does not', async () => {
  const lapse = (day: string) =>
    asWorker(db, (tx) => lapseMandates(tx, new Date(`${day}T10:00:00Z`)))
  assert.equal(await lapse('2029-11-01'), 0)
  await asWorker(db, async (tx) => {
    const awa = await familyOf('Awa')
    await sql`update mandate set last_collected_on = '2027-01-15' where household_id = ${awa}`.execute(
      tx,
    )
  })
  assert.equal(await lapse('2029-11-02'), 1)
  assert.equal(await lapse('2029-11-02'), 0)
  assert.deepEqual(await statesOf('Claire'), ['REVOKED', 'EXPIRED'])
  assert.deepEqual(await statesOf('Awa'), ['ACTIVE'])
  assert.ok(recurring.some(({ name }) => name === 'lapse-mandates'))
})

test('the other parent, the outsider and the family itself each write what is theirs, nothing else', async () => {
  const { id, rum } = await draftOf('Marc')
  const anne = await familyOf('Anne')
  for (const name of ['Anne', 'Awa'])
    await as(db, name, async (tx) => {
      const seen = await tx.selectFrom('mandate').select('id').where('id', '=', id).execute()
      assert.deepEqual(seen, [], `${name} sees it`)
      const done = await sql`update mandate set state = 'REVOKED' where id = ${id}`.execute(tx)
      assert.equal(done.numAffectedRows, 0n)
    })
  const forbidden = [
    sql`update mandate set state = 'ACTIVE' where id = ${id}`,
    sql`update mandate set signed_on = '2026-11-02' where id = ${id}`,
    sql`insert into mandate (household_id, bank_account_id, rum, ics, created_at, state_at)
        select ${anne}, bank_account_id, 'STOLEN', ics, created_at, state_at from mandate where id = ${id}`,
    sql`insert into mandate (household_id, bank_account_id, rum, ics, state, signed_on, created_at, state_at)
        select household_id, bank_account_id, 'SELF', ics, 'ACTIVE', '2026-11-02', created_at, state_at from mandate where id = ${id}`,
    sql`delete from mandate where id = ${id}`,
  ]
  for (const statement of forbidden)
    await assert.rejects(
      as(db, 'Marc', (tx) => statement.execute(tx)),
      /row-level security|permission denied/,
    )
  const [own] = await as(db, 'Marc', async (tx) => mandatesOf(tx, await familyOf('Marc'), now))
  assert.deepEqual([own?.rum, own?.state], [rum, 'DRAFT'])
})

test('a file that goes on in another one leaves its mandates behind', async () => {
  await asWorker(db, async (tx) => endMandates(tx, await familyOf('Marc'), officer))
  assert.deepEqual(await statesOf('Marc'), ['REVOKED'])
})
