import { readFile } from 'node:fs/promises'
import { asWorker } from '../src/db/transactions.ts'
import { dayOf } from '../src/kernel/day.ts'
import { sha256 } from '../src/kernel/ids.ts'
import { listMailings, prepareMailing, sendMailingBatch } from '../src/messages/mailings.ts'
import { selectedFamilies, type SelectedFamily } from '../src/messages/selection.ts'
import { filledIn, valuesOf, variables, variablesIn } from '../src/messages/variables.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'
import { readSelection } from './message-selection.ts'
import { signatureOf } from './message-signature.ts'
import { tableOf, type Answer } from './output.ts'

export interface SendOptions {
  readonly to: readonly string[]
  readonly service: string
  readonly subject: string
  readonly body: string
  readonly key?: string
  readonly dryRun?: boolean
}

/** `preau messages send`: checks everything first, fixes the receivers, then sends with progress. */
export async function send(cli: Cli, options: SendOptions): Promise<Answer> {
  const selection = readSelection(options.to)
  const body = (await readText(options.body)).trim()
  const wanted = checkedVariables(options.subject, body)
  const families = await asWorker(cli.db, (tx) => selectedFamilies(tx, selection, dayOf(cli.now)))
  if (families.length === 0) {
    throw new Failure(exits.notFound, 'NOBODY', 'No family fits this selection')
  }
  const filled = families.map((family) => ({ ...family, values: valuesOf(family, wanted) }))
  refuseMissing(filled)
  if (options.dryRun) return preview(families, filledIn(body, filled[0]?.values ?? {}))
  const runKey = options.key ?? keyOf(options, body, dayOf(cli.now))
  await cli.confirm(`Send to ${families.length} families?`)
  const mailing = { selection, ...options, body, signature: signatureOf(cli, options.service) }
  const { id, isNew } = await asWorker(cli.db, (tx) =>
    prepareMailing(tx, { ...mailing, runKey, families: filled }, cli),
  )
  return finish(cli, id, isNew)
}

/** The same text to the same selection on the same day is the same mailing: a second try goes on with it. */
function keyOf({ to, service, subject }: SendOptions, body: string, day: string): string {
  return sha256(JSON.stringify([day, to.toSorted(), service, subject, body]))
    .toString('hex')
    .slice(0, 24)
}

/** The worker sends too, and whoever is killed leaves the rest to the other. */
async function finish(cli: Cli, id: number, isNew: boolean): Promise<Answer> {
  const [before] = await asWorker(cli.db, (tx) => listMailings(tx, { id }))
  const progress = cli.output.progress('Families', before?.families ?? 0)
  for (;;) {
    const sent = await asWorker(cli.db, (tx) => sendMailingBatch(tx, id, { now: cli.now }))
    if (sent === 0) break
    progress.step(sent)
  }
  progress.end()
  const [after] = await asWorker(cli.db, (tx) => listMailings(tx, { id }))
  const reached = after?.reached ?? 0
  const already = !isNew && before?.finishedAt
  return {
    summary: already
      ? `Mailing ${id} had been sent before, to ${reached} families: nothing was sent again`
      : `Mailing ${id} is in the messages of ${reached} families; mails go out by the worker`,
    data: { id, families: reached, sentBefore: Boolean(already) },
  }
}

function checkedVariables(subject: string, body: string) {
  if (body === '') throw new Failure(exits.usage, 'EMPTY', 'The body is empty')
  if (body.length > 9_000) throw new Failure(exits.usage, 'TOO_LONG', '9000 characters at most')
  if (subject.trim() === '' || subject.length > 150 || subject.includes('{{')) {
    throw new Failure(
      exits.usage,
      'BAD_SUBJECT',
      'The subject is the same for everybody, without variables, 150 characters at most',
    )
  }
  const { known, unknown } = variablesIn(body)
  if (unknown.length === 0) return known
  throw new Failure(exits.badInput, 'UNKNOWN_VARIABLE', `Unknown: ${unknown.join(', ')}`, {
    hint: `known variables: ${variables.map((name) => `{{${name}}}`).join(' ')}`,
  })
}

type Filled = SelectedFamily & { readonly values: Readonly<Record<string, string>> }

function refuseMissing(families: readonly Filled[]): void {
  const lacking = families.filter(({ values }) => Object.values(values).includes(''))
  if (lacking.length === 0) return
  const numbers = lacking.slice(0, 10).map(({ fileNumber }) => fileNumber)
  throw new Failure(
    exits.badInput,
    'MISSING_VALUE',
    `${lacking.length} families have nothing to put in place of a variable: ${numbers.join(', ')}${lacking.length > 10 ? '…' : ''}`,
    { hint: 'narrow --to, or write the text without the variable', details: { families: numbers } },
  )
}

function preview(families: readonly SelectedFamily[], text: string): Answer {
  const people = families.reduce((sum, { personIds }) => sum + personIds.length, 0)
  const mails = families.reduce((sum, { withMail }) => sum + withMail, 0)
  const rows = families.map(({ fileNumber, name, children, personIds, withMail }) => ({
    fileNumber,
    name,
    children: children.join(', '),
    adults: personIds.length,
    withMail,
  }))
  const labels = {
    fileNumber: 'file',
    name: 'family',
    children: 'children',
    adults: 'adults',
    withMail: 'with an address',
  }
  return {
    summary: `${families.length} families, ${people} adults, ${mails} of them with an address; nothing was sent`,
    text: `The first family would read:\n\n${text}\n`,
    data: { families: rows, adults: people, withMail: mails, first: text },
    tables: [tableOf(rows.slice(0, 20), labels)],
  }
}

/** `-` reads what is piped in. */
export async function readText(file: string): Promise<string> {
  if (file !== '-') return readFile(file, 'utf8')
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('utf8')
}
