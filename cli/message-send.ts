import { readFile } from 'node:fs/promises'
import { asWorker } from '../src/db/transactions.ts'
import { dayOf } from '../src/kernel/day.ts'
import { hasHostileCharacters } from '../src/kernel/forms.ts'
import { sha256 } from '../src/kernel/ids.ts'
import { readSettings } from '../src/settings/settings.ts'
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
  readonly service?: string
  readonly subject: string
  readonly body: string
  readonly key?: string
  readonly dryRun?: boolean
}

/** `preau messages send`: checks everything first, fixes the receivers, then sends with progress. */
export async function send(cli: Cli, options: SendOptions): Promise<Answer> {
  const selection = readSelection(options.to)
  const service = await serviceOf(cli, options.service)
  const subject = options.subject.trim()
  const body = await readBody(options.body, 9_000)
  const wanted = checkedVariables(subject, body)
  const families = await asWorker(cli.db, (tx) => selectedFamilies(tx, selection, dayOf(cli.now)))
  if (families.length === 0) {
    throw new Failure(exits.notFound, 'NOBODY', 'No family fits this selection', {
      hint: 'preau families list; preau activities list',
    })
  }
  const filled = families.map((family) => ({ ...family, values: valuesOf(family, wanted) }))
  refuseMissing(filled)
  if (options.dryRun) return preview(families, filledIn(body, filled[0]?.values ?? {}))
  const text = { service, subject, body }
  const runKey = options.key ?? keyOf(options.to, text, dayOf(cli.now))
  await cli.confirm(`Send “${subject}” to ${countsOf(families)}?`)
  const mailing = { selection, ...text, signature: signatureOf(cli, service) }
  const { id, isNew } = await asWorker(cli.db, (tx) =>
    prepareMailing(tx, { ...mailing, runKey, families: filled }, cli),
  )
  return finish(cli, id, isNew)
}

/** The same text to the same selection on the same day is the same mailing: a second try goes on with it. */
function keyOf(
  to: readonly string[],
  { service, subject, body }: Readonly<Record<'service' | 'subject' | 'body', string>>,
  day: string,
): string {
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
  if (
    subject === '' ||
    subject.length > 150 ||
    /\{\{|[\t\r\n]/.test(subject) ||
    hasHostileCharacters(subject)
  ) {
    throw new Failure(
      exits.usage,
      'BAD_SUBJECT',
      'The subject is the same for everybody: without variables and control characters, 150 at most',
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

function adultsOf(families: readonly SelectedFamily[]): number {
  return families.reduce((sum, { personIds }) => sum + personIds.length, 0)
}

function addressesOf(families: readonly SelectedFamily[]): number {
  return families.reduce((sum, { withMail }) => sum + withMail, 0)
}

function countsOf(families: readonly SelectedFamily[]): string {
  return `${families.length} families, ${adultsOf(families)} adults, ${addressesOf(families)} of them with an address`
}

function preview(families: readonly SelectedFamily[], text: string): Answer {
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
    summary: `${countsOf(families)}; nothing was sent`,
    text: `The first family would read:\n\n${text}\n`,
    data: {
      families: rows,
      adults: adultsOf(families),
      withMail: addressesOf(families),
      first: text,
    },
    tables: [tableOf(rows.slice(0, 20), labels)],
  }
}

/** One of the commune's services, whatever its capitals. */
async function serviceOf({ db, keys }: Cli, asked: string | undefined): Promise<string> {
  const { messages } = await asWorker(db, (tx) => readSettings(tx, keys))
  const wanted = asked ?? messages.services[0] ?? ''
  const found = messages.services.find((one) => one.toLowerCase() === wanted.toLowerCase())
  if (found) return found
  throw new Failure(exits.usage, 'UNKNOWN_SERVICE', `“${wanted}” is none of the services`, {
    hint: `known: ${messages.services.join(', ')}`,
  })
}

/** The text of a message, as a parent could have written it. */
export async function readBody(file: string, longest: number): Promise<string> {
  const body = (await readText(file)).replace(/^\uFEFF/, '').trim()
  if (body === '' || body.length > longest) {
    throw new Failure(exits.badInput, 'BAD_TEXT', `The text has 1 to ${longest} characters`, {
      hint: `it has ${body.length}`,
    })
  }
  if (!hasHostileCharacters(body)) return body
  throw new Failure(exits.badInput, 'BAD_TEXT', 'The text holds control characters', {
    hint: 'save it as plain text, UTF-8',
  })
}

/** `-` reads what is piped in. */
export async function readText(file: string): Promise<string> {
  if (file !== '-') return readFile(file, 'utf8')
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('utf8')
}
