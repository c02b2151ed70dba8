import type { Database, Tx } from '../src/db/connect.ts'
import { asWorker } from '../src/db/transactions.ts'
import { hasErrors, type FileAnomaly } from '../src/kernel/yaml-file.ts'
import { InputAnomalies } from './failures.ts'
import type { Output } from './output.ts'

/** Says the warnings of a file; throws when it has errors, with everything that is wrong. Exit code 4. */
export function acceptFile(output: Output, anomalies: readonly FileAnomaly[]): void {
  if (hasErrors(anomalies)) {
    throw new InputAnomalies(anomalies.filter((anomaly) => anomaly.severity === 'ERROR'))
  }
  for (const { file, line, column, message } of anomalies) {
    output.note(`${file}:${line}:${column} warning: ${message}`)
  }
}

class DryRun extends Error {}

/** Does the work, and for a dry run takes it back: what it answers is what would have changed. */
export async function rolledBackWhen<T>(
  dryRun: boolean,
  db: Database,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const answers: T[] = []
  try {
    await asWorker(db, async (tx) => {
      answers.push(await work(tx))
      if (dryRun) throw new DryRun()
    })
  } catch (error) {
    if (!(error instanceof DryRun)) throw error
  }
  const [answer] = answers
  if (answer === undefined) throw new Error('The work gave no answer')
  return answer
}
