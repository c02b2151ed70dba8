import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { renderCertificate } from '../../jobs/render-certificate.ts'
import { issueAttendanceCertificate } from '../../src/billing/certificates/issue-attendance.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { documentFile, documentsOf } from '../../src/files/documents.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { plantStory } from '../enrolments/story.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { textOf } from './render.ts'

const db = await testDatabase()
const keys = testKeys()
const pdf = openPdfRenderer()
after(() => pdf.close())
const { children, units, households } = await plantStory(db)
const by = { now: instantAt('2026-12-01', '09:00'), actor: 'mairie' }

test('only days on which Zoé was there are certified, in numbered papers of her family', async () => {
  await assert.rejects(issue(), { code: 'NOT_FOUND' })
  await asWorker(db, (tx) =>
    sql`
      insert into attendance (child_id, day, unit_id, group_id, state, recorded_by)
      select ${children.zoe}, day::date, ${units.meal}, (
               select g.id from activity_group g join unit u on u.activity_id = g.activity_id
               where u.id = ${units.meal} order by g.id limit 1),
             case when day = '2026-11-05' then 'ABSENT' else 'PRESENT' end, 'ecole'
      from unnest(array['2026-10-30', '2026-11-02', '2026-11-03', '2026-11-05']::date[]) as day`.execute(
      tx,
    ),
  )
  assert.equal((await issue()).number, 'AP-2026-1')
  assert.equal((await issue()).number, 'AP-2026-2')
  const ids = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from certificate order by id`.execute(tx),
  )
  const payload = { attendanceId: ids.rows[0]?.id ?? 0 }
  await renderCertificate({ db, keys, pdf, clock: () => by.now }, payload)
  const documents = await asWorker(db, (tx) => documentsOf(tx, households.martin))
  const paper = documents.find((one) => one.fileName === 'attestation-presence-AP-2026-1.pdf')
  assert.ok(paper?.bytes)
  const file = await asWorker(db, (tx) => documentFile(tx, keys, households.martin, paper))
  const text = (await textOf(file?.bytes ?? Buffer.alloc(0))).replace(/\s+/g, ' ')
  assert.match(text, /présence de Zoé Martin à ses activités, du 1er novembre 2026 au 30 novembre/i)
  assert.match(text, / 2 jours/)
})

async function issue() {
  return asWorker(db, async (tx) => {
    const zoe = await sql<{ ref: string }>`
      select ref from child where id = ${children.zoe}`.execute(tx)
    const asked = { childRef: zoe.rows[0]?.ref ?? '', from: '2026-11-01', to: '2026-11-30' }
    return issueAttendanceCertificate(tx, await readSettings(tx, keys), asked, by)
  })
}
