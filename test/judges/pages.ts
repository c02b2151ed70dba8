import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { addNews } from '../../src/messages/news.ts'
import { noticeMail } from '../../src/messages/notice-mail.ts'
import { paths } from '../../src/paths.ts'
import { marcsObjects, type MarcsObjects } from '../web/matrix-objects.ts'
import { matrix } from '../web/matrix.ts'
import { oneValue, openTown, tuesday, type Town } from '../web/town.ts'
import { signedIn, visit } from '../web/visitor.ts'

/** A page as a browser gets it. */
export interface JudgedPage {
  /** The route and who asked; the name of a file too. */
  readonly name: string
  readonly route: string
  readonly html: string
}

/** GET routes that answer no page, and what they answer instead. */
export const noPages: Readonly<Record<string, string>> = {
  'GET /healthz': 'a word',
  'GET /readyz': 'a word',
  'GET /metrics': 'figures',
  'GET /assets/:name': 'a file',
  'GET /favicon.ico': 'a picture',
  'GET /enfants/:ref/photo/:file': 'a picture',
  'GET /enfants/:ref/fiche-simple/:fileName': 'a PDF',
  'GET /enfants/:ref/fiche-complete/:fileName': 'a PDF',
  'GET /pieces/:ref': 'a PDF',
  'GET /messages/:ref/pieces/:piece/:fileName': 'a file',
  'GET /calendrier': 'leads to the month',
  'GET /agenda/:token': 'a calendar for other programs',
  'GET /absences/:ref/justificatif': 'a file',
  'GET /releve/:fileName': 'a file',
  'GET /documents/archive/:fileName': 'a zip',
  'GET /paiement/:ref/banque': 'leads to the bank',
  'GET /paiement/notification/:provider': 'a word to the bank',
  'GET /paiement/retour/:provider': 'leads to the thanks',
}

/** Every page of the portal as Marc sees it, those of a visitor, and forms that come back with errors. */
export async function everyPage(): Promise<JudgedPage[]> {
  const town = await openTown()
  const objects = await marcsObjects(town)
  const more = await plantMore(town, objects)
  const marc = await signedIn(town, 'marc.leroy')
  const stranger = visit(town.app)
  const pages: JudgedPage[] = []
  const keep = async (route: string, answer: Response) => {
    if (!answer.headers.get('Content-Type')?.startsWith('text/html')) return
    const name = `${pages.length}${route.replace(/[^a-z]+/g, '-')}`
    pages.push({ name, route, html: await answer.text() })
  }
  for (const [route, row] of Object.entries(matrix)) {
    const [method, own = ''] = route.split(' ')
    if (method !== 'GET') continue
    const path = more[route] ?? row.path?.(objects) ?? own
    if (row.anonymous !== 303) await keepFound(route, await stranger.get(path))
    if (row.owner !== 303) await keepFound(route, await marc.get(path))
  }
  await keep('an error of a visitor', await stranger.get('/nulle-part'))
  await keep('an error', await marc.get('/nulle-part'))
  await keep('errors', await stranger.send('/connexion', '/connexion', { f_identifiant: 'x' }))
  await keep('errors', await marc.send('/messages/nouveau', '/messages/nouveau'))
  await keep('errors', await marc.send('/compte/mot-de-passe', '/compte/mot-de-passe'))
  return pages

  async function keepFound(route: string, answer: Response): Promise<void> {
    if (answer.status === 200) await keep(route, answer)
  }
}

/** What Marc’s household has not in the matrix, where a stranger’s object is nowhere: the address of each. */
async function plantMore(
  town: Town,
  { child }: MarcsObjects,
): Promise<Readonly<Record<string, string>>> {
  const { keys } = town.deps
  const by = { now: tuesday, actor: 'test' }
  const news = { code: 'greve', title: 'Grève', body: 'Jeudi.', audience: 'PUBLIC' as const }
  await asWorker(town.db, (tx) =>
    addNews(tx, { ...news, firstDay: '2026-12-01', lastDay: '2026-12-31' }, by),
  )
  const noticeId = await oneValue(town, sql`select min(id)::text as value from notice`)
  const notice = await asWorker(town.db, (tx) => noticeMail(tx, keys, Number(noticeId)))
  const pickup = await oneValue(
    town,
    sql`insert into authorised_pickup
          (child_id, last_name, first_name, phones, can_pick_up, emergency_contact, valid_from)
        select id, 'Lefèvre', 'Monique', array['+33612345678'], true, false, '2026-09-01'
        from child where ref = ${child} returning ref as value`,
  )
  return {
    'GET /nouvelles/:code': paths.newsItem(news.code),
    'GET /courriels/:token': paths.stopMail(notice?.stopToken ?? ''),
    'GET /enfants/:ref/retirer/:what/:item': paths.childRemoval(child, 'personne', pickup),
    'GET /liste-attente/jour': paths.waitForDayOf(await plantFullDay(town, child)),
  }
}

/** The canteen takes nobody more on the 15th: inès is enrolled, and came too late. */
async function plantFullDay(town: Town, child: string): Promise<string> {
  const day = '2026-12-15'
  return asWorker(town.db, async (tx) => {
    await sql`update activity set capacity_mode = 'DAY' where code = 'CANTINE'`.execute(tx)
    await sql`
      insert into open_day_unit (activity_id, day, unit_id)
      select activity_id, day, unit.id from open_day join unit using (activity_id)`.execute(tx)
    await sql`
      insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at)
      select w.household_id, w.child_id, g.activity_id, g.id, '2026-09-01', 'ACCEPTED', '2026-09-01'
      from waiting_entry w join activity_group g on g.id = w.group_id`.execute(tx)
    await sql`
      insert into capacity_day (group_id, unit_id, day, places)
      select g.id, u.id, ${day}, 0 from activity_group g join unit u using (activity_id)`.execute(
      tx,
    )
    const found = await sql<{ place: string }>`
      select c.id || '.' || u.id || '.' || ${day} as place from child c, unit u where c.ref = ${child}`.execute(
      tx,
    )
    return found.rows[0]?.place ?? ''
  })
}
