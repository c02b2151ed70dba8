import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { printMandate } from '../jobs/mandate-paper.ts'
import type { Tx } from '../src/db/connect.ts'
import { asWorker } from '../src/db/transactions.ts'
import { documentFile } from '../src/files/documents.ts'
import { bankAccount } from '../src/households/bank-accounts.ts'
import { maskIban } from '../src/households/iban.ts'
import { recordReading } from '../src/households/reader.ts'
import { fileReference } from '../src/kernel/french.ts'
import { mandatesOf } from '../src/payments/mandates/list.ts'
import { openPdfRenderer } from '../src/pdf.ts'
import { listMandates, mandateScans, type ListedMandate } from '../src/requests/mandates.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { writeOut } from './documents-review.ts'
import { exits, Failure } from './failures.ts'
import type { Answer } from './output.ts'

/** What shows a bank account: `debits show` and `open`, for the roles that may read it, with `--reason`. */
export function addReading(command: Command, run: CliRun): void {
  withExample(
    command
      .command('show')
      .description('one mandate with its account, masked; asks for --reason')
      .argument('<rum>')
      .action((rum: string) =>
        run.withDatabase((cli) => show(cli, rum), { sensitive: 'bank', reading: true }),
      ),
    'preau debits show F00012-20261130-1 --reason "question of the family"',
  )
  withExample(
    command
      .command('open')
      .description('writes the paper to sign, and the signed one, to a folder; asks for --reason')
      .argument('<rum>')
      .option('--out <folder>', 'where', '.')
      .action((rum: string, { out }: { out: string }) =>
        run.withDatabase((cli) => open(cli, rum, out), { sensitive: 'bank' }),
      ),
    'preau debits open F00012-20261130-1 --out /tmp/mandates --reason "check of the signature"',
  )
}

async function show(cli: Cli, rum: string): Promise<Answer> {
  const { mandate, account } = await asWorker(cli.db, async (tx) => {
    const found = await read(tx, cli, rum)
    const { householdId, bankAccountId: id } = found
    return {
      mandate: found,
      account: id === null ? undefined : await bankAccount(tx, cli.keys, { householdId, id }),
    }
  })
  const lines = {
    state: mandate.state,
    family: `${mandate.family} (${fileReference(mandate.fileNumber)})`,
    ICS: mandate.ics,
    account: account ? `${maskIban(account.iban)}, ${account.holder}` : 'gone',
    signed: mandate.signedOn ?? 'not yet',
    'last debit': mandate.lastCollectedOn ?? 'none',
    because: mandate.because ?? '',
    'to look at': mandate.request === null ? '' : `preau requests show ${mandate.request}`,
  }
  const text = Object.entries(lines).flatMap(([name, value]) =>
    value ? [`  ${name.padEnd(12)}${value}`] : [],
  )
  const { id: _id, householdId: _family, bankAccountId: _account, ...rest } = mandate
  const masked = account && { iban: maskIban(account.iban), holder: account.holder }
  return {
    summary: `${rum}: ${mandate.state}`,
    text: text.join('\n'),
    data: { ...rest, account: masked ?? null },
  }
}

async function open(cli: Cli, rum: string, out: string): Promise<Answer> {
  const mandate = await asWorker(cli.db, (tx) => read(tx, cli, rum))
  await mkdir(out, { recursive: true, mode: 0o700 })
  const written = [await writePaper(cli, mandate, out)].filter((path) => path !== null)
  for (const { ref } of await asWorker(cli.db, (tx) => mandateScans(tx, mandate.id)))
    written.push(await writeOut(cli, { ref }, out))
  return {
    summary: `${written.length} files are in ${out}: delete them afterwards`,
    text: written.join('\n'),
    data: { rum, files: written },
  }
}

/** A mandate by its reference. */
export async function mandateNamed(tx: Tx, rum: string): Promise<ListedMandate> {
  const [mandate] = await listMandates(tx, { rum })
  if (mandate) return mandate
  throw new Failure(exits.notFound, 'NOT_FOUND', `There is no mandate ${rum}`, {
    hint: 'preau debits mandates --state all',
  })
}

/** The mandate; the reading of its account is recorded. */
async function read(tx: Tx, { now, actor, reason }: Cli, rum: string): Promise<ListedMandate> {
  const mandate = await mandateNamed(tx, rum)
  const { householdId } = mandate
  await recordReading(
    tx,
    { now, actorKind: 'OFFICER', actor, purpose: reason ?? '' },
    { action: 'finances.read', subject: 'household', subjectId: householdId, householdId },
  )
  return mandate
}

/** Printed now when the worker has not been there yet. Null: its account is gone, or nobody is to sign it any more. */
async function writePaper(cli: Cli, { id, householdId }: ListedMandate, out: string) {
  const { db, keys, now } = cli
  const pdf = openPdfRenderer()
  await printMandate({ db, keys, pdf, clock: () => now }, { mandateId: id }).finally(pdf.close)
  return asWorker(db, async (tx) => {
    const mandates = await mandatesOf(tx, householdId, now)
    const paper = mandates.find((one) => one.id === id)?.paper
    const file = paper && (await documentFile(tx, keys, householdId, paper))
    if (!paper || !file?.bytes) return null
    const path = join(out, paper.fileName)
    await writeFile(path, file.bytes, { mode: 0o600 })
    return path
  })
}
