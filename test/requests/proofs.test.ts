import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { acceptUpload } from '../../src/files/accept-upload.ts'
import { addEvidence } from '../../src/households/evidence.ts'
import { relationshipsOf } from '../../src/households/relationships.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import type { Change } from '../../src/requests/model.ts'
import { requestChange } from '../../src/requests/request-change.ts'
import { photo } from '../files/hostile-files.ts'
import { by, fillTown, idOfPerson } from '../households/town.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const keys = testKeys()
const db = await testDatabase()
before(() => fillTown(db, keys))

const quotient: Wish = {
  target: 'QUOTIENT',
  field: 'quotient',
  value: { type: 'CAF', value: 812, validFrom: '2026-12-01' },
}
function notice(referenceIncome: number): Wish {
  const figures = { referenceIncome, shares: 3, dependants: 2, grossIncome: null }
  const rest = { taxNumber: null, noticeReference: null, partnerGrossIncome: null, consent: true }
  return { target: 'TAX', field: 'taxNotice', value: { year: 2026, ...figures, ...rest } }
}

test('a proof is taken with the change that it proves; the quotient says whence it is and which paper it was copied from', async () => {
  const { decided, proof } = await decide(quotient, 'QUOTIENT_PROOF', null)
  assert.equal(decided.state, 'ACCEPTED')
  assert.deepEqual(await paper(proof), {
    state: 'ACCEPTED',
    because: null,
    seenBy: 'mairie',
    isKept: true,
  })
  const entered = await asWorker(db, (tx) =>
    sql<{ source: string; evidence: number }>`
      select source, evidence_id as evidence from quotient
      where value = 812 and annulled_at is null`.execute(tx),
  )
  assert.deepEqual(entered.rows, [{ source: 'DECLARED', evidence: proof }])
})

test('a proof is refused with its request, for the same reason, and stays to be read', async () => {
  const because = 'Le document est illisible.'
  const wish = { ...quotient, value: { type: 'CAF', value: 640, validFrom: '2026-12-15' } } as const
  const { decided, proof } = await decide(wish, 'QUOTIENT_PROOF', because)
  assert.equal(decided.state, 'REJECTED')
  assert.deepEqual(await paper(proof), {
    state: 'REFUSED',
    because,
    seenBy: 'mairie',
    isKept: true,
  })
})

for (const [income, because] of [
  [30_000, null],
  [12_000, 'Les chiffres ne sont pas ceux de l’avis.'],
] as const) {
  const how = because ? 'refused' : 'accepted'
  test(`the scan of a tax notice is erased once it is ${how}; who saw it stays`, async () => {
    const { proof, blobId } = await decide(notice(income), 'TAX_NOTICE', because)
    assert.deepEqual(await paper(proof), {
      state: because ? 'REFUSED' : 'ACCEPTED',
      because,
      seenBy: 'mairie',
      isKept: false,
    })
    const blobs = await asWorker(db, (tx) =>
      sql`select 1 from blob where id = ${blobId}`.execute(tx),
    )
    assert.equal(blobs.rows.length, 0)
  })
}

test('what an adult is to a child changes once an officer accepts it', async () => {
  const { householdId, personId } = await idOfPerson(db, 'Jean-Loup')
  const now = () =>
    asWorker(db, (tx) => relationshipsOf(tx, { personId, householdId, day: '2026-11-02' }))
  const known = await now()
  assert.ok(known.length > 0 && known.every((one) => one.relationship !== 'STEP'))
  const value = known.map((one) => ({ ...one, relationship: 'STEP' as const }))
  const change = { target: 'PERSON', targetId: personId, field: 'relationships', value } as const
  const requestId = await ask({ householdId, personId }, change, [])
  assert.deepEqual(await now(), known, 'nothing changes before')
  const decision = { requestId, accept: 'all', because: null } as const
  await asWorker(db, (tx) => decideRequest(tx, keys, decision, by))
  assert.deepEqual(await now(), value)
})

type Wish = Omit<Change, 'targetId'>
type Asker = Awaited<ReturnType<typeof idOfPerson>>

/** Claire asks with a paper; the town hall decides. */
async function decide(wish: Wish, kind: string, because: string | null) {
  const claire = await idOfPerson(db, 'Claire')
  const upload = await acceptUpload(await photo(), { purpose: 'PAPER' })
  assert.ok(upload.ok)
  const given = {
    householdId: claire.householdId,
    childId: null,
    kind,
    fileName: 'papier.jpg',
    file: upload.file,
  }
  const proof = await asWorker(db, (tx) =>
    addEvidence(tx, keys, given, { now: by.now, actorKind: 'PARENT', actor: 'claire.martin' }),
  )
  const kept = await asWorker(db, (tx) =>
    tx
      .selectFrom('evidence')
      .select('blob_id')
      .where('id', '=', proof.id)
      .executeTakeFirstOrThrow(),
  )
  const requestId = await ask(claire, { ...wish, targetId: claire.householdId }, [proof.id])
  const decision = { requestId, accept: because ? [] : ('all' as const), because }
  const decided = await asWorker(db, (tx) => decideRequest(tx, keys, decision, by))
  return { decided, proof: proof.id, blobId: kept.blob_id }
}

async function ask(
  { householdId, personId }: Asker,
  change: Change,
  evidenceIds: readonly number[],
): Promise<number> {
  const wanted = { householdId, personId, changes: [change], evidenceIds }
  return asWorker(db, async (tx) => {
    const { pending } = await requestChange(tx, keys, wanted, { now: by.now, actor: 'parent' })
    const found = await sql<{ id: number }>`
      select id from change_request where ref = ${pending}`.execute(tx)
    return found.rows[0]?.id ?? 0
  })
}

async function paper(id: number) {
  const found = await asWorker(db, (tx) =>
    sql`
      select state, refused_because as because, seen_by as "seenBy", blob_id is not null as "isKept"
      from evidence where id = ${id}`.execute(tx),
  )
  return found.rows[0]
}
