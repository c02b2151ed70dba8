import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { setBankAccount } from '../../src/households/bank-accounts.ts'
import { publishConsent } from '../../src/households/child/consents.ts'
import { addEvidence } from '../../src/households/evidence.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { draftMandate } from '../../src/payments/mandates/draft.ts'
import { setSetting } from '../../src/settings/edit.ts'
import { oneValue, type Town } from './town.ts'

export interface MarcsObjects {
  readonly child: string
  readonly thread: string
  readonly invoice: string
  readonly document: string
  readonly household: string
  readonly attempt: string
  readonly activity: string
  readonly device: string
  readonly receipt: string
  /** Declared by Marc for Inès: Anne reads it too. */
  readonly absence: string
  /** Private to the household that gave it. */
  readonly paper: string
  readonly enrolment: string
  readonly waiting: string
  readonly adult: string
  /** Asked by Marc, waits for the town hall. */
  readonly request: string
  /** The rules of a service, which everybody reads. */
  readonly rules: string
}

/** What Marc's household has; an attempt and a document are made where the town has none. */
export async function marcsObjects(town: Town): Promise<MarcsObjects> {
  const householdId = Number(
    await oneValue(town, sql`select id::text as value from household where id = ${leroy}`),
  )
  const paper = await asWorker(town.db, (tx) =>
    addEvidence(
      tx,
      town.deps.keys,
      {
        householdId,
        childId: null,
        kind: 'PROOF_OF_ADDRESS',
        fileName: 'facture.pdf',
        file: { bytes: Buffer.from('%PDF-1.7'), mediaType: 'application/pdf' },
      },
      { now: town.deps.clock(), actorKind: 'PARENT', actor: 'marc.leroy' },
    ),
  )
  await asWorker(town.db, async (tx) => {
    await sql`
      insert into document (household_id, kind, source_id, file_name)
      select household_id, 'INVOICE', id, 'facture.pdf' from invoice`.execute(tx)
    await sql`
      insert into payment_attempt (household_id, person_id, regie_id, provider, mode, amount_cents, reference, shop_id, state, created_at)
      select h.id, (select person_id from household_adult where household_id = h.id limit 1), r.id, 'SPPLUS', 'TEST', 14385,
             'ESSAI000000000000001', '00000000000001-01', 'PENDING', '2026-12-08'
      from household h, regie r where h.id = ${leroy} and r.code = 'ENFANCE'`.execute(tx)
    await sql`
      with receipt as (
        insert into booking_receipt (household_id, actor_kind, actor, channel)
        values (${leroy}, 'OFFICER', 'sophie', 'CLI') returning id, household_id)
      insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id)
      select c.id, u.id, '2027-06-28', receipt.household_id, g.id, 'CANCELLED', receipt.id
      from receipt, child c, unit u, activity_group g
      where c.first_name = 'Inès' and g.activity_id = u.activity_id`.execute(tx)
    await sql`
      insert into absence (household_id, child_id, first_day, last_day, kind, declared_by)
      select ${leroy}, id, '2026-12-10', '2026-12-11', 'ILLNESS', 'marc.leroy' from child where first_name = 'Inès'`.execute(
      tx,
    )
    await sql`
      with opened as (
        insert into change_request (household_id, person_id, subject, created_at)
        select ${leroy}, p.id, 'PERSON', '2026-12-07' from person p join account a on a.id = p.account_id
        where a.login = 'marc.leroy' returning id, household_id, person_id)
      insert into change_item (request_id, household_id, target, target_id, field, old_hash, new_value)
      select id, household_id, 'PERSON', person_id, 'birthName', sha256('x'), '"Le Roy"' from opened`.execute(
      tx,
    )
    await sql`
      with asked as (
        insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, valid_to, state)
        select ${leroy}, c.id, g.activity_id, g.id, '2025-09-01', '2025-09-30', 'WAITING'
        from child c, activity_group g where c.first_name = 'Inès' order by g.id limit 1
        returning *
      )
      insert into waiting_entry (household_id, child_id, group_id, unit_id, day)
      select household_id, child_id, group_id, u.id, '2025-09-02'
      from asked join unit u using (activity_id) order by u.id limit 1`.execute(tx)
  })
  await giveMandate(town, householdId)
  await writeRules(town)
  const ref = (table: ReturnType<typeof sql<{ value: string }>>) => oneValue(town, table)
  return {
    child: await ref(sql`select ref as value from child where first_name = 'Inès'`),
    thread: await ref(sql`select ref as value from thread where household_id = ${leroy}`),
    invoice: await ref(sql`select ref as value from invoice where household_id = ${leroy}`),
    document: await ref(sql`select ref as value from document where household_id = ${leroy}`),
    household: await ref(sql`select ref as value from household where id = ${leroy}`),
    attempt: await ref(sql`select ref as value from payment_attempt where household_id = ${leroy}`),
    activity: await ref(sql`select ref as value from activity`),
    device: newToken(),
    receipt: await ref(sql`select ref as value from booking_receipt`),
    absence: await ref(sql`select ref as value from absence`),
    paper: paper.ref,
    enrolment: await ref(sql`select ref as value from enrolment where state = 'WAITING'`),
    adult: await ref(
      sql`select ref as value from person where account_id = (select id from account where login = 'marc.leroy')`,
    ),
    request: await ref(sql`select ref as value from change_request`),
    rules: await ref(sql`select id::text as value from consent_text where kind = 'RULES_CANTINE'`),
    waiting: await ref(sql`select ref as value from waiting_entry where day is not null`),
  }
}

const leroy = sql`(
  select ha.household_id from household_adult ha join person p on p.id = ha.person_id
  join account a on a.id = p.account_id where a.login = 'marc.leroy')`

/** A bank account and the mandate to sign for it: nobody else has one. */
async function giveMandate({ db, deps }: Town, householdId: number): Promise<void> {
  const now = deps.clock()
  const account = { householdId, holder: 'LEROY MARC', iban: 'FR7630001007941234567000113' }
  await asWorker(db, async (tx) => {
    const by = { now, actor: 'sophie' }
    await setSetting(tx, deps.keys, { key: 'debit.ics', value: 'FR72ZZZ123456', ...by })
    await setBankAccount(tx, deps.keys, { ...account, bic: null, validFrom: '2026-11-01' }, by)
    const wanted = { householdId, ics: 'FR72ZZZ123456' }
    await draftMandate(tx, wanted, { now, actorKind: 'PARENT', actor: 'marc.leroy' })
  })
}

function writeRules({ db, deps }: Town): Promise<number> {
  const title = 'Règlement de la cantine'
  const body = '## Réserver\n\n- Au calendrier\n- **Avant jeudi**\n\n1. Lire\n2. Accepter'
  const rules = { kind: 'RULES_CANTINE', title, body, blocking: false, validFrom: '2026-12-01' }
  return asWorker(db, (tx) => publishConsent(tx, rules, { now: deps.clock(), actor: 'sophie' }))
}
