import assert from 'node:assert/strict'
import { test } from 'node:test'
import { looksLikeNir } from '../../src/kernel/text.ts'
import { readFamilies, type FamilySource } from '../../src/operations/imports/read.ts'
import type { ImportFile } from '../../src/operations/imports/table.ts'
import { dataFile, generic, onde, textFile } from './family-files.ts'

const today = '2026-11-02'

function faults(source: FamilySource) {
  return readFamilies(source, today).anomalies.map(({ file, line, column, message }) => [
    file,
    line,
    column,
    message,
  ])
}

function places(source: FamilySource) {
  return readFamilies(source, today).anomalies.map(({ line, column }) => [line, column])
}

test('every fault of the sample is named by file, line and column', () => {
  const name = 'onde_eleves_with_anomalies.csv'
  assert.deepEqual(
    faults({ format: 'onde', pupils: dataFile(name), guardians: null, school: '0590000E' }),
    [
      [name, 5, 'Date naissance', 'this date does not exist'],
      [name, 5, 'INE', 'the same INE as line 2'],
      [name, 6, 'Nom élève', 'the family name is missing'],
      [name, 6, 'Sexe', 'the sex is neither F nor M'],
      [name, 7, 'INE', 'this looks like a social security number'],
      [name, 7, 'Date naissance', 'the birth date is in the future'],
      [name, 7, 'Cp1', 'the postcode does not have five digits'],
    ],
  )
})

test('the samples without faults have none', () => {
  assert.deepEqual([...faults(onde), ...faults(generic)], [])
})

test('a column that a town hall may not ask for is refused where it holds something', () => {
  const header =
    'cle_famille;role;nom_usage;prenom;Nationalité;Situation familiale;Régime halal;caf_regime'
  const claire = 'F1;RESPONSABLE1;MARTIN;Claire'
  const file = textFile(
    'f.csv',
    `${header}\n${claire};;;;GENERAL\n${claire};Française;;oui;GENERAL\n`,
  )
  const never = faults({ format: 'generic', file }).filter(([, , , message]) =>
    String(message).includes('never collected'),
  )
  assert.deepEqual(
    never.map(([, line, column]) => [line, column]),
    [
      [3, 'Nationalité'],
      [3, 'Régime halal'],
    ],
  )
})

test('so is one of the blood group or of a social security number in ONDE’s list; and a cell that tells a religion', () => {
  const pupilsText = new TextDecoder('windows-1252').decode(dataFile('onde_eleves.csv').bytes)
  for (const name of ['Groupe sanguin', 'Confession/religion', 'N° sécu', 'État matrimonial']) {
    const pupils = textFile('eleves.csv', pupilsText.replace('Attestation fournie', name))
    assert.deepEqual(places({ ...onde, pupils }), [[2, name]])
  }
  assert.deepEqual(placesOf(';;100;\n', ';;100;Repas halal\n'), [[2, 'commentaire']])
  assert.deepEqual(placesOf(';;100;\n', ';;100;Sans porc\n'), [])
  assert.deepEqual(placesOf(';MARTIN;LEFÈVRE;', ';HALAL;LEFÈVRE;'), [])
})

test('a sign that turns a terminal or a text round is no part of a name', () => {
  for (const sign of ['\u001B', '\u0085', '\u202E'])
    assert.deepEqual(placesOf(';MARTIN;LEFÈVRE;', `;MAR${sign}TIN;LEFÈVRE;`), [[2, 'nom_usage']])
})

test('no message repeats a value of the file', () => {
  const pupils = dataFile('onde_eleves_with_anomalies.csv')
  const { anomalies } = readFamilies(
    { format: 'onde', pupils, guardians: null, school: null },
    today,
  )
  const words = anomalies.map(({ message, hint }) => `${message} ${hint}`).join(' ')
  for (const value of ['190015901234567', '31/02/2019', 'KOWALSKI', '5922', '0712345678A'])
    assert.ok(!words.includes(value), value)
})

const unreadable: readonly (readonly [string, ImportFile, RegExp])[] = [
  ['an empty file', textFile('a.csv', ''), /empty/],
  ['blank lines alone', textFile('a.csv', '\n\n'), /empty/],
  ['a header alone', textFile('a.csv', 'Nom élève;Prénom élève\n'), /no line of data/],
  ['a spreadsheet', { name: 'a.csv', bytes: Buffer.from('PK\u0003\u0004rest') }, /spreadsheet/],
  ['bytes that are no text', { name: 'a.csv', bytes: Buffer.from([1, 0, 2, 0, 255, 3]) }, /binary/],
  ['a list of guardians', dataFile('onde_responsables.csv'), /list of guardians/],
  ['our own format', dataFile('familles_generic.csv'), /generic format/],
  ['another header', textFile('a.csv', 'Nom;Prénom\nMARTIN;Zoé\n'), /header/],
  ['commas for semicolons', textFile('a.csv', 'Nom élève,Prénom élève\nMARTIN,Zoé\n'), /header/],
  [
    'a quote that never closes',
    textFile('a.csv', 'Nom élève;Prénom élève\n"MARTIN;Zoé\n'),
    /never closes/,
  ],
]

for (const [what, pupils, sentence] of unreadable) {
  test(`instead of pupils: ${what}`, () => {
    const { anomalies, model } = readFamilies(
      { format: 'onde', pupils, guardians: null, school: null },
      today,
    )
    assert.equal(anomalies.length, 1)
    assert.match(anomalies[0]?.message ?? '', sentence)
    assert.deepEqual(model.children, [])
  })
}

test('the same pupils in UTF-8 with BOM, quoted, with H for boys and in the older form without INE', () => {
  const text = dataFile('onde_eleves.csv').bytes.toString('latin1').replace('\u0092', '’')
  const quoted = text
    .replace(/;M;/g, ';H;')
    .split('\r\n')
    .map(
      (line) =>
        line &&
        line
          .split(';')
          .map((cell) => `"${cell}"`)
          .join(';'),
    )
    .join('\r\n')
  const utf8 = textFile('onde_eleves.csv', `\uFEFF${quoted}`)
  assert.deepEqual(readFamilies({ ...onde, pupils: utf8 }, today), readFamilies(onde, today))
  const older = textFile(
    'be1d.csv',
    text
      .split('\r\n')
      .map((line) => olderLine(line.split(';')))
      .join('\n'),
  )
  const { model, anomalies } = readFamilies({ ...onde, pupils: older }, today)
  assert.deepEqual(anomalies, [])
  assert.deepEqual(
    model.children.map(({ ine, schooling }) => [ine, schooling?.className?.includes('  ')]),
    model.children.map(() => [null, false]),
  )
})

function olderLine(cells: readonly string[]): string {
  if (cells.length < 2) return ''
  const line = [...cells.slice(0, 5), ...cells.slice(6, 17), ...cells.slice(18)]
  return line.join(';').replace('Libellé classe', 'Classe')
}

test('the guardian file with « Numéro de poste » is read the same', () => {
  const guardians = dataFile('onde_responsables.csv', (text) =>
    text
      .split('\r\n')
      .map(
        (line, at) =>
          line &&
          line
            .split(';')
            .toSpliced(11, 0, at === 0 ? 'Num\u00e9ro de poste' : '12')
            .join(';'),
      )
      .join('\r\n'),
  )
  assert.deepEqual(
    readFamilies({ ...onde, guardians }, today).model,
    readFamilies(onde, today).model,
  )
})

function edited(from: string, to: string) {
  return dataFile('onde_responsables.csv', (text) => text.replace(from, to))
}

function placesWith(guardians: ImportFile) {
  return places({ ...onde, guardians })
}

test('faults of the guardian file: an unknown pupil, a bad phone, mail and title, nobody at all', () => {
  assert.deepEqual(placesWith(edited('MARTIN;Zo\u00e9;', 'MARTIN;Chlo\u00e9;')), [
    [2, 'Prénom enfant'],
  ])
  assert.deepEqual(placesWith(edited('06 12 34 56 78', '06 12 34')), [[2, 'Téléphone portable']])
  assert.deepEqual(placesWith(edited('claire.martin@example.org', 'claire.martin')), [
    [2, 'Courriel'],
  ])
  assert.deepEqual(placesWith(edited('MME;;MARTIN', 'DR;;MARTIN')), [[2, 'Civilité Responsable']])
  assert.deepEqual(placesWith(edited(';59223;RONCQ;', ';59223;PARIS;')), [
    [2, 'Commune responsable'],
  ])
})

function secondZoe(className: string) {
  return dataFile(
    'onde_eleves.csv',
    (text) =>
      `${text.trimEnd()}\r\nMARTIN;;Zo\u00e9;01/05/2018;F;0712345699Z;;;;;;;;;CYCLE II;CE2;${className};40213;Oui;Oui;Oui;\r\n`,
  )
}

test('two pupils of one name are told apart by their class, else asked', () => {
  assert.deepEqual(faults({ ...onde, pupils: secondZoe('CE2-CM1  M. ROUX') }), [])
  assert.deepEqual(places({ ...onde, pupils: secondZoe('CE1 A  Mme PETIT') }), [])
  const elsewhere = dataFile('onde_responsables.csv', (text) =>
    text.replace(/12 rue des Lilas/g, '14 rue des Lilas'),
  )
  assert.deepEqual(
    places({ ...onde, pupils: secondZoe('CE1 A  Mme PETIT'), guardians: elsewhere }),
    [
      [2, 'Prénom enfant'],
      [3, 'Prénom enfant'],
    ],
  )
})

function placesOf(from: string | RegExp, to: string) {
  return places({
    format: 'generic',
    file: dataFile('familles_generic.csv', (text) => text.replace(from, to)),
  })
}

test('faults of our own format', () => {
  assert.deepEqual(placesOf(';RESPONSABLE1;', ';PAPA;'), [
    [2, 'role'],
    [2, 'role'],
  ])
  assert.deepEqual(placesOf('tel_mobile', 'tel_mobil'), [[1, 'tel_mobil']])
  assert.deepEqual(placesOf(';1987-03-14;', ';2020-03-14;'), [[2, 'date_naissance']])
  assert.deepEqual(placesOf(';1234567;', ';12345;'), [[2, 'num_allocataire']])
  assert.deepEqual(placesOf(';735;2026-01-01;', ';735;;'), [[2, 'qf_debut']])
  assert.deepEqual(placesOf(';59508;', ';59999;'), [[2, 'code_insee']])
  assert.deepEqual(placesOf(';0590000E;CE1;', ';059;CE9;'), [
    [4, 'ecole_uai'],
    [4, 'niveau'],
  ])
  assert.deepEqual(placesOf(/(FAM-0001;ENFANT;F.*\n)/, '$1$1'), [[5, 'prenom']])
  assert.deepEqual(placesOf(';;100;\n', ';;100;2 87 03 59 350 012 34\n'), [[2, 'commentaire']])
  assert.deepEqual(placesOf(';;100;\n', ';;100\n'), [[2, 'commentaire']])
})

test('a social security number is known however it is written, and nothing else is taken for one', () => {
  for (const nir of [
    '190015901234567',
    '1900159012345',
    '2 87 03 59 350 012 34',
    '2.87.03.2A.350.012',
    'NIR: 187032B350012',
  ])
    assert.ok(looksLikeNir(nir), nir)
  for (const other of [
    '0712345678A',
    '06 12 34 56 78',
    '+33612345678',
    '+2250102030405',
    '1234567',
    '59223',
    '12 rue des Lilas',
    '0033612345678',
  ]) {
    assert.ok(!looksLikeNir(other), other)
  }
})
