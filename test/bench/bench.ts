/** `npm run bench [-- import billing pdf pages start opening] [--families N]`: docs/benchmarks.md. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { billingBench } from './billing.ts'
import { isMissed, printTable, writeResults, type Figure } from './figures.ts'
import { importBench } from './import.ts'
import { openingBench } from './opening.ts'
import { pagesBench } from './pages.ts'
import { pdfBench } from './pdf.ts'
import { startBench } from './start.ts'
import { openTown, type Town } from './town.ts'

const benches: Readonly<Record<string, (town: Town) => Promise<Figure[]>>> = {
  import: importBench,
  billing: billingBench,
  pdf: pdfBench,
  pages: pagesBench,
  start: startBench,
  opening: openingBench,
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Everything together takes a few minutes; whatever hangs is given up. */
const limitMs = 15 * 60_000

async function main(): Promise<void> {
  setTimeout(() => {
    console.error('The benchmark took more than a quarter of an hour and was given up.')
    process.exit(1)
  }, limitMs).unref()
  const { names, families } = readArguments()
  const town = openTown({ root, families })
  const figures: Figure[] = []
  try {
    for (const name of names) {
      console.error(`${name}…`)
      figures.push(...((await benches[name]?.(town)) ?? []))
    }
  } finally {
    await town.close()
  }
  printTable(figures)
  writeResults(join(root, 'bench-results.json'), figures, families)
  process.exitCode = figures.some(isMissed) ? 1 : 0
}

/** The town that a limit is written for; the others do with the 2,000 of the PDFs. */
const sizes: Readonly<Record<string, number>> = { import: 10_000, billing: 10_000, opening: 2_500 }

function readArguments(): { names: readonly string[]; families: number } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { families: { type: 'string' } },
  })
  // always in this order: what is imported is billed, and what is billed is no longer as it was imported
  const names = Object.keys(benches).filter(
    (name) => positionals.length === 0 || positionals.includes(name),
  )
  const unknown = positionals.find((name) => !(name in benches))
  const families = Number(values.families ?? Math.max(...names.map((name) => sizes[name] ?? 2_000)))
  if (unknown !== undefined || !Number.isInteger(families) || families < 10) {
    console.error(`Usage: npm run bench -- [${Object.keys(benches).join(' ')}] [--families N]`)
    process.exit(64)
  }
  return { names, families }
}

await main()
