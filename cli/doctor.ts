import { Command } from 'commander'
import { withExample, type CliBase, type CliRun } from './context.ts'
import { counted } from './counted.ts'
import { databaseChecks, placeChecks, type Check } from './doctor-checks.ts'
import { exits, reportOf } from './failures.ts'
import { openHouse, type House } from './house.ts'
import type { Answer } from './output.ts'

/** `preau doctor`: everything that the portal needs, each ok, warning or failed with what to do. */
export function doctorCommand(run: CliRun): Command {
  const command = new Command('doctor')
    .description('is everything in order?')
    .action(() => run.withConfig(examine))
  return withExample(command, 'preau doctor --json')
}

async function examine(base: CliBase): Promise<Answer> {
  const checks = [...(await placeChecks(base)), ...(await checksOfHouse(base))]
  const failed = checks.filter((check) => check.state === 'failed')
  const warnings = checks.filter((check) => check.state === 'warning')
  if (failed.length > 0)
    process.exitCode = failed.some(isAway) ? exits.temporary : exits.configuration
  const rows = checks.map(({ name, state, found, hint }) => [name, state, found, hint ?? null])
  return {
    summary:
      failed.length > 0
        ? `${failed.length} failed`
        : warnings.length > 0
          ? `In order, ${counted(warnings.length, 'warning')}`
          : 'Everything is in order',
    data: { checks },
    tables: [{ columns: ['check', 'state', 'found', 'what to do'], rows }],
  }
}

function isAway(check: Check): boolean {
  return check.isAway === true
}

async function checksOfHouse(base: CliBase): Promise<Check[]> {
  let house: House
  try {
    house = await openHouse(base)
  } catch (error) {
    const { message, hint, exit } = reportOf(error)
    return [
      {
        name: 'database',
        state: 'failed',
        found: message,
        isAway: exit === exits.temporary,
        ...(hint ? { hint } : {}),
      },
    ]
  }
  try {
    return await databaseChecks(base, house)
  } finally {
    await house.close()
  }
}
