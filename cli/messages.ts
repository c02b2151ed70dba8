import { writeFile, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { acceptUpload } from '../src/files/accept-upload.ts'
import { attachedFile, type NewAttachment } from '../src/messages/attachments.ts'
import { deskConversation, deskThreads, type DeskConversation } from '../src/messages/desk.ts'
import { listMailings } from '../src/messages/mailings.ts'
import type { ThreadState } from '../src/messages/state.ts'
import { replyToThread } from '../src/messages/town-hall.ts'
import { inOneLine } from '../src/kernel/text.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { requireFolder } from './letter-files.ts'
import { readBody, send, type SendOptions } from './message-send.ts'
import { signatureOf } from './message-signature.ts'
import { tableOf, type Answer } from './output.ts'
import { typedLimit, typedNumber, typedStates } from './typed.ts'

/** `preau messages list|show|reply|send|mailings`. */
export function messagesCommand(run: CliRun): Command {
  const command = new Command('messages').description('families write, the town hall answers')
  addDesk(command, run)
  addReply(command, run)
  addSend(command, run)
  return command
}

function addDesk(command: Command, run: CliRun): void {
  withExample(
    command
      .command('list')
      .description('threads that wait for an answer, the longest first')
      .option('--state <state>', 'open, answered, closed or all', 'open')
      .option('--service <service>', 'of one service')
      .option('--family <number>', 'of one family, by its file number')
      .option('--limit <number>', 'how many at most', '100')
      .action((options: ListOptions) => run.withDatabase((cli) => list(cli, options))),
    'preau messages list --service Facturation',
  )
  withExample(
    command
      .command('show')
      .description('one thread; reading it is written down')
      .argument('<number>', 'number in the list')
      .option('--save <folder>', 'writes its attachments there')
      .action((number: string, { save }: { save?: string }) =>
        run.withDatabase((cli) => show(cli, typedNumber(number, 'a thread', hint), save)),
      ),
    'preau messages show 12 --save attachments/',
  )
}

function addReply(command: Command, run: CliRun): void {
  withExample(
    command
      .command('reply')
      .description('answers; those who read the thread are told by mail')
      .argument('<number>', 'number in the list')
      .requiredOption('--body <file>', 'the text, in French; - reads what is piped in')
      .option('--attach <file...>', 'pictures or PDF, 5 MB each')
      .option('--close', 'nothing more is expected')
      .action((number: string, options: ReplyOptions) =>
        run.withDatabase((cli) => reply(cli, typedNumber(number, 'a thread', hint), options)),
      ),
    'echo "C’est corrigé." | preau messages reply 12 --body - --close',
  )
}

function addSend(command: Command, run: CliRun): void {
  withExample(
    command
      .command('send')
      .description('one message to many families, each once (docs/messages.md)')
      .requiredOption(
        '--to <selection...>',
        'all, class:, activity:, site:, present:, unpaid:, missing-papers, family:; several narrow each other',
      )
      .requiredOption('--subject <subject>', 'the same for everybody')
      .requiredOption('--body <file>', 'the text, with {{enfants}} and others; - reads a pipe')
      .option('--service <service>', 'who writes (default: the first of messages.services)')
      .option('--key <key>', 'names the mailing: the same key is never sent twice')
      .option('--dry-run', 'only say who would get it, and show the first')
      .action((options: SendOptions) => run.withDatabase((cli) => send(cli, options))),
    'preau messages send --to class:CE1 --subject "Sortie au musée" --body sortie.txt --dry-run',
  )
  withExample(
    command
      .command('mailings')
      .description('what was sent to many, and how far it is')
      .action(() => run.withDatabase(mailings)),
    'preau messages mailings',
  )
}

interface ListOptions {
  readonly state: string
  readonly service?: string
  readonly family?: string
  readonly limit: string
}

const states: readonly ThreadState[] = ['OPEN', 'ANSWERED', 'CLOSED']

async function list({ db }: Cli, options: ListOptions): Promise<Answer> {
  const threads = await asWorker(db, (tx) =>
    deskThreads(tx, {
      states: typedStates(options.state, states, hint),
      service: options.service ?? null,
      fileNumber:
        options.family === undefined ? null : typedNumber(options.family, 'a family', hint),
      limit: typedLimit(options.limit, hint),
    }),
  )
  const labels = {
    id: 'number',
    state: 'state',
    service: 'service',
    fileNumber: 'file',
    family: 'family',
    subject: 'subject',
    about: 'about',
    aboutWhat: 'which',
    lastMessageAt: 'last message',
    messages: 'messages',
  }
  return {
    summary: `${threads.length} threads`,
    data: threads,
    tables: [tableOf(threads, labels)],
  }
}

async function show(cli: Cli, id: number, folder: string | undefined): Promise<Answer> {
  if (folder !== undefined) await requireFolder(join(folder, 'attachment'))
  const thread = await asWorker(cli.db, (tx) => deskConversation(tx, id, cli))
  if (!thread) throw new Failure(exits.notFound, 'NOT_FOUND', `There is no thread ${id}`)
  const saved = folder === undefined ? [] : await saveFiles(cli, thread, folder)
  return {
    summary: `Thread ${id}, ${thread.service}, family ${thread.fileNumber}${saved.length > 0 ? `; saved: ${saved.join(', ')}` : ''}`,
    text: conversationText(thread),
    data: { ...thread, saved },
  }
}

function conversationText({
  subject,
  about,
  aboutWhat,
  messagesInOrder,
}: DeskConversation): string {
  const parts = messagesInOrder.map(({ author, sentAt, body, files }) => {
    const names = files.map(({ fileName }) => `  [${fileName}]`).join('\n')
    const said = body.split(/\r?\n/).map(inOneLine).join('\n')
    return `${author}, ${sentAt.toISOString()}\n${said}\n${names}`.trimEnd()
  })
  const head = [subject, ...(aboutWhat ? [`About: ${about?.toLowerCase()} ${aboutWhat}`] : [])]
  return [head.join('\n'), ...parts].join('\n\n')
}

async function saveFiles({ db, keys }: Cli, thread: DeskConversation, folder: string) {
  const saved: string[] = []
  for (const { ref } of thread.messagesInOrder.flatMap(({ files }) => files)) {
    const file = await asWorker(db, (tx) => attachedFile(tx, keys, { threadRef: thread.ref, ref }))
    if (!file) continue
    const name = join(folder, `${thread.id}-${saved.length + 1}-${file.fileName}`)
    await writeFile(name, file.bytes, { mode: 0o600, flag: 'wx' })
    saved.push(name)
  }
  return saved
}

interface ReplyOptions {
  readonly body: string
  readonly attach?: readonly string[]
  readonly close?: boolean
}

async function reply(cli: Cli, id: number, options: ReplyOptions): Promise<Answer> {
  const body = await readBody(options.body, 10_000)
  const files = await filesOf(options.attach ?? [])
  await asWorker(cli.db, async (tx) => {
    const thread = await deskConversation(tx, id, cli)
    if (!thread) throw new Failure(exits.notFound, 'NOT_FOUND', `There is no thread ${id}`)
    const officer = signatureOf(cli, thread.service)
    await replyToThread(tx, { id, body, officer, isLast: options.close ?? false, files }, cli)
  })
  return {
    summary: `Thread ${id} is answered${options.close ? ' and closed' : ''}`,
    data: { id, files: files.length, closed: options.close ?? false },
  }
}

async function filesOf(names: readonly string[]): Promise<NewAttachment[]> {
  const files: NewAttachment[] = []
  for (const name of names) {
    const accepted = await acceptUpload(await readFile(name), { purpose: 'ATTACHMENT' })
    if (!accepted.ok) {
      throw new Failure(exits.badInput, accepted.fault, `${name} cannot be taken`, {
        hint: 'a JPEG, PNG or WebP picture, or a PDF without password, 5 MB at most',
      })
    }
    files.push({ file: accepted.file, name: basename(name) })
  }
  return files
}

async function mailings({ db }: Cli): Promise<Answer> {
  const rows = await asWorker(db, (tx) => listMailings(tx, {}))
  const labels = {
    id: 'number',
    createdAt: 'asked for',
    actor: 'by',
    subject: 'subject',
    families: 'families',
    reached: 'reached',
    finishedAt: 'finished',
    waiting: 'mails waiting',
    sent: 'mails sent',
    lost: 'mails lost',
  }
  return { summary: `${rows.length} mailings`, data: rows, tables: [tableOf(rows, labels)] }
}

const hint = 'preau messages list'
