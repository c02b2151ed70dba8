import type { Command } from 'commander'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { asWorker } from '../src/db/transactions.ts'
import { openCertificate, readAbsence, type AbsenceFile } from '../src/enrolments/read-absence.ts'
import { clockOf, dayOf } from '../src/kernel/day.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { writePrivately } from './letter-files.ts'
import { tableOf, type Answer } from './output.ts'

/** `preau absences show`: one absence, and its certificate out of its seal. */
export function addShow(command: Command, run: CliRun): void {
  withExample(
    command
      .command('show')
      .description('one absence: what it is about, and its certificate')
      .argument('<number>', 'number of the list')
      .option('--out <folder>', 'writes the certificate there; asks for --reason')
      .action((number: string, { out }: { out?: string }) =>
        run.withDatabase(
          (cli) => show(cli, number, out ?? null),
          out === undefined ? {} : { sensitive: 'health' },
        ),
      ),
    'preau absences show 12 --out /tmp/papers --reason "absences of the week"',
  )
}

async function show(cli: Cli, number: string, out: string | null): Promise<Answer> {
  const id = /^[1-9]\d{0,14}$/.test(number) ? Number(number) : null
  const absence = id === null ? null : await asWorker(cli.db, (tx) => readAbsence(tx, id))
  if (!absence) {
    throw new Failure(exits.notFound, 'NOT_FOUND', `There is no absence ${number}`, {
      hint: 'preau absences list --state all',
    })
  }
  const path = out === null ? null : await writeCertificate(cli, absence.id, out)
  const written = path === null ? '' : `; certificate written to ${path}`
  return {
    summary: `${absence.child}, ${absence.kept.length} booked units${written}`,
    data: { ...absence, path },
    tables: [tableOf(linesOf(absence), { what: 'absence', value: String(absence.id) })],
  }
}

/** A paper of health: the reading is audited with its reason, the file is the officer's alone. */
async function writeCertificate(cli: Cli, id: number, folder: string): Promise<string> {
  const { db, keys, now, actor, reason } = cli
  const reader = { now, actorKind: 'OFFICER', actor, purpose: reason ?? '' } as const
  const file = await asWorker(db, (tx) => openCertificate(tx, keys, id, reader))
  if (!file) {
    throw new Failure(exits.notFound, 'NOT_FOUND', `The absence ${id} has no certificate`, {
      hint: `preau absences show ${id}`,
    })
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const ending = file.mediaType === 'application/pdf' ? 'pdf' : 'jpg'
  const path = join(folder, `absence-${id}.${ending}`)
  await writePrivately(path, file.bytes)
  return path
}

function linesOf(absence: AbsenceFile): { what: string; value: string }[] {
  const { certificateAt, certificateDueOn } = absence
  const certificate = certificateAt
    ? `received on ${instant(certificateAt)}`
    : certificateDueOn
      ? `awaited until ${certificateDueOn}`
      : 'none is asked for'
  const decided = absence.decidedAt
    ? `${instant(absence.decidedAt)} by ${absence.decidedBy}${absence.reason ? `: ${absence.reason}` : ''}`
    : 'not yet'
  return [
    { what: 'child', value: `${absence.child}, file ${absence.fileNumber}` },
    { what: 'days', value: `${absence.firstDay} to ${absence.lastDay}` },
    { what: 'kind', value: absence.kind },
    { what: 'state', value: absence.state },
    {
      what: 'declared',
      value: `${instant(absence.declaredAt)} by ${absence.declaredBy}${absence.declaredLate ? ', after the limit' : ''}`,
    },
    { what: 'certificate', value: certificate },
    { what: 'decided', value: decided },
    ...absence.kept.map(({ day, unit }) => ({ what: 'still booked', value: `${day} ${unit}` })),
  ]
}

function instant(at: Date): string {
  return `${dayOf(at)} ${clockOf(at)}`
}
