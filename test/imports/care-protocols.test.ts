import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { childFile } from '../../src/households/child-file.ts'
import { setCareProtocol } from '../../src/households/health.ts'
import type { FamilySource } from '../../src/operations/imports/read.ts'
import { dataFile, textFile } from './family-files.ts'
import { applied, keys, now, portal, savedAnew, total } from './portal.ts'

const by = { now, actor: 'mairie' }

/** The family of Noël Martin; his cells of PAI, those of his mother, and those of his line in a second family. */
function martin(
  noel: string,
  { claire = ';;', father }: { claire?: string; father?: string } = {},
) {
  const share = father === undefined ? '' : '50'
  const lines = [
    'cle_famille;role;civilite;nom_usage;prenom;date_naissance;adresse;code_postal;commune;repartition_pct;pai_debut;pai_fin;pai_repas',
    `A;RESPONSABLE1;MME;MARTIN;Claire;1987-03-14;12 rue des Lilas;59223;RONCQ;${share};${claire}`,
    `A;ENFANT;M;MARTIN;Noël;2022-02-09;;;;;${noel}`,
    `B;RESPONSABLE1;M;MARTIN;Jean-Loup;1985-11-02;3 rue Haute;59250;HALLUIN;${share};;;`,
    `B;ENFANT;M;MARTIN;Noël;2022-02-09;;;;;${father}`,
  ]
  const kept = father === undefined ? lines.slice(0, 3) : lines
  return { format: 'generic', file: textFile('familles.csv', kept.join('\n')) } as const
}

/** The sample with Noël's cells of PAI. */
function sampleWith(days: string) {
  const file = dataFile('familles_generic.csv', (text) => {
    const [header, ...lines] = text.trimEnd().split(/\r?\n/)
    const cells = lines.map((line) => `${line};${line.includes('Noël') ? days : ';;'}`)
    return [`${header};pai_debut;pai_fin;pai_repas`, ...cells].join('\n')
  })
  return { format: 'generic', file } as const
}

const protocols = sql`select valid_from, valid_to, meal_mode, validated_by from care_protocol order by valid_from`

function noelOf(db: Awaited<ReturnType<typeof portal>>['db']) {
  return asWorker(db, async (tx) => {
    const found = await sql<{ childId: number; ref: string; householdId: number }>`
      select c.id as "childId", c.ref, m.household_id as "householdId"
      from child c join household_child m on m.child_id = c.id where c.first_name = 'Noël'`.execute(
      tx,
    )
    const [noel] = found.rows
    assert.ok(noel)
    const file = await childFile(
      tx,
      keys,
      { ...noel, personId: null },
      { now, actorKind: 'OFFICER', actor: 'mairie', purpose: 'test' },
    )
    return { ...noel, protocols: file?.health?.careProtocols }
  })
}

test("Roncq's file brings Noël's PAI, its days and meal alone, and his file shows it", async () => {
  const { take, rows, db } = await portal()
  const bytes = readFileSync(new URL('../road/input/roncq/familles.csv', import.meta.url))
  const source: FamilySource = { format: 'generic', file: { name: 'familles.csv', bytes } }
  const foreseen = applied(await take(source, true))
  assert.equal(foreseen.created['careProtocols'], 1)
  assert.ok(
    foreseen.changes.some(({ what, name }) => what === 'care protocol' && name === 'Noël MARTIN'),
  )
  assert.deepEqual(await rows(protocols), [])
  assert.deepEqual(applied(await take(source)).created, foreseen.created)
  const { protocols: shown } = await noelOf(db)
  assert.deepEqual(shown, [
    {
      validFrom: '2026-11-01',
      validTo: '2027-08-31',
      mealMode: 'BASKET',
      type: null,
      emergencyKit: null,
      conduct: null,
      doctor: null,
    },
  ])
  assert.equal((await take(source)).state, 'repeated')
  const { created, changed } = applied(await take(savedAnew(source)))
  assert.deepEqual([total(created), total(changed)], [0, 0])
  assert.deepEqual(
    await rows(sql`select count(*)::int as n from audit_event where action = 'care_protocol.set'`),
    [{ n: 1 }],
  )
})

test('Noël, already on file, is given a PAI; a changed last day changes one row', async () => {
  const { take, rows } = await portal()
  applied(await take({ format: 'generic', file: dataFile('familles_generic.csv') }))
  const given = applied(await take(sampleWith('01/11/2026;31/08/2027;PANIER')))
  assert.deepEqual([total(given.created), total(given.changed)], [1, 0])
  const source = sampleWith('2026-11-01;2027-07-02;basket')
  const foreseen = applied(await take(source, true))
  const shorter = applied(await take(source))
  for (const { created, changed, changes } of [foreseen, shorter]) {
    assert.deepEqual([total(created), total(changed), changed['careProtocols']], [0, 1, 1])
    assert.deepEqual(changes, [
      { action: 'change', what: 'care protocol', name: 'Noël MARTIN', fields: ['validTo'] },
    ])
  }
  assert.deepEqual(await rows(protocols), [
    {
      valid_from: '2026-11-01',
      valid_to: '2027-07-02',
      meal_mode: 'BASKET',
      validated_by: 'mairie',
    },
  ])
})

test('a list without PAI leaves the one on file, and one with it keeps what the officer wrote', async () => {
  const { take, rows, db } = await portal()
  applied(await take(martin(';;')))
  const { childId } = await noelOf(db)
  const body = { type: 'FOOD', emergencyKit: 'trousse', conduct: null, doctor: null } as const
  const protocol = { childId, validTo: '2027-07-02', mealMode: 'BASKET', body } as const
  await asWorker(db, (tx) =>
    setCareProtocol(tx, keys, { ...protocol, validFrom: '2026-11-05' }, by),
  )
  assert.equal(total(applied(await take(savedAnew(martin(';;')))).changed), 0)
  applied(await take(martin('2026-11-01;2027-07-02;ADAPTÉ')))
  const [kept] = (await noelOf(db)).protocols ?? []
  assert.deepEqual(
    [kept?.validFrom, kept?.mealMode, kept?.emergencyKit],
    ['2026-11-01', 'ADAPTED', 'trousse'],
  )
  const later = applied(await take(martin('2027-01-04;2027-08-31;SANS')))
  assert.deepEqual([total(later.created), total(later.changed)], [1, 1])
  assert.deepEqual(await rows(protocols), [
    {
      valid_from: '2026-11-01',
      valid_to: '2027-01-03',
      meal_mode: 'ADAPTED',
      validated_by: 'mairie',
    },
    { valid_from: '2027-01-04', valid_to: '2027-08-31', meal_mode: 'NONE', validated_by: 'mairie' },
  ])
  const old = await take(martin('2026-11-01;2027-08-31;ADAPTE'))
  assert.ok(old.state === 'refused')
  assert.deepEqual(
    old.anomalies.map(({ file, line }) => [file, line]),
    [['familles.csv', 3]],
  )
  assert.equal((await rows(protocols)).length, 2)
})

test('Noël of two households has one PAI, written on either line or the same on both', async () => {
  const days = '2026-11-01;2027-08-31;PANIER'
  for (const [first, second] of [
    [days, ';;'],
    [';;', days],
    [days, days],
  ] as const) {
    const { take, rows } = await portal()
    applied(await take(martin(first, { father: second })))
    assert.equal((await rows(protocols)).length, 1)
  }
  const { take } = await portal()
  const result = await take(martin(days, { father: '2026-11-01;2027-07-02;PANIER' }))
  assert.ok(result.state === 'refused')
  assert.deepEqual(
    result.anomalies.map(({ line, column }) => [line, column]),
    [[5, 'pai_fin']],
  )
})

const faulty: readonly (readonly [string, FamilySource, readonly (readonly [number, string])[]])[] =
  [
    [
      'a first day alone',
      martin('2026-11-01;;'),
      [
        [3, 'pai_fin'],
        [3, 'pai_repas'],
      ],
    ],
    [
      'a meal alone',
      martin(';;PANIER'),
      [
        [3, 'pai_debut'],
        [3, 'pai_fin'],
      ],
    ],
    ['no kind of meal', martin('2026-11-01;2027-08-31;'), [[3, 'pai_repas']]],
    ['an unknown kind of meal', martin('2026-11-01;2027-08-31;POULET'), [[3, 'pai_repas']]],
    ['a day that does not exist', martin('31/11/2026;31/08/2027;PANIER'), [[3, 'pai_debut']]],
    ['an end before the beginning', martin('2026-11-02;2026-11-01;PANIER'), [[3, 'pai_fin']]],
    ['an end after the school year', martin('2026-11-01;2027-09-01;PANIER'), [[3, 'pai_fin']]],
    ['an end a year after August', martin('2026-08-31;2027-08-31;PANIER'), [[3, 'pai_fin']]],
    [
      "a PAI on his mother's line",
      martin(';;', { claire: '2026-11-01;2027-08-31;PANIER' }),
      [
        [2, 'pai_debut'],
        [2, 'pai_fin'],
        [2, 'pai_repas'],
      ],
    ],
  ]

test('every fault of a PAI is named by file, line and column, and Noël is not written', async () => {
  const { take, count } = await portal()
  for (const [what, source, places] of faulty) {
    const result = await take(source)
    assert.ok(result.state === 'refused', what)
    assert.deepEqual(
      result.anomalies.map(({ file, line, column }) => [file, line, column]),
      places.map((place) => ['familles.csv', ...place]),
      what,
    )
  }
  assert.equal(await count('child'), 0)
})

test('a PAI of one day, or until 31 August, is taken', async () => {
  for (const days of ['2026-11-02;2026-11-02', '2026-09-01;2027-08-31', '2027-08-31;2027-08-31']) {
    const { take, rows } = await portal()
    applied(await take(martin(`${days};SANS`)))
    assert.equal((await rows(protocols)).length, 1, days)
  }
})
