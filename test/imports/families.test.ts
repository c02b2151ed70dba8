import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { expected, families } from './expected-families.ts'
import { dataFile, generic, onde } from './family-files.ts'
import { applied, portal, savedAnew, total } from './portal.ts'

for (const [order, first, second] of [
  ['our own file, then ONDE', generic, onde],
  ['ONDE, then our own file', onde, generic],
] as const) {
  test(`the families are the same in either order: ${order}`, async () => {
    const { take, rows, count } = await portal()
    applied(await take(first))
    const again = applied(await take(second))
    if (second === generic)
      assert.deepEqual(again.created, {
        households: 0,
        adults: 0,
        children: 0,
        accounts: 0,
        careProtocols: 0,
      })
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

test('first names in capitals are kept as screens show them; the same people in other capitals change nothing', async () => {
  const { take, rows } = await portal()
  const inCapitals = named((name) => name.toUpperCase())
  applied(await take(inCapitals))
  const kept = await rows(sql`
    select first_name from person union all select first_name from child`)
  for (const name of ['Claire', 'Jean-Loup', 'Zoé', 'Noël'])
    assert.deepEqual(
      kept.filter((row) => isDeepStrictEqual(row, { first_name: name })).length,
      1,
      name,
    )
  for (const source of [generic, named((name) => name.toLowerCase())]) {
    const { created, changed } = applied(await take(source))
    assert.deepEqual([total(created), total(changed)], [0, 0])
  }
})

/** Our own file with every first name written another way. */
function named(write: (name: string) => string): typeof generic {
  const file = dataFile('familles_generic.csv', (text) =>
    text
      .split('\n')
      .map((line, at) => {
        const cells = line.split(';')
        return at === 0 || line === '' ? line : cells.with(5, write(cells[5] ?? '')).join(';')
      })
      .join('\n'),
  )
  return { ...generic, file }
}

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
  assert.deepEqual(done.created, {
    households: 8,
    adults: 9,
    children: 9,
    accounts: 9,
    careProtocols: 0,
  })
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
