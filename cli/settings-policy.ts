import { Command, Option } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import {
  accesses,
  applies,
  fieldNamed,
  fieldNames,
  readFieldPolicy,
  setFieldRule,
  type FieldAccess,
  type FieldApply,
} from '../src/settings/field-policy.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'

interface PolicyOptions {
  readonly access?: FieldAccess
  readonly apply?: FieldApply
}

/** `preau settings policy [FIELD]`: what families see of each field of their file, and how they change it. */
export function policyCommand(run: CliRun): Command {
  return withExample(
    new Command('policy')
      .description(
        'which fields of the family file parents see and change; without options, lists them',
      )
      .argument('[field]', 'as in the list: GUARDIAN.mobile')
      .addOption(new Option('--access <access>', 'what families may do').choices(accesses))
      .addOption(
        new Option(
          '--apply <way>',
          'DIRECT: at once, REQUEST: after an officer’s look, OFFICER: officers only',
        ).choices(applies),
      )
      .action((field: string | undefined, options: PolicyOptions) =>
        run.withDatabase((cli) => policy(cli, field, options)),
      ),
    'preau settings policy GUARDIAN.profession --access HIDDEN',
  )
}

async function policy(
  cli: Cli,
  field: string | undefined,
  options: PolicyOptions,
): Promise<Answer> {
  const name = field === undefined ? undefined : fieldNamed(field)
  if (field !== undefined && !name) {
    throw new Failure(exits.notFound, 'NOT_FOUND', `There is no field ${field}`, {
      hint: 'preau settings policy',
    })
  }
  if (!name || (!options.access && !options.apply)) return list(cli, name)
  const change = await asWorker(cli.db, (tx) => setFieldRule(tx, { name, ...options }, cli))
  if (!change.ok) throw new Failure(exits.refused, 'NOT_ALLOWED', change.fault)
  return {
    summary: change.changed ? `${name} is changed` : `${name} had this rule already`,
    data: { field: name, changed: change.changed },
  }
}

async function list({ db }: Cli, only: string | undefined): Promise<Answer> {
  const rules = await asWorker(db, (tx) => readFieldPolicy(tx))
  const rows = fieldNames()
    .filter((name) => only === undefined || name === only)
    .map((name) => ({ field: name, ...rules[name] }))
  return {
    summary: `${rows.length} fields`,
    data: rows,
    tables: [tableOf(rows, { field: 'field', access: 'access', apply: 'apply' })],
  }
}
