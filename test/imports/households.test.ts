import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { expected, families } from './expected-families.ts'
import { dataFile, generic, onde, textFile } from './family-files.ts'
import { applied, portal, savedAnew, total } from './portal.ts'

test('twins stay two, in one file and after the other', async () => {
  const { take, count } = await portal()
  const twins = dataFile(
    'familles_generic.csv',
    (text) => text + text.split('\n')[3]?.replace('Zoé', 'Chloé') + '\n',
  )
  applied(await take({ format: 'generic', file: twins }))
  assert.equal(await count('child'), 3)
  applied(await take(onde))
  assert.equal(await count('child'), 10)
})

test('separated parents are two households of one child', async () => {
  const { take, rows } = await portal()
  applied(await take(onde))
  assert.deepEqual(
    await rows(sql`
    select h.name, m.slot, h.separated, a.commune from household h join household_child m on m.household_id = h.id
    join child c on c.id = m.child_id join household_address a on a.household_id = h.id where c.first_name = 'Inès' order by m.slot`),
    [
      { name: 'LEROY Marc', slot: 1, separated: true, commune: 'RONCQ' },
      { name: 'BERNARD Anne', slot: 2, separated: true, commune: 'HALLUIN' },
    ],
  )
})

test('our own file says separated parents by their shares, and a child of two families without shares is asked', async () => {
  const { take, rows } = await portal()
  const refused = await take({ format: 'generic', file: separated('') })
  assert.ok(refused.state === 'refused')
  assert.deepEqual(
    refused.anomalies.map(({ line, column }) => [line, column]),
    [[5, 'repartition_pct']],
  )
  applied(await take({ format: 'generic', file: separated('50') }))
  applied(await take(onde))
  assert.deepEqual(
    (await rows(families)).filter(({ children }) => children.includes('Inès')),
    [expected[0], expected[4]],
  )
})

test('a family abroad keeps its postcode, and is of no French commune', async () => {
  const { take, rows } = await portal()
  applied(await take(onde))
  assert.deepEqual(
    await rows(
      sql`select postcode, commune, insee, country from household_address where country <> '99100'`,
    ),
    [{ postcode: '7700', commune: 'MOUSCRON', insee: null, country: '99131' }],
  )
})

test('a namesake in another family is asked about, never shown to it', async () => {
  const { take, count } = await portal()
  applied(await take(generic))
  const file = textFile(
    'autres.csv',
    [
      'cle_famille;role;civilite;nom_usage;nom_naissance;prenom;date_naissance;adresse;code_postal;commune',
      'X;RESPONSABLE1;MME;MARTIN;MARTIN;Sophie;1990-05-05;1 place de la Gare;59000;LILLE',
      'X;ENFANT;F;MARTIN;MARTIN;Zoé;2019-06-21;;;',
    ].join('\n'),
  )
  const result = await take({ format: 'generic', file })
  assert.ok(result.state === 'refused')
  assert.deepEqual(
    result.anomalies.map(({ line }) => line),
    [3],
  )
  assert.equal(await count('household'), 1)
})

test('a right that was withdrawn is not given back by the next list', async () => {
  const { take, count, rows, db } = await portal()
  applied(await take(onde))
  const before = await count('guardianship')
  await asWorker(db, (tx) =>
    sql`
    update guardianship g set valid_to = '2026-10-01' from person p where p.id = g.person_id and p.first_name = 'Marc'`.execute(
      tx,
    ),
  )
  applied(await take(savedAnew(onde)))
  assert.equal(await count('guardianship'), before)
  assert.deepEqual(
    await rows(
      sql`select valid_to from guardianship g join person p on p.id = g.person_id where p.first_name = 'Marc'`,
    ),
    [{ valid_to: '2026-10-01' }],
  )
})

test('one parent at a new address does not take the other along', async () => {
  const { take } = await portal()
  applied(await take(onde))
  const guardians = dataFile('onde_responsables.csv', (text) =>
    text.replace(';Jean-Loup;12 rue des Lilas;', ';Jean-Loup;99 rue des Lilas;'),
  )
  const result = await take({ ...onde, guardians })
  assert.ok(result.state === 'refused')
  assert.ok(result.anomalies.every(({ file }) => file === 'onde_responsables.csv'))
})

test('a quotient ends the day before the next, and the CAF number is not readable in the table', async () => {
  const { take, rows } = await portal()
  applied(await take(generic))
  const file = dataFile('familles_generic.csv', (text) =>
    text.replace(';735;2026-01-01;', ';801;2026-09-01;'),
  )
  const { changed } = applied(await take({ format: 'generic', file }))
  assert.deepEqual([total(changed), changed['quotients']], [1, 1])
  assert.deepEqual(
    await rows(
      sql`select type, value, valid_from, valid_to from quotient where annulled_at is null order by valid_from`,
    ),
    [
      { type: 'CAF', value: 735, valid_from: '2026-01-01', valid_to: '2026-08-31' },
      { type: 'CAF', value: 801, valid_from: '2026-09-01', valid_to: null },
    ],
  )
  const [benefit] = await rows(sql<{ plain: boolean; sealed: number }>`
    select position('1234567'::bytea in recipient_number_enc) > 0 as plain, length(recipient_number_enc) as sealed from benefit_record`)
  assert.deepEqual(benefit, { plain: false, sealed: 1 + 12 + 7 + 16 })
})

test('an adult of two families is one person; born under another name, two; with nothing in common, a question', async () => {
  assert.equal(await peopleOf('', '0612345678'), 1)
  assert.equal(await peopleOf('FAURE', '0698765432'), 2)
  assert.deepEqual(await peopleOf('', '0698765432'), ['line 4'])
})

/** How many adults two families have, or the lines that are asked about. */
async function peopleOf(birthName: string, mobile: string): Promise<number | string[]> {
  const { take, count } = await portal()
  const result = await take({ format: 'generic', file: twoFamilies(birthName, mobile) })
  if (result.state === 'refused') return result.anomalies.map(({ line }) => `line ${line}`)
  return count('person')
}

/** Léa Petit, born Durand, in one family; somebody of that name and birth date in another. */
function twoFamilies(birthName: string, mobile: string) {
  return textFile(
    'familles.csv',
    [
      'cle_famille;role;civilite;nom_usage;nom_naissance;prenom;date_naissance;tel_mobile;adresse;code_postal;commune',
      'A;RESPONSABLE1;MME;PETIT;DURAND;Léa;1988-04-09;0612345678;1 rue Haute;59223;RONCQ',
      'A;ENFANT;F;PETIT;PETIT;Rose;2018-11-03;;;;',
      `B;RESPONSABLE1;MME;PETIT;${birthName};Léa;1988-04-09;${mobile};9 rue Basse;59223;RONCQ`,
      'B;ENFANT;M;ROUX;ROUX;Paul;2019-02-03;;;;',
    ].join('\n'),
  )
}

function separated(share: string) {
  return textFile(
    'familles.csv',
    [
      'cle_famille;role;civilite;nom_usage;nom_naissance;prenom;date_naissance;adresse;code_postal;commune;repartition_pct',
      `A;RESPONSABLE1;M;LEROY;LEROY;Marc;1984-01-02;5 allée du Bois;59223;RONCQ;${share}`,
      'A;ENFANT;F;LEROY;LEROY;Inès;2018-11-03;;;;',
      `B;RESPONSABLE1;MME;BERNARD;BERNARD;Anne;1986-02-03;18 rue de l'Église;59250;HALLUIN;${share}`,
      'B;ENFANT;F;LEROY;LEROY;Inès;2018-11-03;;;;',
    ].join('\n'),
  )
}
