import { Command, InvalidArgumentError } from 'commander'
import { existsSync, readFileSync } from 'node:fs'
import { headsFileIn } from '../jobs/audit-heads.ts'
import { readHeadLines } from '../src/audit/chain.ts'
import { auditLog } from '../src/audit/log.ts'
import { verifyAudit, type AuditFault } from '../src/audit/verify.ts'
import { asWorker } from '../src/db/transactions.ts'
import { instantAt } from '../src/kernel/day.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay } from './typed.ts'

interface LogOptions {
  readonly since?: string
  readonly by?: string
  readonly action?: string
  readonly family?: number
  readonly limit: number
}

/** `preau audit log|verify`. */
export function auditCommand(run: CliRun): Command {
  const command = new Command('audit').description('who did or read what')
  withExample(
    command
      .command('log')
      .description('the newest lines of the trail')
      .option('--since <day>', 'from this day on')
      .option('--by <actor>', 'login of a parent or user of an officer')
      .option('--action <action>', 'health.read, or health for all of them')
      .option('--family <number>', 'file number of a family', wholeNumber)
      .option('--limit <count>', 'lines at most', wholeNumber, 50)
      .action((options: LogOptions) => run.withDatabase((cli) => log(cli, options))),
    'preau audit log --action health --since 2026-11-01',
  )
  withExample(
    command
      .command('verify')
      .description('recomputes the chain: finds any row changed, cut or added, even by a superuser')
      .action(() => run.withDatabase(verify)),
    'preau audit verify',
  )
  return command
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.')
  return Number(text)
}

async function log({ db }: Cli, { since, by, action, family, limit }: LogOptions): Promise<Answer> {
  const filter = {
    since: since === undefined ? null : instantAt(typedDay('--since', since), '00:00'),
    actor: by ?? null,
    action: action ?? null,
    fileNumber: family ?? null,
    limit,
  }
  const lines = await asWorker(db, (tx) => auditLog(tx, filter))
  const labels = {
    at: 'at',
    actorKind: 'kind',
    actor: 'who',
    action: 'action',
    subject: 'subject',
    subjectId: 'id',
    purpose: 'why',
  }
  return {
    summary: `${lines.length} lines, newest first`,
    data: lines,
    tables: [tableOf(lines, labels)],
  }
}

async function verify({ db, keys, config }: Cli): Promise<Answer> {
  const file = headsFileIn(config.dataDir)
  const noted = existsSync(file) ? readHeadLines(readFileSync(file, 'utf8')) : []
  const report = await asWorker(db, (tx) => verifyAudit(tx, keys, noted))
  const { ok, seals, sealedEvents, unsealedEvents, faults } = report
  if (!ok) {
    throw new Failure(
      exits.refused,
      'AUDIT_BROKEN',
      `The audit trail was tampered with: ${faults.map(inWords).join('; ')}`,
      {
        hint: `compare ${file} and the worker's log with the backups of the database`,
        details: report,
      },
    )
  }
  const summary = `The trail is whole: ${sealedEvents} rows under ${seals} seals, ${noted.length} heads noted outside, ${unsealedEvents} rows not sealed yet`
  return { summary, data: { ...report, notedHeads: noted.length } }
}

function inWords(fault: AuditFault): string {
  if (fault.kind === 'LOST_HEAD')
    return `seal ${fault.sealId}, noted outside the database, is not in it or differs`
  const at = fault.at.toISOString()
  if (fault.kind === 'OTHER_KEY') return `seal ${fault.sealId} of ${at} was made with another key`
  return `rows under seal ${fault.sealId} of ${at} do not match it`
}
