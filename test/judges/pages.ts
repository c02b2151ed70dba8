import { marcsObjects } from '../web/matrix-objects.ts'
import { matrix } from '../web/matrix.ts'
import { openTown } from '../web/town.ts'
import { signedIn, visit } from '../web/visitor.ts'

/** A page as a browser gets it. */
export interface JudgedPage {
  readonly name: string
  readonly html: string
}

/** Every page of the portal as Marc sees it, those of a visitor, and forms that come back with errors. */
export async function everyPage(): Promise<JudgedPage[]> {
  const town = await openTown()
  const objects = await marcsObjects(town)
  const marc = await signedIn(town.app, 'marc.leroy')
  const stranger = visit(town.app)
  const pages: JudgedPage[] = []
  const keep = async (name: string, answer: Response) => {
    if (!answer.headers.get('Content-Type')?.startsWith('text/html')) return
    pages.push({
      name: `${pages.length}${name.replace(/[^a-z]+/g, '-')}`,
      html: await answer.text(),
    })
  }
  for (const [route, row] of Object.entries(matrix)) {
    const [method, own = ''] = route.split(' ')
    if (method !== 'GET') continue
    const path = row.path?.(objects) ?? own
    if (row.anonymous === 200) await keep(`${own}-visitor`, await stranger.get(path))
    if (row.owner === 200) await keep(own, await marc.get(path))
  }
  await keep('-errors', await stranger.send('/connexion', '/connexion', { f_identifiant: 'x' }))
  await keep('-errors', await marc.send('/messages/nouveau', '/messages/nouveau'))
  await keep('-errors', await marc.send('/compte/mot-de-passe', '/compte/mot-de-passe'))
  return pages
}
