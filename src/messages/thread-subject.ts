import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day, Month } from '../kernel/day.ts'

/** What a thread may be about. */
export type SubjectKind = 'INVOICE' | 'ABSENCE' | 'REQUEST' | 'CHILD'

export interface ThreadSubject {
  readonly kind: SubjectKind
  readonly id: number
  readonly ref: string
  /** Of a child or an absence: the thread may be shared with the child's other guardians. */
  readonly childId: number | null
  readonly childFirstName: string | null
  /** 1 for the oldest: the child's colour. */
  readonly childPlace: number | null
  /** Number and month of an invoice. */
  readonly number: string | null
  readonly month: Month | null
  /** Of an absence. */
  readonly firstDay: Day | null
  readonly lastDay: Day | null
}

export type SubjectKey = { readonly ref: string } | { readonly id: number }

/** What the parent may see of it: null for what is not the family's. One statement. */
export async function threadSubject(
  tx: Tx,
  kind: SubjectKind,
  key: SubjectKey,
): Promise<ThreadSubject | null> {
  const found = await queries[kind](key).execute(tx)
  const [row] = found.rows
  return row ? { ...nothing, ...row, kind } : null
}

const nothing = {
  childId: null,
  childFirstName: null,
  childPlace: null,
  number: null,
  month: null,
  firstDay: null,
  lastDay: null,
}

type Row = Pick<ThreadSubject, 'id' | 'ref'> & Partial<ThreadSubject>

/** Among the children that the parent sees. */
const place = sql`(
  select count(*)::int from child o where (o.birth_date, o.id) <= (c.birth_date, c.id))`

const queries = {
  INVOICE: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref, t.number, to_char(t.period_from, 'YYYY-MM') as month
    from invoice t where ${named(key)}`,
  ABSENCE: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref, t.child_id as "childId", c.first_name as "childFirstName", ${place} as "childPlace", t.first_day as "firstDay",
           t.last_day as "lastDay"
    from absence t join child c on c.id = t.child_id where ${named(key)}`,
  REQUEST: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref from change_request t where ${named(key)}`,
  CHILD: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref, t.id as "childId", t.first_name as "childFirstName", ${place} as "childPlace"
    from child t join child c on c.id = t.id where ${named(key)}`,
}

function named(key: SubjectKey) {
  return 'ref' in key ? sql`t.ref = ${key.ref}` : sql`t.id = ${key.id}`
}
