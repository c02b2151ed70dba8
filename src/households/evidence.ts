import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { AcceptedFile } from '../files/accept-upload.ts'
import { eraseFiles, readFile, storeFile } from '../files/blobs.ts'
import { dayOf } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Reader } from './reader.ts'

export interface NewEvidence {
  readonly householdId: number
  /** For papers about a child; null for those of the family. */
  readonly childId: number | null
  /** `PROOF_OF_ADDRESS`, `INSURANCE`… (`preau documents kinds`). */
  readonly kind: string
  /** As the browser named it. */
  readonly fileName: string
  readonly file: AcceptedFile
}

/**
 * Keeps a paper that a family gave, sealed with the key of the child it is about (both parents may read it) or, when
 * it is the household's own or private to it, with the household's. Refused: an unknown kind, a child's paper without
 * a child or the other way round.
 */
export async function addEvidence(
  tx: Tx,
  keys: Keys,
  paper: NewEvidence,
  by: Reader,
): Promise<{ readonly id: number; readonly ref: string }> {
  const kind = await kindOf(tx, paper.kind)
  if (!kind || (kind.scope === 'CHILD') !== (paper.childId !== null)) throw new Refusal('NOT_FOUND')
  const { householdId, childId } = paper
  const isChilds = childId !== null && !kind.isPrivate
  const blobId = await storeFile(tx, keys, {
    ...paper.file,
    owner: isChilds
      ? { subject: 'CHILD', subjectId: childId }
      : { subject: 'FAMILY', subjectId: householdId },
    now: by.now,
  })
  const added = await sql<{ id: number; ref: string }>`
    insert into evidence (kind_id, private_to_household, household_id, child_id, blob_id, file_name, state, created_at)
    values (${kind.id}, ${kind.isPrivate}, ${householdId}, ${childId}, ${blobId}, ${nameOf(paper.fileName)},
            'RECEIVED', ${by.now})
    returning id, ref`.execute(tx)
  const [evidence] = added.rows
  if (!evidence) throw new Error('The paper was not kept')
  await record(tx, {
    at: by.now,
    actorKind: by.actorKind,
    actor: by.actor,
    action: 'evidence.give',
    subject: 'evidence',
    subjectId: evidence.id,
    householdId,
  })
  return evidence
}

function nameOf(sent: string): string {
  return sent.trim().slice(0, 150) || 'document'
}

async function kindOf(tx: Tx, code: string) {
  const found = await sql<{ id: number; scope: 'FAMILY' | 'CHILD'; isPrivate: boolean }>`
    select id, scope, private_to_household as "isPrivate" from evidence_kind
    where code = ${code} and not retired`.execute(tx)
  return found.rows[0]
}

export interface EvidenceFile {
  readonly bytes: Buffer
  readonly mediaType: 'image/jpeg' | 'application/pdf'
  readonly name: string
  readonly kind: string
}

/**
 * Opens a paper; the reading is recorded. A parent sees those of the own household and of the children whose file is
 * open to him or her. Null: there is none, or it is out of reach.
 */
export async function evidenceFile(
  tx: Tx,
  keys: Keys,
  ref: string,
  reader: Reader,
): Promise<EvidenceFile | null> {
  const found = await sql<{
    id: number
    blobId: number
    householdId: number
    name: string
    kind: string
    mediaType: 'image/jpeg' | 'application/pdf'
  }>`
    select e.id, e.blob_id as "blobId", e.household_id as "householdId", e.file_name as name, k.code as kind,
           b.media_type as "mediaType"
    from evidence e join evidence_kind k on k.id = e.kind_id join blob b on b.id = e.blob_id
    where e.ref = ${ref}::uuid`.execute(tx)
  const [paper] = found.rows
  const bytes = paper ? await readFile(tx, keys, paper.blobId) : null
  if (!paper || !bytes) return null
  await record(tx, {
    at: reader.now,
    actorKind: reader.actorKind,
    actor: reader.actor,
    action: 'evidence.read',
    subject: 'evidence',
    subjectId: paper.id,
    householdId: paper.householdId,
    purpose: reader.purpose ?? null,
  })
  return { bytes, mediaType: paper.mediaType, name: paper.name, kind: paper.kind }
}

export interface Decision {
  readonly now: Date
  readonly actor: string
}

export interface DecidedPaper {
  readonly id: number
  readonly ref: string
  readonly householdId: number
  readonly kind: string
  readonly label: string
  readonly firstName: string | null
}

/**
 * The town hall takes a paper: valid from today for as long as its kind says, or until a day that the officer read on
 * it. Refused: one that was decided already.
 */
export async function acceptEvidence(
  tx: Tx,
  ref: string,
  { until, now, actor }: Decision & { readonly until?: string },
): Promise<DecidedPaper> {
  const today = dayOf(now)
  await sql`
    update evidence e set state = 'ACCEPTED', seen_by = ${actor}, seen_on = ${today}, valid_from = ${today},
      valid_to = coalesce(${until ?? null}::date, case k.validity
        when 'DURATION' then (${today}::date + make_interval(months => k.months) - interval '1 day')::date
        when 'FIXED_DATE' then app.next_fixed_day(k.fixed_day, ${today}::date) end)
    from evidence_kind k
    where k.id = e.kind_id and e.ref = ${ref}::uuid and e.state = 'RECEIVED'`.execute(tx)
  return decided(tx, ref, { now, actor, action: 'evidence.accept', state: 'ACCEPTED' })
}

/** The town hall cannot use a paper: the family reads why and sends another. */
export async function refuseEvidence(
  tx: Tx,
  ref: string,
  { because, now, actor }: Decision & { readonly because: string },
): Promise<DecidedPaper> {
  await sql`
    update evidence set state = 'REFUSED', refused_because = ${because}, seen_by = ${actor}, seen_on = ${dayOf(now)}
    where ref = ${ref}::uuid and state = 'RECEIVED'`.execute(tx)
  return decided(tx, ref, { now, actor, action: 'evidence.refuse', state: 'REFUSED' })
}

async function decided(
  tx: Tx,
  ref: string,
  by: Decision & { readonly action: string; readonly state: string },
): Promise<DecidedPaper> {
  const found = await sql<DecidedPaper & { state: string; seenBy: string | null }>`
    select e.id, e.ref, e.household_id as "householdId", k.code as kind, k.label, c.first_name as "firstName", e.state,
           e.seen_by as "seenBy"
    from evidence e join evidence_kind k on k.id = e.kind_id left join child c on c.id = e.child_id
    where e.ref = ${ref}::uuid`.execute(tx)
  const [paper] = found.rows
  if (!paper) throw new Refusal('NO_PAPER')
  if (paper.state !== by.state) throw new Refusal('PAPER_DECIDED', { state: paper.state })
  await record(tx, {
    at: by.now,
    actorKind: 'OFFICER',
    actor: by.actor,
    action: by.action,
    subject: 'evidence',
    subjectId: paper.id,
    householdId: paper.householdId,
  })
  return paper
}

/** Erases the picture of a paper and keeps that it was seen, by whom and when. */
export async function dropScan(tx: Tx, ref: string): Promise<void> {
  const found = await sql<{ blobId: number }>`
    select blob_id as "blobId" from evidence where ref = ${ref}::uuid and blob_id is not null for update`.execute(
    tx,
  )
  const [scan] = found.rows
  if (!scan) return
  await sql`update evidence set blob_id = null where ref = ${ref}::uuid`.execute(tx)
  await eraseFiles(tx, [scan.blobId])
}
