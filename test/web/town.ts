import type { Hono } from 'hono'
import { sql } from 'kysely'
import { hashSecret } from '../../src/accounts/hashing.ts'
import { readConfig } from '../../src/config.ts'
import type { Database, Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { demoFamilies } from '../../src/demo/families.ts'
import { applyFamilies } from '../../src/households/apply-families.ts'
import { createLog } from '../../src/log.ts'
import { writeToFamilies } from '../../src/messages/town-hall.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { createApp } from '../../src/web/app.tsx'
import type { AppDeps, WebEnv } from '../../src/web/context.ts'
import { configureSpPlus, createRegie, keys, owe } from '../payments/payment-world.ts'
import { testDatabase } from '../support/database.ts'

/** Tuesday 8 December 2026, a quarter to nine in Paris. */
export const tuesday = new Date('2026-12-08T07:45:00Z')
export const password = 'Marronnier2026'

export interface Town {
  readonly db: Database
  readonly deps: AppDeps
  readonly app: Hono<WebEnv>
  /** Changes what time it is. */
  readonly setClock: (now: Date) => void
}

/**
 * The families of the story behind the whole application: claire.martin, marc.leroy and anne.bernard (separated, with
 * Inès), awa.diallo. Each has a message of the town hall and owes an invoice; cards are taken.
 */
export async function openTown(): Promise<Town> {
  const db = await testDatabase()
  let now = tuesday
  await configureSpPlus(db, 'https://banque.example/paiement')
  await asWorker(db, async (tx) => {
    const model = demoFamilies(4, '2026-12-08')
    const applied = await applyFamilies(tx, keys, model, { now, actor: 'test' })
    if (!applied.ok) throw new Error(JSON.stringify(applied.anomalies))
    await givePasswords(tx)
    const households = await householdsOf(tx)
    await plantActivity(tx)
    await plantMessages(tx, households)
    const regieId = await createRegie(tx, 'ENFANCE')
    for (const householdId of households) {
      await owe(tx, { householdId, personId: 0, regieId }, 14_385, '2026-12-04')
    }
  })
  const deps: AppDeps = {
    config: readConfig({ PUBLIC_URL: 'http://localhost' }),
    db,
    keys,
    clock: () => now,
    log: createLog({ level: 'silent', process: 'test' }),
    settings: () => asWorker(db, (tx) => readSettings(tx, keys)),
  }
  return { db, deps, app: createApp(deps), setClock: (next) => void (now = next) }
}

/** One value that a test looks up in the database. */
export async function oneValue(
  { db }: Town,
  query: ReturnType<typeof sql<{ value: string }>>,
): Promise<string> {
  const found = await asWorker(db, (tx) => query.execute(tx))
  const [row] = found.rows
  if (!row) throw new Error('The town has no such thing')
  return row.value
}

async function householdsOf(tx: Tx): Promise<number[]> {
  const found = await sql<{ id: number }>`select id from household order by id`.execute(tx)
  return found.rows.map((row) => row.id)
}

let hashed: Promise<string> | null = null

/** One hash for all, made once for a process. */
async function givePasswords(tx: Tx): Promise<void> {
  hashed ??= hashSecret(keys, password)
  const hash = await hashed
  await tx
    .updateTable('account')
    .set({ password_hash: hash, state: 'ACTIVE', must_change_password: false })
    .where('login', '<>', 'jean-loup.martin')
    .execute()
}

async function plantMessages(tx: Tx, households: readonly number[]): Promise<void> {
  const messages = households.map((householdId) => ({
    householdId,
    service: 'Service scolaire' as const,
    subject: 'Spectacle de Noël de l’école',
    body: 'Rendez-vous vendredi 18 à 17 h.\n\nVenez nombreux.',
    officer: 'Sophie, service scolaire',
  }))
  await writeToFamilies(tx, messages, { now: tuesday })
}

/** The canteen, open in December, to which everybody may enrol. */
async function plantActivity(tx: Tx): Promise<void> {
  const regieId = await createRegie(tx, 'CANTINE')
  await sql`
    with place as (insert into site (code, name) values ('TILLEULS', 'École des Tilleuls') returning id),
    canteen as (
      insert into activity (code, kind, name, regie_id, decision, capacity_mode, published_from)
      values ('CANTINE', 'CANTEEN', 'Cantine', ${regieId}, 'AUTOMATIC', 'NONE', '2026-06-01') returning id),
    season as (
      insert into activity_period (activity_id, label, first_day, last_day)
      select id, 'Année 2026-2027', '2026-09-01', '2027-07-03' from canteen),
    meal as (
      insert into unit (activity_id, code, label, kind) select id, 'REPAS', 'Repas', 'MEAL' from canteen),
    days as (
      insert into open_day (activity_id, day, kind)
      select id, day::date, 'SCHOOL' from canteen, generate_series('2026-12-07'::date, '2026-12-18', '1 day') day
      where extract(isodow from day) in (1, 2, 4, 5))
    insert into activity_group (activity_id, site_id, code, name)
    select canteen.id, place.id, 'G', 'École des Tilleuls' from canteen, place`.execute(tx)
}
