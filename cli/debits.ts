import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { acceptUpload } from '../src/files/accept-upload.ts'
import { acceptEvidence, addEvidence } from '../src/households/evidence.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import { resumeMandate, suspendMandate } from '../src/payments/mandates/change.ts'
import { draftMandate } from '../src/payments/mandates/draft.ts'
import { mandateStates, type MandateState } from '../src/payments/mandates/model.ts'
import {
  acceptMandate,
  listMandates,
  refuseSignature,
  type ListedMandate,
} from '../src/requests/mandates.ts'
import { endMandate } from '../src/requests/signatures.ts'
import { readSettings } from '../src/settings/settings.ts'
import type { Tx } from '../src/db/connect.ts'
import { requireIdentity } from './commune-identity.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { counted } from './counted.ts'
import { addReading, mandateNamed } from './debits-reading.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay, typedStates, usageFault } from './typed.ts'

/** `preau debits mandates|show|open|draft|accept|refuse|suspend|resume|revoke`: SEPA mandates of families. */
export function debitsCommand(run: CliRun): Command {
  const command = new Command('debits').description('SEPA mandates of families')
  withExample(
    command
      .command('mandates')
      .description('mandates, those whose signed paper waits for your eye first')
      .option('--state <state>', 'draft, active, suspended, revoked, expired, open or all', 'open')
      .action(({ state }: { state: string }) => run.withDatabase((cli) => list(cli, state))),
    'preau debits mandates --state active --json',
  )
  addReading(command, run)
  addPapers(command, run)
  addStates(command, run)
  return command
}

function addPapers(command: Command, run: CliRun): void {
  withExample(
    command
      .command('draft')
      .description('prepares a mandate for a family at the counter; open then writes it to print')
      .argument('<file>', 'file number of the family')
      .action((file: string) => run.withDatabase((cli) => draft(cli, file))),
    'preau debits draft 12',
  )
  withExample(
    command
      .command('accept')
      .description('the mandate is signed: sent by the family, or handed in at the counter')
      .argument('<rum>')
      .requiredOption('--signed-on <day>', 'the day written on the paper')
      .option('--proof <file>', 'scan of a paper that was handed in: PDF, JPEG, PNG or WebP')
      .action((rum: string, options: { signedOn: string; proof?: string }) =>
        run.withDatabase((cli) => accept(cli, rum, options)),
      ),
    'preau debits accept F00012-20261130-1 --signed-on 2026-12-02',
  )
  withExample(
    command
      .command('refuse')
      .description('the signed paper that a family sent cannot be used: it sends another')
      .argument('<rum>')
      .requiredOption('--because <reason>', 'in French: the family reads it')
      .action((rum: string, options: { because: string }) =>
        run.withDatabase((cli) => refuse(cli, rum, options.because)),
      ),
    'preau debits refuse F00012-20261130-1 --because "La signature manque."',
  )
}

function addStates(command: Command, run: CliRun): void {
  withExample(
    command
      .command('suspend')
      .description('no debit until it is resumed')
      .argument('<rum>')
      .requiredOption('--because <reason>', 'in French: the family reads it')
      .action((rum: string, { because }: { because: string }) =>
        run.withDatabase((cli) =>
          change(cli, rum, 'SUSPENDED', (tx, mandateId) =>
            suspendMandate(tx, { mandateId, because: reasonOf(because) }, by(cli)),
          ),
        ),
      ),
    'preau debits suspend F00012-20261130-1 --because "Deux prélèvements ont été rejetés."',
  )
  withExample(
    command
      .command('resume')
      .description('debits may be taken again')
      .argument('<rum>')
      .action((rum: string) =>
        run.withDatabase((cli) =>
          change(cli, rum, 'ACTIVE', (tx, mandateId) => resumeMandate(tx, mandateId, by(cli))),
        ),
      ),
    'preau debits resume F00012-20261130-1',
  )
  withExample(
    command
      .command('revoke')
      .description('ends it for good, or gives up a draft')
      .argument('<rum>')
      .requiredOption('--because <reason>', 'in French: the family reads it')
      .action((rum: string, { because }: { because: string }) =>
        run.withDatabase((cli) =>
          change(cli, rum, 'REVOKED', (tx, mandateId) =>
            endMandate(tx, { mandateId, because: reasonOf(because) }, by(cli)),
          ),
        ),
      ),
    'preau debits revoke F00012-20261130-1 --because "À votre demande, au guichet."',
  )
}

function by({ now, actor }: Cli) {
  return { now, actor, actorKind: 'OFFICER' } as const
}

const open: readonly MandateState[] = ['DRAFT', 'ACTIVE', 'SUSPENDED']

async function list({ db }: Cli, wanted: string): Promise<Answer> {
  const state = wanted.toUpperCase()
  const states = state === 'OPEN' ? open : typedStates(wanted, mandateStates, hint)
  const found = await asWorker(db, (tx) => listMandates(tx, { states }))
  const rows = found.map(
    ({ id: _id, householdId: _family, bankAccountId: _account, ...one }) => one,
  )
  const columns = {
    rum: 'RUM',
    state: 'state',
    request: 'to look at',
    fileNumber: 'file',
    family: 'family',
    signedOn: 'signed',
    lastCollectedOn: 'last debit',
    because: 'because',
  }
  const waiting = rows.filter(({ request }) => request !== null).length
  return {
    summary: `${counted(rows.length, 'mandate')}, ${counted(waiting, 'signed paper')} to look at`,
    data: rows,
    tables: [tableOf(rows, columns)],
  }
}

async function draft(cli: Cli, file: string): Promise<Answer> {
  if (!/^\d{1,9}$/.test(file)) throw usageFault(`${file} is no file number`, hint)
  await requireIdentity(cli)
  const made = await asWorker(cli.db, async (tx) => {
    const { creditor } = await readSettings(tx, cli.keys)
    if (!creditor) {
      throw new Failure(exits.configuration, 'NO_CREDITOR', 'The commune has no ICS', {
        hint: 'preau settings set debit.ics FR72ZZZ123456',
      })
    }
    const family = await tx
      .selectFrom('household')
      .where('file_number', '=', Number(file))
      .where('closed_on', 'is', null)
      .select('id')
      .executeTakeFirst()
    if (!family) throw new Refusal('NOT_FOUND', { file })
    return draftMandate(tx, { householdId: family.id, ics: creditor.ics }, by(cli))
  })
  const { rum, ref } = made
  return { summary: `Mandate ${rum} is ready to be signed`, data: { rum, ref, state: 'DRAFT' } }
}

async function accept(
  cli: Cli,
  rum: string,
  { signedOn, proof }: { readonly signedOn: string; readonly proof?: string },
): Promise<Answer> {
  const day = typedDay('--signed-on', signedOn)
  const scan = proof === undefined ? null : await readScan(proof)
  return change(cli, rum, 'ACTIVE', async (tx, mandateId, { householdId }) => {
    const evidenceId = scan && (await keepScan(cli, tx, householdId, scan))
    await acceptMandate(tx, cli.keys, { mandateId, signedOn: day, evidenceId }, by(cli))
  })
}

async function readScan(path: string) {
  const accepted = await acceptUpload(await readFile(path), { purpose: 'PAPER' })
  if (accepted.ok) return { fileName: basename(path), file: accepted.file }
  throw new Failure(exits.badInput, accepted.fault, `${path} cannot be kept: ${accepted.fault}`, {
    hint: 'give a PDF without a program, or a JPEG, PNG or WebP of 5 MB at most',
  })
}

async function keepScan(
  cli: Cli,
  tx: Tx,
  householdId: number,
  scan: Awaited<ReturnType<typeof readScan>>,
): Promise<number> {
  const paper = { ...scan, householdId, childId: null, kind: 'SIGNED_MANDATE' }
  const { id, ref } = await addEvidence(tx, cli.keys, paper, by(cli))
  await acceptEvidence(tx, ref, cli)
  return id
}

async function refuse(cli: Cli, rum: string, because: string): Promise<Answer> {
  const reason = reasonOf(because)
  return change(cli, rum, 'DRAFT', (tx, mandateId) =>
    refuseSignature(tx, cli.keys, { mandateId, because: reason }, by(cli)),
  )
}

async function change(
  cli: Cli,
  rum: string,
  state: MandateState,
  work: (tx: Tx, mandateId: number, mandate: ListedMandate) => Promise<void>,
): Promise<Answer> {
  await asWorker(cli.db, async (tx) => {
    const mandate = await mandateNamed(tx, rum)
    await work(tx, mandate.id, mandate)
  })
  const done = state === 'DRAFT' ? 'refused, still to be signed' : state
  return { summary: `Mandate ${rum}: ${done}`, data: { rum, state } }
}

function reasonOf(because: string): string {
  const reason = because.trim()
  if (reason === '' || reason.length > 500) throw usageFault('--because is empty or too long', hint)
  return reason
}

const hint = 'preau debits mandates'
