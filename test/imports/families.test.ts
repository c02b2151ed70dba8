import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { importFamilies, type ImportResult } from '../../src/operations/imports/import-families.ts'
import type { FamilySource } from '../../src/operations/imports/read.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { dataFile, generic, onde, textFile } from './family-files.ts'

const now = instantAt('2026-11-02', '10:00')
const keys = testKeys()

async function portal() {
  const db = await testDatabase()
  return {
    db,
    take: (source: FamilySource, dryRun = false) =>
      asWorker(db, (tx) => importFamilies(tx, keys, source, { now, actor: 'mairie', dryRun })),
    count: async (
      table: 'household' | 'person' | 'child' | 'account' | 'import_batch' | 'guardianship',
    ) =>
      asWorker(db, async (tx) =>
        Number(
          (
            await tx
              .selectFrom(table)
              .select((of) => of.fn.countAll().as('n'))
              .executeTakeFirstOrThrow()
          ).n,
        ),
      ),
    rows: <T>(query: ReturnType<typeof sql<T>>) =>
      asWorker(db, async (tx) => (await query.execute(tx)).rows),
  }
}

function applied(result: ImportResult) {
  assert.ok(result.state === 'applied' || result.state === 'foreseen', JSON.stringify(result))
  return result
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

const families = sql<{ name: string; adults: string[]; children: string[] }>`
  select h.name,
         array(select p.first_name from household_adult a join person p on p.id = a.person_id where a.household_id = h.id order by a.id) as adults,
         array(select c.first_name from household_child m join child c on c.id = m.child_id where m.household_id = h.id order by c.birth_date) as children
  from household h order by h.sort_name, h.id`

const expected = [
  { name: 'BERNARD Anne', adults: ['Anne'], children: ['Inès'] },
  { name: "D'HERVÉ Aurélien", adults: ['Aurélien'], children: ['Jean-Loup'] },
  { name: 'DIALLO Awa', adults: ['Awa'], children: ['Ibrahim', 'Mariam'] },
  { name: 'LEFÈVRE Siobhán', adults: ['Siobhán'], children: ['Maëlys'] },
  { name: 'LEROY Marc', adults: ['Marc'], children: ['Inès'] },
  {
    name: 'MARTIN Claire et Jean-Loup',
    adults: ['Claire', 'Jean-Loup'],
    children: ['Zoé', 'Noël'],
  },
  { name: 'NGUYEN Van Minh', adults: ['Van Minh'], children: ['Anh'] },
  { name: 'VAN DEN BROUCKE Katrien', adults: ['Katrien'], children: ['Lou'] },
]

for (const [order, first, second] of [
  ['our own file, then ONDE', generic, onde],
  ['ONDE, then our own file', onde, generic],
] as const) {
  test(`the families are the same in either order: ${order}`, async () => {
    const { take, rows, count } = await portal()
    applied(await take(first))
    const again = applied(await take(second))
    if (second === generic)
      assert.deepEqual(again.created, { households: 0, adults: 0, children: 0, accounts: 0 })
    assert.deepEqual(await rows(families), expected)
    const [claire] = await rows(sql`
      select usual_name, birth_name, birth_date, mobile, work_phone, person.email, login from person join account a on a.id = account_id
      where first_name = 'Claire'`)
    assert.deepEqual(claire, {
      usual_name: 'MARTIN',
      birth_name: 'LEFÈVRE',
      birth_date: '1987-03-14',
      mobile: '+33612345678',
      work_phone: '+33320000001',
      email: 'claire.martin@example.org',
      login: 'claire.martin',
    })
    assert.deepEqual(
      await rows(sql`
      select c.first_name, c.ine, s.uai, g.level, k.name from child c join schooling g on g.child_id = c.id
      join school s on s.id = g.school_id join school_class k on k.id = g.class_id
      where c.last_name = 'MARTIN' order by c.birth_date`),
      [
        {
          first_name: 'Zoé',
          ine: '0712345678A',
          uai: '0590000E',
          level: 'CE1',
          name: 'CE1 A Mme PETIT',
        },
        {
          first_name: 'Noël',
          ine: '0712345679B',
          uai: '0590000E',
          level: 'MS',
          name: 'MS-GS M. FAURE',
        },
      ],
    )
    assert.equal(await count('account'), 9)
  })
}

test('the same files again change nothing, as the same bytes or saved anew', async () => {
  const { take, count } = await portal()
  applied(await take(onde))
  applied(await take(generic))
  for (const source of [onde, generic]) assert.equal((await take(source)).state, 'repeated')
  assert.equal(await count('import_batch'), 2)
  for (const source of [savedAnew(onde), savedAnew(generic)]) {
    const { created, changed } = applied(await take(source))
    assert.deepEqual([total(created), total(changed)], [0, 0])
  }
})

test('a changed phone changes one row', async () => {
  const { take, rows } = await portal()
  applied(await take(onde))
  applied(await take(generic))
  const file = dataFile('familles_generic.csv', (text) => text.replace('0698765432', '0698765499'))
  const { created, changed, changes } = applied(await take({ format: 'generic', file }))
  assert.deepEqual([total(created), total(changed), changed['adults']], [0, 1, 1])
  assert.deepEqual(changes, [
    { action: 'change', what: 'adult', name: 'Jean-Loup MARTIN', fields: ['mobile'] },
  ])
  assert.deepEqual(await rows(sql`select mobile from person where first_name = 'Jean-Loup'`), [
    { mobile: '+33698765499' },
  ])
})

test('a dry run foresees the same counts and writes nothing', async () => {
  const { take, count } = await portal()
  const foreseen = applied(await take(onde, true))
  assert.equal(
    (await count('household')) +
      (await count('person')) +
      (await count('child')) +
      (await count('import_batch')) +
      (await count('account')),
    0,
  )
  const done = applied(await take(onde))
  assert.deepEqual([foreseen.created, foreseen.changed], [done.created, done.changed])
  assert.deepEqual(done.created, { households: 8, adults: 9, children: 9, accounts: 9 })
})

test('a file with one fault leaves nothing behind', async () => {
  const { take, count } = await portal()
  const result = await take({
    format: 'onde',
    pupils: dataFile('onde_eleves_with_anomalies.csv'),
    guardians: null,
    school: '0590000E',
  })
  assert.equal(result.state, 'refused')
  assert.equal(
    (await count('child')) + (await count('household')) + (await count('import_batch')),
    0,
  )
})

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
  const two = (share: string) =>
    textFile(
      'familles.csv',
      [
        'cle_famille;role;civilite;nom_usage;nom_naissance;prenom;date_naissance;adresse;code_postal;commune;repartition_pct',
        `A;RESPONSABLE1;M;LEROY;LEROY;Marc;1984-01-02;5 allée du Bois;59223;RONCQ;${share}`,
        'A;ENFANT;F;LEROY;LEROY;Inès;2018-11-03;;;;',
        `B;RESPONSABLE1;MME;BERNARD;BERNARD;Anne;1986-02-03;18 rue de l'Église;59250;HALLUIN;${share}`,
        'B;ENFANT;F;LEROY;LEROY;Inès;2018-11-03;;;;',
      ].join('\n'),
    )
  const refused = await take({ format: 'generic', file: two('') })
  assert.ok(refused.state === 'refused')
  assert.deepEqual(
    refused.anomalies.map(({ line, column }) => [line, column]),
    [[5, 'repartition_pct']],
  )
  applied(await take({ format: 'generic', file: two('50') }))
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

function savedAnew(source: FamilySource): FamilySource {
  const again = (file: { readonly name: string; readonly bytes: Buffer }) => ({
    name: file.name,
    bytes: Buffer.concat([file.bytes, Buffer.from('\r\n')]),
  })
  return source.format === 'generic'
    ? { ...source, file: again(source.file) }
    : { ...source, pupils: again(source.pupils) }
}
