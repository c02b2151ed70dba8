import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day, Month } from '../kernel/day.ts'

/** What a thread may be about. */
export type SubjectKind = 'INVOICE' | 'ABSENCE' | 'REQUEST' | 'ENROLMENT' | 'CHILD'

export interface ThreadSubject {
  readonly kind: SubjectKind
  readonly id: number
  readonly ref: string
  /** Of a child, an absence or an enrolment: the thread may be shared with the child's other guardians. */
  readonly childId: number | null
  readonly childFirstName: string | null
  /** 1 for the oldest: the child's colour. */
  readonly childPlace: number | null
  /** Number and month of an invoice. */
  readonly number: string | null
  readonly month: Month | null
  /** Of an absence. */
  readonly declaredAt: Date | null
  readonly firstDay: Day | null
  readonly lastDay: Day | null
  /** Of an absence whose certificate is still waited for. */
  readonly certificateDueOn: Day | null
  /** Of an enrolment. */
  readonly activity: string | null
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
  declaredAt: null,
  firstDay: null,
  lastDay: null,
  certificateDueOn: null,
  activity: null,
}

type Row = Pick<ThreadSubject, 'id' | 'ref'> & Partial<ThreadSubject>

/** Among the children that the parent sees. */
const place = sql`(
  select count(*)::int from child o where (o.birth_date, o.id) <= (c.birth_date, c.id))`

const queries = {
  INVOICE: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref, t.number, to_char(t.period_from, 'YYYY-MM') as month
    from invoice t
    where ${named(key)} ${'ref' in key ? sql`or t.id = (select invoice_id from credit_note where ref = ${key.ref})` : sql``}`,
  ABSENCE: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref, t.child_id as "childId", c.first_name as "childFirstName", ${place} as "childPlace", t.declared_at as "declaredAt", t.first_day as "firstDay",
           t.last_day as "lastDay",
           case when t.state = 'DECLARED' and t.certificate_at is null and t.household_id = app.current_household()
             then t.certificate_due_on end as "certificateDueOn"
    from absence t join child c on c.id = t.child_id where ${named(key)}`,
  REQUEST: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref from change_request t where ${named(key)}`,
  ENROLMENT: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref, t.child_id as "childId", c.first_name as "childFirstName", ${place} as "childPlace", a.name as activity
    from enrolment t join child c on c.id = t.child_id join activity a on a.id = t.activity_id where ${named(key)}`,
  CHILD: (key: SubjectKey) => sql<Row>`
    select t.id, t.ref, t.id as "childId", t.first_name as "childFirstName", ${place} as "childPlace"
    from child t join child c on c.id = t.id where ${named(key)}`,
}

function named(key: SubjectKey) {
  return 'ref' in key ? sql`t.ref = ${key.ref}` : sql`t.id = ${key.id}`
}
