import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { newToken } from '../../src/kernel/ids.ts'
import { csrfFor } from '../../src/web/csrf.ts'
import { marcsObjects } from './matrix-objects.ts'
import { matrix } from './matrix.ts'
import { oneValue, openTown } from './town.ts'
import { signedIn } from './visitor.ts'

/** What changes nothing that anybody could ask about: how a parent looks at things, or nothing at all. */
const leavesNoRow = new Set([
  'POST /compte/appareils', // a device that is not there
  'POST /mes-informations/foyer',
  'POST /messages/:ref/archivage',
  'POST /calendrier/:month', // no box was changed
  'POST /calendrier/semaine/:week',
  'POST /mes-informations/prelevement', // a mandate is drawn up already: it is the answer
  'POST /paiement/retour/:provider',
])

test('every form of the portal that does something leaves a row in the audit trail', async () => {
  const town = await openTown()
  const objects = await marcsObjects(town)
  const marc = await signedIn(town, 'marc.leroy')
  const rows = async () =>
    Number(await oneValue(town, sql`select count(*)::text as value from audit_event`))
  const forms = Object.entries(matrix).filter(
    ([route, row]) => route.startsWith('POST') && row.owner === 303,
  )
  const without: string[] = []
  for (const [route, row] of forms) {
    const before = await rows()
    const csrf = csrfFor(marc.cookies.get('session') ?? '')
    const form = { _csrf: csrf, _key: newToken(), ...row.fields?.(objects) }
    const path = row.path?.(objects) ?? route.slice('POST '.length)
    const answer = await marc.post(path, new URLSearchParams(form).toString())
    assert.equal(answer.status, 303, route)
    if ((await rows()) === before) without.push(route)
  }
  assert.deepEqual(
    without.filter((route) => !leavesNoRow.has(route)),
    [],
  )
})
