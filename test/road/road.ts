/**
 * `npm run road [-- FOLDER]`: the main road from an empty portal to a paid invoice, through commands, HTTP and the
 * stand-in bank alone. FOLDER holds a sub-folder a commune, each with its story.yaml; test/road/input is the default.
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPortal, type Portal } from './portal.ts'
import { book } from './steps/book.ts'
import { billAndRead } from './steps/bill.ts'
import { importAll } from './steps/import.ts'
import { pay } from './steps/pay.ts'
import { activateAndSignIn, type Traveller } from './steps/sign-in.ts'
import { readStories, type Story } from './story.ts'

/** What one commune's way knows so far. */
export interface Journey {
  readonly story: Story
  portal?: Portal
  traveller?: Traveller
}

interface Step {
  readonly name: string
  /** Does it, and says in a few words what was seen. */
  readonly go: (journey: Journey) => Promise<string>
}

const steps: readonly Step[] = [
  { name: 'start', go: start },
  { name: 'import', go: importAll },
  { name: 'sign-in', go: activateAndSignIn },
  { name: 'book', go: book },
  { name: 'bill and PDF', go: billAndRead },
  { name: 'pay', go: pay },
]

async function start(journey: Journey): Promise<string> {
  const started = performance.now()
  journey.portal = await startPortal(journey.story.clock)
  return `an empty portal answers after ${((performance.now() - started) / 1000).toFixed(1)} s`
}

async function travel(story: Story): Promise<boolean> {
  const journey: Journey = { story }
  let broken = false
  for (const step of steps) {
    const line = `${story.title}: ${step.name}`
    if (broken) {
      console.log(`MISSING  ${line}`)
      continue
    }
    try {
      console.log(`ok       ${line}: ${await step.go(journey)}`)
    } catch (error) {
      broken = true
      console.log(`MISSING  ${line}: ${error instanceof Error ? error.message : String(error)}`)
      if (process.env['ROAD_TRACE']) console.error(error)
    }
  }
  await journey.portal?.stop()
  return !broken
}

const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('input', import.meta.url)))
const results: string[] = []
let whole = true
for (const story of readStories(folder)) {
  const arrived = await travel(story)
  whole &&= arrived
  results.push(`${story.title} ${arrived ? story.bills.at(-1)?.due : 'not reached'}`)
}
console.log(`${whole ? 'ok      ' : 'MISSING '} worked examples: ${results.join(', ')}`)
process.exitCode = whole ? 0 : 1
