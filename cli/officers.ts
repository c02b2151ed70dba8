import { Command, Option } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { addOfficer, endOfficer, listOfficers } from '../src/officers/officers.ts'
import { nounsOf, officerRoles, roleMeanings, type OfficerRole } from '../src/officers/roles.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'

/** `preau officers add|remove|list|roles`. */
export function officersCommand(run: CliRun): Command {
  const command = new Command('officers').description(
    'who works at the town hall, and with which role',
  )
  withExample(
    command
      .command('add')
      .description('makes a user of this machine an officer, or changes the role')
      .argument('<user>', 'name of the user on this machine')
      .addOption(roleOption())
      .option('--name <name>', 'first and last name')
      .action((user: string, options: { role: string; name?: string }) =>
        run.withDatabase((cli) => add(cli, user, options)),
      ),
    'preau officers add sophie --role school --name "Sophie Garnier"',
  )
  withExample(
    command
      .command('remove')
      .description('withdraws the role; what was done stays under the name')
      .argument('<user>')
      .action((user: string) => run.withDatabase((cli) => remove(cli, user))),
    'preau officers remove sophie',
  )
  withExample(
    command
      .command('list')
      .description('every officer')
      .action(() => run.withDatabase(list)),
    'preau officers list',
  )
  withExample(
    command
      .command('roles')
      .description('what each role may do')
      .action(() => run.withConfig(() => Promise.resolve(roles()))),
    'preau officers roles',
  )
  return command
}

function roleOption(): Option {
  return new Option('--role <role>', 'what the officer works on')
    .choices(officerRoles.map((role) => role.toLowerCase()))
    .makeOptionMandatory()
}

async function add(
  cli: Cli,
  user: string,
  given: { role: string; name?: string },
): Promise<Answer> {
  const role = roleNamed(given.role)
  const officer = { osUser: user, name: given.name ?? user, role }
  const changed = await asWorker(cli.db, (tx) => addOfficer(tx, officer, cli))
  const summary = changed
    ? `${user} is an officer: ${roleMeanings[role]}`
    : `${user} had this role already`
  return { summary, data: { ...officer, changed } }
}

function roleNamed(text: string): OfficerRole {
  const role = officerRoles.find((known) => known === text.toUpperCase())
  if (!role)
    throw new Failure(exits.usage, 'USAGE', `There is no role ${text}`, {
      hint: 'preau officers roles',
    })
  return role
}

async function remove(cli: Cli, user: string): Promise<Answer> {
  const ended = await asWorker(cli.db, (tx) => endOfficer(tx, user, cli))
  if (!ended)
    throw new Failure(exits.notFound, 'NOT_FOUND', `${user} is no officer`, {
      hint: 'preau officers list',
    })
  return { summary: `${user} is no officer any more`, data: { osUser: user } }
}

async function list({ db }: Cli): Promise<Answer> {
  const officers = await asWorker(db, (tx) => listOfficers(tx))
  const labels = {
    osUser: 'user',
    name: 'name',
    role: 'role',
    addedBy: 'added by',
    endedAt: 'left',
  }
  const summary =
    officers.length === 0
      ? 'There is no officer yet: preau officers add USER --role admin'
      : `${officers.length} officers`
  return { summary, data: officers, tables: [tableOf(officers, labels)] }
}

function roles(): Answer {
  const rows = officerRoles.map((role) => ({
    role: role.toLowerCase(),
    about: roleMeanings[role],
    nouns: role === 'ADMIN' ? 'all' : nounsOf(role).join(' '),
  }))
  return {
    summary: '',
    data: rows,
    tables: [tableOf(rows, { role: 'role', about: 'works on', nouns: 'may use' })],
  }
}
