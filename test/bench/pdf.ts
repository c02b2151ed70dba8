import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { paperOf } from '../../src/billing/paper.ts'
import { invoiceView } from '../../src/billing/view.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { benchServerFolder } from './database.ts'
import { atMost, notMeasured, type Figure } from './figures.ts'
import { startHouse } from './house.ts'
import { canMeasureMemory } from './processes.ts'
import type { Town } from './town.ts'

const most = 2_000
const houseLimitMs = 240_000

/** One tagged invoice after the other through src/pdf.ts; then the house itself making as many, and its memory. */
export async function pdfBench(town: Town): Promise<Figure[]> {
  await town.billed()
  const papers = await papersOf(town)
  const { msEach, bytes } = await render(papers)
  const floor = await emptyPages(Math.min(papers.length, 300))
  const alone: Figure = {
    name: 'invoice PDF',
    value: msEach,
    unit: 'ms/PDF',
    floor,
    limit: atMost(15),
    note: `${papers.length} tagged PDFs of ${Math.round(bytes / papers.length / 1000)} kB; floor: a page with one word`,
  }
  return [alone, ...(await houseWithPdfs(town, papers.length))]
}

type Paper = ReturnType<typeof paperOf>

async function papersOf(town: Town): Promise<Paper[]> {
  return asWorker(await town.database(), async (tx) => {
    const found = await sql<{ id: number }>`
      select id from invoice where number is not null order by id limit ${most}`.execute(tx)
    const papers: Paper[] = []
    for (const { id } of found.rows) {
      const view = await invoiceView(tx, { invoiceId: id })
      if (view) papers.push(paperOf(view))
    }
    return papers
  })
}

async function render(papers: readonly Paper[]): Promise<{ msEach: number; bytes: number }> {
  const pdf = openPdfRenderer()
  let bytes = 0
  const started = performance.now()
  for (const paper of papers) bytes += (await pdf.render('invoice', paper)).length
  const ms = performance.now() - started
  pdf.close()
  return { msEach: ms / papers.length, bytes }
}

/** The same child process with a template of one word: milliseconds a page. */
async function emptyPages(count: number): Promise<number> {
  const program = fileURLToPath(new URL('../../src/pdf-child.ts', import.meta.url))
  const folder = fileURLToPath(new URL('typst', import.meta.url))
  const child = fork(program, [folder], {
    execArgv: ['--expose-gc'],
    env: {},
    serialization: 'advanced',
  })
  const page = () =>
    new Promise<void>((resolve, reject) => {
      child.once('message', ({ error }: { error?: string }) =>
        error ? reject(new Error(error)) : resolve(),
      )
      child.send({ template: 'empty', data: '{}', createdAt: 1_790_000_000 })
    })
  await page()
  const started = performance.now()
  for (let made = 0; made < count; made += 1) await page()
  const ms = performance.now() - started
  child.kill()
  return ms / count
}

/** `npm start` finds a town whose invoices wait for their PDF. */
async function houseWithPdfs(town: Town, count: number): Promise<Figure[]> {
  const name = 'memory while printing'
  if (!canMeasureMemory) return [{ name, value: Number.NaN, unit: 'MB', note: 'only on Linux' }]
  const db = await town.database()
  const env = {
    DATABASE_URL: db.url,
    PREAU_KEYS_FILE: town.keysFile,
    PREAU_DATA_DIR: town.folder,
    LOG_LEVEL: 'warn',
  }
  const before = await renderedCount(town)
  const place = { root: town.root, dataFolder: benchServerFolder, env, limitMs: 60_000 }
  const house = await startHouse(place)
  const started = performance.now()
  let peak = 0
  let made = 0
  while (made < count && performance.now() - started < houseLimitMs) {
    peak = Math.max(peak, house.memory().rssMb)
    await sleep(200)
    made = (await renderedCount(town)) - before
  }
  const ms = performance.now() - started
  await house.stop()
  if (made < count)
    return [notMeasured(name, 'MB', atMost(600), `only ${made} of ${count} PDFs came`)]
  return [
    {
      name: 'the house printing',
      value: ms / made,
      unit: 'ms/PDF',
      note: 'read, print, encrypt, keep',
    },
    { name, value: peak, unit: 'MB RSS', limit: atMost(600), note: `peak of ${made} PDFs` },
  ]
}

async function renderedCount(town: Town): Promise<number> {
  const found = await asWorker(await town.database(), (tx) =>
    sql<{ n: number }>`select count(*) as n from document where blob_id is not null`.execute(tx),
  )
  return found.rows[0]?.n ?? 0
}
