import type { Tx } from '../src/db/connect.ts'
import { asWorker } from '../src/db/transactions.ts'
import { factsOfPeriod } from '../src/enrolments/billing-facts.ts'
import { householdsToBill } from '../src/enrolments/billing-households.ts'
import { recordReading } from '../src/households/reader.ts'
import type { Day } from '../src/kernel/day.ts'
import { formatEuros } from '../src/kernel/money.ts'
import { askedPrices, type AskedPrice } from '../src/pricing/asked.ts'
import { bookedDay } from '../src/pricing/booked-day.ts'
import type { DayFact, MonthFacts } from '../src/pricing/facts.ts'
import { loadTariffs } from '../src/pricing/load.ts'
import { priceUnit } from '../src/pricing/month.ts'
import type { PricedLine, PricedMonth } from '../src/pricing/priced.ts'
import { readSettings } from '../src/settings/settings.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'
import type { Answer } from './output.ts'
import { typedDay } from './typed.ts'

export interface Explained {
  readonly child: string
  readonly activity: string
  readonly date: string
}

interface Priced {
  readonly household: string
  readonly unit: string
  readonly price: PricedMonth
}

/**
 * The price of each unit of an activity for a child's households, as if booked and attended, step by step. Where custody
 * says who pays, each household's part.
 */
export async function explainPrice(cli: Cli, options: Explained): Promise<Answer> {
  const date = typedDay('--date', options.date)
  const priced = await asWorker(cli.db, async (tx) => {
    const { zone } = (await readSettings(tx, cli.keys)).calendar
    const asked = await findAsked(tx, options)
    await recordReadings(tx, cli, asked)
    const lists = await loadTariffs(tx, { from: date, to: date }, zone)
    const facts = await factsOf(tx, asked, date)
    return facts.flatMap(({ name, facts: ofHousehold }) =>
      asked.units.map((unit): Priced => {
        const fact = dayFact(asked, unit.id, date, ofHousehold)
        return {
          household: name,
          unit: unit.label,
          price: priceUnit(ofHousehold, lists, fact, date),
        }
      }),
    )
  })
  if (priced.length === 0) {
    throw new Failure(
      exits.refused,
      'NO_HOUSEHOLD',
      'The child belongs to no household on that day',
      {
        hint: 'preau families list',
      },
    )
  }
  return answer(priced)
}

/** A price tells the quotient that it is made from. */
async function recordReadings(tx: Tx, cli: Cli, { households }: AskedPrice): Promise<void> {
  const { now, actor, reason } = cli
  for (const { id } of households) {
    const what = { action: 'finances.read', subject: 'household', subjectId: id } as const
    const reader = { now, actorKind: 'OFFICER', actor, purpose: reason ?? '' } as const
    await recordReading(tx, reader, { ...what, householdId: id })
  }
}

/** Each household's facts as billing has them; of a child who is enrolled in nothing, the file alone. */
async function factsOf(
  tx: Tx,
  { child, households }: AskedPrice,
  day: Day,
): Promise<{ name: string; facts: MonthFacts }[]> {
  const householdIds = households.map((household) => household.id)
  const known = await factsOfPeriod(tx, { from: day, to: day, householdIds })
  const files = await householdsToBill(tx, householdIds)
  return households.flatMap(({ id, name }) => {
    const file = files.get(id)
    if (!file) return []
    const { quotients, residences, scheme } = file
    const alone = {
      householdId: id,
      quotients,
      residences,
      scheme,
      children: [child],
      days: [],
      chargedPackages: [],
    }
    return [{ name, facts: known.get(id) ?? alone }]
  })
}

async function findAsked(tx: Tx, { child, activity, date }: Explained): Promise<AskedPrice> {
  const [asked, other] = await askedPrices(tx, { child, activity, day: date })
  if (other) {
    throw new Failure(exits.usage, 'SEVERAL_CHILDREN', `Several children are called ${child}`, {
      hint: 'give the reference: preau families list',
    })
  }
  if (!asked) {
    throw new Failure(
      exits.notFound,
      'NOT_FOUND',
      `There is no child ${child} or no activity ${activity}`,
      {
        hint: 'preau activities list',
      },
    )
  }
  return asked
}

function dayFact(asked: AskedPrice, unitId: number, day: Day, facts: MonthFacts): DayFact {
  const enrolment = facts.children
    .find((child) => child.childId === asked.child.childId)
    ?.enrolments.find((one) => one.activityId === asked.activityId)
  return bookedDay(facts, {
    childId: asked.child.childId,
    activityId: asked.activityId,
    unitId,
    groupId: enrolment?.groupId ?? asked.groupId,
    day,
    dayKind: asked.dayKind,
  })
}

function answer(priced: readonly Priced[]): Answer {
  const text = priced.map(
    ({ household, unit, price }) => `${household}, ${unit}\n${explained(price)}`,
  )
  const refused = priced.filter(({ price }) => price.refused.length > 0).length
  return {
    summary:
      refused > 0 ? `${refused} of ${priced.length} prices refused` : `${priced.length} prices`,
    data: priced,
    text: text.join('\n'),
  }
}

function explained({ lines, refused, alerts }: PricedMonth): string {
  const steps = lines.flatMap((line) => [
    ...line.reason.steps.map(
      ({ step, text, cents }) => `  ${step.padEnd(10)} ${text}${cents ? ` (${cents} cents)` : ''}`,
    ),
    `  = ${line.quantity} × ${formatEuros(line.unitPriceCents)}${partOf(line)} = ${formatEuros(line.amountCents)}: ${line.reason.sentence}`,
  ])
  const refusals = refused.map(({ code, explained: why }) => `  ${code}: ${why}`)
  return [
    ...steps,
    ...refusals,
    ...alerts.map(({ code, explained: why }) => `  ${code}: ${why}`),
  ].join('\n')
}

function partOf({ sharePercent }: PricedLine): string {
  return sharePercent === 100 ? '' : ` × ${sharePercent} %`
}
