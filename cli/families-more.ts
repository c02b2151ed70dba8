import type { Tx } from '../src/db/connect.ts'
import { childFile } from '../src/households/child-file.ts'
import { familyFile } from '../src/households/family-file.ts'
import type { ListedFamily } from '../src/households/list-families.ts'
import type { Reader } from '../src/households/reader.ts'
import type { Cli } from './context.ts'
import { tableOf, type Table } from './output.ts'

/** What `families show` adds with a reason. */
export type Part = 'income' | 'bank' | 'health'

export interface More {
  readonly data: object
  readonly tables: readonly Table[]
}

export interface Asked {
  readonly family: ListedFamily
  readonly part: Part
  /** Of the children. */
  readonly refs: readonly string[]
}

/** Opens what the law protects most; each reading is recorded with the officer's reason. */
export async function readMore(
  { keys, now, actor, reason }: Cli,
  tx: Tx,
  asked: Asked,
): Promise<More> {
  const reader: Reader = { now, actorKind: 'OFFICER', actor, purpose: reason ?? '' }
  if (asked.part === 'health') {
    const files = []
    for (const ref of asked.refs) {
      files.push(
        await childFile(tx, keys, { householdId: asked.family.id, ref, personId: null }, reader),
      )
    }
    return healthOf(files.filter((file) => file !== undefined))
  }
  const file = await familyFile(tx, keys, asked.family.id, reader)
  if (!file) return { data: {}, tables: [] }
  return asked.part === 'bank' ? bankOf(file) : incomeOf(file)
}

type ReadFamily = NonNullable<Awaited<ReturnType<typeof familyFile>>>
type ReadChild = NonNullable<Awaited<ReturnType<typeof childFile>>>

function healthOf(files: readonly ReadChild[]): More {
  const rows = files.map(({ firstName, diet, health }) => ({
    firstName,
    diet,
    doctor: health?.sheet?.doctor?.name ?? null,
    allergies: health?.allergies.map(({ label }) => label).join(', ') ?? null,
    pai:
      health?.careProtocols
        .map(({ validFrom, validTo, mealMode }) => `${validFrom} to ${validTo}, ${mealMode}`)
        .join('; ') ?? null,
  }))
  const labels = {
    firstName: 'child',
    diet: 'diet',
    doctor: 'doctor',
    allergies: 'allergies',
    pai: 'PAI',
  }
  return { data: { health: files }, tables: [tableOf(rows, labels, 'Health')] }
}

function bankOf({ bank }: ReadFamily): More {
  const labels = { holder: 'holder', maskedIban: 'IBAN', validFrom: 'since' }
  return { data: { bank }, tables: [tableOf(bank ? [bank] : [], labels, 'Bank')] }
}

function incomeOf({ benefit, quotients, taxes }: ReadFamily): More {
  const tables = [
    tableOf(benefit ? [benefit] : [], { scheme: 'scheme', recipientNumber: 'number' }, 'Benefits'),
    tableOf(
      quotients,
      { type: 'quotient', value: 'euros', validFrom: 'from', validTo: 'to' },
      'Quotients',
    ),
    tableOf(
      taxes,
      {
        year: 'income of',
        referenceIncome: 'reference income',
        shares: 'shares',
        dependants: 'dependants',
      },
      'Tax notices',
    ),
  ]
  return { data: { benefit, quotients, taxes }, tables }
}
