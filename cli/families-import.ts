import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { asWorker } from '../src/db/transactions.ts'
import { isSchoolCode } from '../src/operations/imports/fields.ts'
import { kindOf } from '../src/operations/imports/header.ts'
import {
  importFamilies,
  importSteps,
  type ImportResult,
} from '../src/operations/imports/import-families.ts'
import type { FamilySource } from '../src/operations/imports/read.ts'
import { readTable, type ImportFile } from '../src/operations/imports/table.ts'
import { askFirst, type Cli } from './context.ts'
import { exits, Failure, InputAnomalies } from './failures.ts'
import { tableOf, type Answer } from './output.ts'
import { dayOf } from '../src/kernel/day.ts'

export interface ImportArguments {
  readonly file: string
  readonly format?: 'generic' | 'onde'
  readonly guardians?: string
  readonly school?: string
  readonly dryRun?: true
}

/** Reads the files and imports them; on a terminal it says first what would change, and asks. */
export async function importAnswer(cli: Cli, options: ImportArguments): Promise<Answer> {
  const source = await sourceOf(options)
  const { now, actor, output } = cli
  const take = (dryRun: boolean) => {
    const progress = output.progress(dryRun ? 'Comparing' : 'Importing', importSteps)
    const onStep = () => progress.step()
    return asWorker(cli.db, (tx) =>
      importFamilies(tx, cli.keys, source, { now, actor, dryRun, onStep }),
    ).finally(progress.end)
  }
  if (options.dryRun) return answerOf(accepted(await take(true)))
  await askFirst(cli, async () => answerOf(accepted(await take(true))))
  return answerOf(accepted(await take(false)))
}

async function sourceOf(options: ImportArguments): Promise<FamilySource> {
  const file = await open(options.file)
  const format = options.format ?? formatOf(file, options)
  if (format === 'generic') return { format, file }
  const school = options.school?.toUpperCase()
  if (school === undefined || !isSchoolCode(school)) {
    throw new Failure(
      exits.usage,
      'SCHOOL_MISSING',
      "ONDE's files do not name their school: give its code",
      { hint: 'add --school 0590000E' },
    )
  }
  return {
    format,
    pupils: file,
    guardians: options.guardians === undefined ? null : await open(options.guardians),
    school,
  }
}

async function open(path: string): Promise<ImportFile> {
  return { name: basename(path), bytes: await readFile(path) }
}

/** Our own format has `cle_famille`; whatever else is ONDE's to refuse, with a sentence about its header. */
function formatOf(file: ImportFile, { guardians, school }: ImportArguments): 'generic' | 'onde' {
  if (guardians !== undefined || school !== undefined) return 'onde'
  const read = readTable(file)
  const kind = read.ok ? kindOf(read.table) : null
  return kind === 'onde-pupils' || kind === 'onde-guardians' ? 'onde' : 'generic'
}

type Accepted = Exclude<ImportResult, { readonly state: 'refused' }>

function accepted(result: ImportResult): Accepted {
  if (result.state === 'refused') throw new InputAnomalies(result.anomalies)
  return result
}

/** Rows of a table that still help; the rest is counted. */
const shownAtMost = 200

function answerOf(result: Accepted): Answer {
  if (result.state === 'repeated') {
    const { appliedAt } = result
    return {
      summary: `Nothing to do: this very file was imported on ${dayOf(appliedAt)}. 0 created, 0 changed`,
      data: { ...result, created: {}, changed: {} },
    }
  }
  const { state, created, changed, changes } = result
  const rows = changes
    .slice(0, shownAtMost)
    .map((change) => ({ ...change, fields: change.fields.join(', ') }))
  const table = tableOf(rows, {
    action: state === 'foreseen' ? 'would' : 'did',
    what: 'what',
    name: 'who',
    fields: 'fields',
  })
  const left = changes.length - rows.length
  return {
    summary: `${state === 'foreseen' ? 'Dry run: would have' : 'Imported:'} ${counted(created, 'created')}; ${counted(changed, 'changed')}`,
    data: { state, created, changed, changes },
    tables: state === 'foreseen' ? [table] : [],
    ...(left > 0 && state === 'foreseen'
      ? { text: `The first ${shownAtMost} of ${changes.length} changes:` }
      : {}),
  }
}

/** `8 households, 1 adult created`, `0 changed`. */
function counted(counts: Readonly<Record<string, number>>, verb: string): string {
  const parts = Object.entries(counts).flatMap(([kind, count]) =>
    count > 0 ? [`${count} ${count === 1 ? oneOf(kind) : inWords(kind)}`] : [],
  )
  return `${parts.length > 0 ? parts.join(', ') : '0'} ${verb}`
}

function oneOf(kind: string): string {
  const irregular = new Map([
    ['children', 'child'],
    ['addresses', 'address'],
  ])
  return irregular.get(kind) ?? inWords(kind).replace(/s$/, '')
}

/** `careProtocols`: care protocols. */
function inWords(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
