import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { pdfText } from '../support/pdf-text.ts'
import { openTown } from './town.ts'
import { signedIn } from './visitor.ts'

const town = await openTown()
const claire = await signedIn(town, 'claire.martin')
const awa = await signedIn(town, 'awa.diallo')
const name = 'releve-2026-06-01-2026-12-08'

test('the statement of a period is a table for spreadsheets, oldest first, without signs nor formulas', async () => {
  await creditClaire('=1+1;"et"')
  const answer = await claire.get(`/releve/${name}.csv`)
  assert.equal(answer.headers.get('Content-Disposition'), `attachment; filename="${name}.csv"`)
  assert.equal(answer.headers.get('X-Content-Type-Options'), 'nosniff')
  const bytes = Buffer.from(await answer.arrayBuffer())
  assert.equal(bytes.subarray(0, 3).toString('hex'), 'efbbbf')
  const [head, opening, invoice, credit, end] = bytes.toString('utf8').slice(1).split('\r\n')
  assert.equal(head, 'Date;Écriture;Numéro;Motif;Débit;Crédit;Solde dû;Solde en votre faveur')
  assert.equal(opening, '01/06/2026;Solde au début de la période;;;;;0,00;')
  assert.match(invoice ?? '', /^04\/12\/2026;Facture de [^;]*;[^;]*;;143,85;;143,85;$/)
  assert.match(credit ?? '', /^05\/12\/2026;Avoir;A-1;"'=1\+1;""et""";;150,00;;6,15$/)
  assert.equal(end, '')
})

test('it is a PDF to print as well', async () => {
  const answer = await claire.get(`/releve/${name}.pdf`)
  assert.equal(answer.headers.get('Content-Type'), 'application/pdf')
  assert.equal(answer.headers.get('Cache-Control'), 'private, max-age=0, must-revalidate')
  const text = await pdfText(Buffer.from(await answer.arrayBuffer()))
  assert.match(text, /Relevé de compte du 1er juin 2026 au 8 décembre 2026 Dossier famille F-\d{5}/)
  assert.match(text, /04\/12\/2026 Facture .*143,85 €.*Solde au 8 décembre 2026 . 6,15 €/)
})

test('each family has its own, and an odd address has none', async () => {
  assert.doesNotMatch(await (await awa.get(`/releve/${name}.csv`)).text(), /Avoir/)
  for (const odd of [
    'releve-2026-12-08-2026-06-01.csv',
    'releve-2026-02-30-2026-12-08.csv',
    'autre.csv',
    `${name}.exe`,
  ]) {
    assert.equal((await claire.get(`/releve/${odd}`)).status, 404, odd)
  }
  assert.match(await (await claire.get('/releve')).text(), /Ce relevé en PDF/)
})

async function creditClaire(because: string): Promise<void> {
  await asWorker(town.db, (tx) =>
    sql`
      with paid as (
        select i.household_id, i.regie_id, r.id as receivable, a.id as revenue
        from invoice i
        join ledger_account r on r.household_id = i.household_id and r.regie_id = i.regie_id
        join ledger_account a on a.kind = 'REVENUE' and a.regie_id = i.regie_id
        where i.household_id = (
          select ha.household_id from household_adult ha join person p on p.id = ha.person_id
          join account l on l.id = p.account_id where l.login = 'claire.martin')
      ), moved as (
        insert into ledger_transfer (kind, debit_account_id, debit_kind, credit_account_id, credit_kind, amount_cents,
                                     household_id, regie_id, source_key, occurred_on, visible_from, actor)
        select 'CREDIT_NOTE', revenue, 'REVENUE', receivable, 'RECEIVABLE', 15000, household_id, regie_id, 'test', '2026-12-05',
               '2026-12-05', 'test' from paid
        returning id, household_id, regie_id)
      insert into credit_note (household_id, regie_id, fiscal_year, sequence_number, number, issued_on, total_cents,
                               because, transfer_id, snapshot)
      select household_id, regie_id, 2026, 1, 'A-1', '2026-12-05', 15000, ${because}, id, '{}' from moved`.execute(
      tx,
    ),
  )
}
