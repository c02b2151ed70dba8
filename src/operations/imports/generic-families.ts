import { addressKey } from '../../households/addresses.ts'
import type {
  Address,
  Anomaly,
  FamilyModel,
  ImportedChild,
  ImportedFamily,
} from '../../households/family-model.ts'
import type { Day } from '../../kernel/day.ts'
import { matchKey } from '../../kernel/text.ts'
import { refuseOtherProtocol } from './generic-care.ts'
import { benefitIn, quotientIn } from './generic-income.ts'
import { columnsOf, readLines, type Columns, type GenericLine } from './generic-lines.ts'
import type { Table } from './table.ts'

interface Context {
  readonly today: Day
  readonly report: (anomaly: Anomaly) => void
}

/** Reads our own format, one line a person, into families by `cle_famille`. */
export function readGenericFamilies(table: Table, context: Context): FamilyModel {
  const at = columnsOf(table, context.report)
  const byFamily = Map.groupBy(readLines(table, at, context), (line) => line.family)
  byFamily.delete('')
  const { children, positions } = listChildren([...byFamily.values()], at)
  const families = [...byFamily].map(([key, lines]) => familyOf(key, lines, { at, positions }))
  return { families, children }
}

function familyOf(
  key: string,
  lines: readonly GenericLine[],
  { at, positions }: { readonly at: Columns; readonly positions: ReadonlyMap<GenericLine, number> },
): ImportedFamily {
  const first = lines.find((line) => line.role === 'RESPONSABLE1')
  const second = lines.find((line) => line.role === 'RESPONSABLE2')
  checkRoles(lines, at)
  const holders = [first, second].filter((line) => line !== undefined)
  return {
    origin: (first ?? lines[0])?.row.origin ?? { file: '', line: 0 },
    key,
    adults: holders.flatMap((line) => line.adult ?? []),
    children: [...new Set(lines.flatMap((line) => positions.get(line) ?? []))],
    address: oneAddress(holders, at),
    benefit: benefitIn(holders, at),
    quotient: quotientIn(holders, at),
  }
}

function checkRoles(lines: readonly GenericLine[], at: Columns): void {
  for (const role of ['RESPONSABLE1', 'RESPONSABLE2'] as const) {
    const [, ...more] = lines.filter((line) => line.role === role)
    for (const { row } of more)
      row.fault(at('role'), `the family has a ${role} already`, 'a family has one of each')
  }
  if (!lines.some((line) => line.role === 'RESPONSABLE1')) {
    lines[0]?.row.fault(at('role'), 'the family has no RESPONSABLE1', 'name the first guardian')
  }
}

function oneAddress([first, second]: readonly GenericLine[], at: Columns): Address | null {
  if (
    first?.address &&
    second?.address &&
    addressKey(first.address) !== addressKey(second.address)
  ) {
    second.row.fault(
      at('adresse'),
      'the two guardians of one family live apart',
      'write two families that both list the child, with repartition_pct',
    )
  }
  return first?.address ?? second?.address ?? null
}

interface ChildList {
  readonly children: readonly ImportedChild[]
  readonly positions: ReadonlyMap<GenericLine, number>
}

/** Every child once, also one that two families list because its parents live apart. */
function listChildren(families: readonly (readonly GenericLine[])[], at: Columns): ChildList {
  const children: ImportedChild[] = []
  const positions = new Map<GenericLine, number>()
  const seen = new Map<
    string,
    { readonly line: GenericLine; readonly at: number; readonly share: number | null }
  >()
  for (const lines of families) {
    for (const line of lines) {
      if (!line.child) continue
      const share = shareOf(line, lines, at)
      const key = childKey(line.child)
      const other = seen.get(key)
      if (!other) {
        seen.set(key, { line, at: children.length, share })
        positions.set(line, children.push(line.child) - 1)
      } else if (isShared(line, share, other, at)) {
        positions.set(line, other.at)
        const first = children[other.at] ?? line.child
        refuseOtherProtocol(line.row, at, [first.careProtocol, line.child.careProtocol])
        children[other.at] = together(first, line.child)
      }
    }
  }
  return { children, positions }
}

function childKey(child: ImportedChild): string {
  return `${matchKey(child.lastName, child.firstName)}|${child.birthDate}`
}

/** The same names and birth date again: one child of parents who live apart when their shares say so, else a fault. */
function isShared(
  line: GenericLine,
  share: number | null,
  other: { readonly line: GenericLine; readonly share: number | null },
  at: Columns,
): boolean {
  if (other.line.family === line.family) {
    line.row.fault(
      at('prenom'),
      `the same child as line ${other.line.row.origin.line}`,
      'remove one of the two lines',
    )
    return false
  }
  if (share !== null && other.share !== null && share < 100 && share + other.share === 100)
    return true
  line.row.fault(
    at('repartition_pct'),
    `the same child as line ${other.line.row.origin.line} in another family`,
    'if the parents live apart, give both families a repartition_pct that make 100 together; else correct the names or the date',
  )
  return false
}

/** What this family pays for the child: said on the child's line, else on the first guardian's. */
function shareOf(line: GenericLine, lines: readonly GenericLine[], at: Columns): number | null {
  const column = at('repartition_pct')
  const holder = [line, ...lines.filter(({ role }) => role === 'RESPONSABLE1')].find(
    ({ row }) => row.at(column) !== '',
  )
  if (!holder) return null
  const typed = holder.row.at(column).replace(/\s?%$/, '')
  if (/^\d{1,3}$/.test(typed) && Number(typed) <= 100) return Number(typed)
  return holder.row.fault(column, 'this is no percentage', 'write a whole number from 0 to 100')
}

function together(first: ImportedChild, second: ImportedChild): ImportedChild {
  return {
    ...first,
    keys: [...first.keys, ...second.keys],
    usualName: first.usualName ?? second.usualName,
    birthInsee: first.birthInsee ?? second.birthInsee,
    ine: first.ine ?? second.ine,
    schooling: first.schooling ?? second.schooling,
    careProtocol: first.careProtocol ?? second.careProtocol,
  }
}
