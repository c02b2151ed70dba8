import { sql } from 'kysely'
import { recordAll } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { waitForLock } from '../../db/locks.ts'
import { post } from '../../db/outbox.ts'
import { announceDocuments } from '../../files/documents.ts'
import { dayOf } from '../../kernel/day.ts'
import { sumCents, type Cents } from '../../kernel/money.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { nextNumbers } from '../../ledger/numbers.ts'
import { townHallLines, type Settings } from '../../settings/settings.ts'
import { payersOf } from '../payers.ts'
import { carePaid, type CarePaid } from './care-paid.ts'
import type { TaxSnapshot } from './tax-paper.ts'

export interface TaxReport {
  readonly issued: number
  readonly totalCents: Cents
  /** Families whose certificate of the year says another sum than their account does now. */
  readonly changed: readonly number[]
  /** Families without a payer to address. */
  readonly withoutPayer: readonly number[]
}

interface Known {
  readonly householdId: number
  readonly totalCents: Cents
}

/** Numbers of certificates are the commune's, not those of one régie. */
const everyRegie = 0

/**
 * Issues the tax certificates of a year that is over: one a payer, numbered AF-YYYY-n without gaps, with its snapshot
 * and hash, announced under « Documents » and rendered by a job. What was issued stays: run again, nothing happens.
 */
export async function issueTaxCertificates(
  tx: Tx,
  settings: Settings,
  year: number,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<TaxReport> {
  const issuedOn = dayOf(now)
  if (issuedOn <= `${year}-12-31`) throw new Refusal('NOT_ALLOWED', { year })
  await waitForLock(tx, 'preau.certificates.tax')
  const families = Map.groupBy(await carePaid(tx, year), (row) => row.householdId)
  const before = await issuedBefore(tx, year)
  const fresh = [...families.keys()].filter((id) => !before.has(id))
  const payers = await payersOf(tx, fresh, issuedOn)
  const toIssue = fresh.filter((id) => payers.has(id))
  const first = toIssue.length === 0 ? 1 : await drawNumbers(tx, year, toIssue.length)
  const rows = toIssue.map((householdId, at) => {
    const number = `AF-${year}-${first + at}`
    const children = families.get(householdId) ?? []
    const payer = payers.get(householdId)?.lines ?? []
    const snapshot = JSON.stringify(snapshotFor(settings, { year, number, payer, children }))
    return {
      householdId,
      number,
      totalCents: totalOf(children),
      snapshot,
    }
  })
  await insert(tx, rows, { year, issuedOn, now, actor })
  return {
    issued: rows.length,
    totalCents: sumCents(rows.map((row) => row.totalCents)),
    changed: [...before].flatMap(([id, cents]) =>
      totalOf(families.get(id) ?? []) === cents ? [] : [id],
    ),
    withoutPayer: fresh.filter((id) => !payers.has(id)),
  }
}

function totalOf(children: readonly CarePaid[]): Cents {
  return sumCents(children.map((child) => child.cents))
}

async function issuedBefore(tx: Tx, year: number): Promise<Map<number, Cents>> {
  const found = await sql<Known>`
    select household_id as "householdId", total_cents as "totalCents"
    from certificate where kind = 'TAX' and year = ${year}`.execute(tx)
  return new Map(found.rows.map((row) => [row.householdId, row.totalCents]))
}

function drawNumbers(tx: Tx, year: number, count: number): Promise<number> {
  const counter = { regieId: everyRegie, series: 'TAX_CERTIFICATE', fiscalYear: year } as const
  return nextNumbers(tx, counter, count)
}

interface Said {
  readonly year: number
  readonly number: string
  readonly payer: readonly string[]
  readonly children: readonly CarePaid[]
}

/** The head of a certificate, kept as it stood on the day of issue. */
export function communeOnCertificate({ commune, look }: Settings): TaxSnapshot['commune'] {
  return {
    name: commune.name,
    service: commune.service,
    lines: townHallLines(commune),
    siret: commune.siret,
    colour: look.colour,
  }
}

function snapshotFor(settings: Settings, said: Said): TaxSnapshot {
  return {
    commune: communeOnCertificate(settings),
    year: said.year,
    number: said.number,
    payer: said.payer,
    children: said.children.map(({ firstName, lastName, birthDate, cents }) => ({
      name: `${firstName} ${lastName}`,
      birthDate,
      cents,
    })),
  }
}

interface CertificateRow {
  readonly householdId: number
  readonly number: string
  readonly totalCents: Cents
  readonly snapshot: string
}

async function insert(
  tx: Tx,
  rows: readonly CertificateRow[],
  by: {
    readonly year: number
    readonly issuedOn: string
    readonly now: Date
    readonly actor: string
  },
): Promise<void> {
  if (rows.length === 0) return
  const { year, issuedOn, now, actor } = by
  const written = await sql<{ id: number; householdId: number; number: string }>`
    insert into certificate (household_id, kind, year, number, total_cents, snapshot, snapshot_sha256, issued_on)
    select "householdId", 'TAX', ${year}::smallint, number, "totalCents", snapshot::jsonb,
           app.snapshot_hash(snapshot::jsonb), ${issuedOn}::date
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(
      "householdId" bigint, number text, "totalCents" int, snapshot text)
    returning id, household_id as "householdId", number`.execute(tx)
  const documents = written.rows.map(({ id, householdId, number }) => ({
    householdId,
    kind: 'TAX_CERTIFICATE' as const,
    sourceId: id,
    fileName: `attestation-fiscale-${number}.pdf`,
    title: `Attestation fiscale ${year}`,
  }))
  await announceDocuments(tx, documents, now)
  const entries = written.rows.map(({ id, householdId }) => ({
    topic: 'certificate.render' as const,
    payload: { certificateId: id },
    dedupeKey: String(id),
    householdId,
  }))
  await post(tx, now, entries)
  const events = written.rows.map(({ id, householdId }) => ({
    at: now,
    actorKind: 'OFFICER' as const,
    actor,
    action: 'certificate.issue',
    subject: 'certificate',
    subjectId: id,
    householdId,
  }))
  await recordAll(tx, events)
}
