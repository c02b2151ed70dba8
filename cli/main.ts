import { Command, CommanderError } from 'commander'
import { createRun, type CliRun, type GlobalOptions } from './context.ts'
import { exits, Failure, reportOf } from './failures.ts'
import { nouns } from './nouns.ts'
import { createOutput, type Output } from './output.ts'

/** The program: cli/preau.js calls it with the words of the command line. */
export async function main(args: readonly string[], parentPid: number): Promise<void> {
  process.stdout.on('error', leaveQuietlyWhenNobodyReads)
  process.exitCode = await runCli(args, createOutput(args.includes('--json')), parentPid)
  await leaveOnceRead(process.stdout, () => process.exit())
}

/**
 * Ends the process whatever a library left open, but never before a slow reader (`preau … --json | less`) has everything:
 * what a pipe has not taken is lost with the process.
 */
export async function leaveOnceRead(
  stdout: NodeJS.WritableStream,
  exit: () => void,
): Promise<void> {
  await new Promise<void>((resolve) => void stdout.write('', () => resolve()))
  setTimeout(exit, 2_000).unref()
}

/** Runs one command line and answers its exit code. */
export async function runCli(
  args: readonly string[],
  output = createOutput(args.includes('--json')),
  parentPid = process.ppid,
): Promise<number> {
  const said = { out: '', err: '' }
  try {
    const program = await buildProgram(args, output, parentPid)
    listen(program, said)
    await program.parseAsync([...args], { from: 'user' })
    return Number(process.exitCode ?? exits.done)
  } catch (error) {
    if (error instanceof CommanderError) return afterCommander(error, said, output)
    const report = reportOf(error)
    output.fail(report)
    if (report.exit === exits.bug && error instanceof Error && !output.json)
      output.note(stackOf(error))
    return report.exit
  }
}

/** The whole surface, every noun loaded: for the snapshot and the completion. */
export async function wholeProgram(run: CliRun): Promise<Command> {
  const program = rootCommand()
  for (const noun of Object.values(nouns)) program.addCommand((await noun.load())(run))
  return program
}

async function buildProgram(
  args: readonly string[],
  output: Output,
  parentPid: number,
): Promise<Command> {
  const program = rootCommand()
  const asked = nounIn(args) ?? ''
  const run = createRun(asked, output, () => ({ ...program.opts<GlobalOptions>(), parentPid }))
  for (const [name, noun] of Object.entries(nouns)) {
    program.addCommand(
      name === asked ? (await noun.load())(run) : new Command(name).description(noun.about),
    )
  }
  return program
}

function rootCommand(): Command {
  return new Command('preau')
    .description('The family portal of a commune, administered from a terminal.')
    .usage('<noun> <verb> [options]')
    .option('--json', 'one JSON document on stdout')
    .option('--yes', 'go ahead without asking')
    .option('--as-of <day>', 'the day of the run, YYYY-MM-DD')
    .option('--actor <officer>', 'act for another officer (root only)')
    .option('--reason <text>', 'why data on health, bank or income is read')
    .addHelpText(
      'after',
      '\nExample:\n  $ preau families list\n\nThe help of a noun: preau <noun> --help',
    )
}

const takesValue = new Set(['--as-of', '--actor', '--reason'])

function nounIn(args: readonly string[]): string | undefined {
  const words = args.filter(
    (word, at) => !word.startsWith('-') && !takesValue.has(args[at - 1] ?? ''),
  )
  return words[0] === 'help' ? words[1] : words[0]
}

/** Commander says things and throws instead of leaving: what it says is printed once, in one place. */
function listen(command: Command, said: { out: string; err: string }): void {
  command.exitOverride().configureHelp({ showGlobalOptions: command.parent !== null })
  command.configureOutput({
    writeOut: (text) => void (said.out += text),
    writeErr: (text) => void (said.err += text),
    getOutHelpWidth: () => process.stdout.columns || 100,
    getErrHelpWidth: () => process.stdout.columns || 100,
  })
  for (const child of command.commands) listen(child, said)
}

function afterCommander(
  error: CommanderError,
  said: { out: string; err: string },
  output: Output,
): number {
  if (error.code.startsWith('commander.help')) {
    const text = said.out || said.err
    output.answer({ summary: output.json ? 'Help' : '', text, data: { help: text } })
    return exits.done
  }
  const message = error.message.replace(/^error: /, '')
  output.fail(reportOf(new Failure(exits.usage, 'USAGE', message, { hint: 'preau --help' })))
  return exits.usage
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.message}` : ''
  return `${error.stack ?? ''}${cause}`
}

/** `preau … | head` is no fault. */
function leaveQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exits.done)
  throw error
}
