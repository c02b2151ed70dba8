import pg from 'pg'

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  readonly identity: 'a' | 'd' | ''
  readonly generated: boolean
  readonly hasDefault: boolean
  readonly check: string | null
}

const typeNames: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  numeric: 'number',
  text: 'string',
  varchar: 'string',
  uuid: 'string',
  date: 'Day',
  time: 'string',
  timestamptz: 'Date',
  bytea: 'Buffer',
  json: 'Json',
  jsonb: 'Json',
  int4range: 'string',
  tsvector: 'string',
  xid8: 'string',
  _text: 'string[]',
  _date: 'Day[]',
  _int4: 'number[]',
}

/** The source of schema.ts: one interface a table, states as unions read from the check constraints. */
export async function schemaTypes(url: string): Promise<string> {
  const columns = await readColumns(url)
  const tables = Map.groupBy(columns, (column) => column.table)
  const interfaces = [...tables].map(([table, list]) => tableType(table, list))
  const names = [...tables.keys()].map((table) => `  ${table}: ${typeNameOf(table)}`)
  return [
    '// Written by `npm run db:types` from the migrations. Do not edit.',
    "import type { ColumnType, Generated, GeneratedAlways } from 'kysely'",
    "import type { Day } from '../kernel/day.ts'",
    "import type { Cents } from '../kernel/money.ts'",
    '',
    '/** json, jsonb: any JSON value when read, its text (JSON.stringify) when written. */',
    'export type Json = ColumnType<unknown, string, string>',
    '',
    ...interfaces,
    'export interface Schema {',
    ...names,
    '}',
    '',
  ].join('\n')
}

function tableType(table: string, columns: readonly Column[]): string {
  const lines = columns.map((column) => `  ${column.name}: ${columnType(column)}`)
  return [`export interface ${typeNameOf(table)} {`, ...lines, '}', ''].join('\n')
}

function columnType(column: Column): string {
  const base = unionOf(column) ?? plainType(column)
  const type = column.nullable ? `${base} | null` : base
  if (column.generated || column.identity === 'a') return `GeneratedAlways<${type}>`
  return column.hasDefault || column.identity === 'd' ? `Generated<${type}>` : type
}

function plainType(column: Column): string {
  if (column.name.endsWith('_cents')) return 'Cents'
  return typeNames[column.type] ?? 'unknown'
}

/** `check (state in ('BOOKED', 'CANCELLED'))` → `'BOOKED' | 'CANCELLED'` */
function unionOf(column: Column): string | null {
  const match = /^CHECK \(\((\w+) = ANY \(ARRAY\[(.+)\]\)\)\)$/.exec(column.check ?? '')
  if (match?.[1] !== column.name) return null
  return (
    [...(match[2] ?? '').matchAll(/'([^']+)'::text/g)]
      .map(([, value]) => `'${value}'`)
      .join(' | ') || null
  )
}

function typeNameOf(table: string): string {
  return `${table.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Table`
}

async function readColumns(url: string): Promise<Column[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const found = await client.query<Column>(`
    select c.relname as table, a.attname as name, t.typname as type, not a.attnotnull as nullable,
           a.attidentity as identity, a.attgenerated <> '' as generated, a.atthasdef as "hasDefault",
           (select pg_get_constraintdef(k.oid) from pg_constraint k
            where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
              and pg_get_constraintdef(k.oid) like '%= ANY (ARRAY[%' limit 1) as check
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relkind in ('r', 'v')
    order by c.relname, a.attnum`)
  await client.end()
  return found.rows
}
