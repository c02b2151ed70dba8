import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { paths } from '../../src/paths.ts'
import { startWeb } from '../../src/server.ts'
import { startPrograms, until } from '../support/driven.ts'
import { openTown, password } from '../web/town.ts'

const town = await openTown()
const web = await startWeb(town.deps, { port: 0, host: '127.0.0.1' })
after(() => web.stop())
const origin = `http://localhost:${web.port}`
const isInstalled = (program: string) => spawnSync(program, ['-version']).error === undefined

/** edbrowse reads its orders line by line, like the editor ed, and prints what a line says. */
async function edbrowse(orders: readonly string[]): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'preau-edbrowse-'))
  writeFileSync(join(home, '.ebrc'), `jar = ${join(home, 'cookies')}\n`)
  const child = spawn('edbrowse', [], { env: { ...process.env, HOME: home, LANG: 'C.UTF-8' } })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin.end(`${['db0', 'js-', ...orders, 'qt'].join('\n')}\n`)
  await new Promise((resolve) => child.once('close', resolve))
  rmSync(home, { recursive: true })
  return said
}

test(
  'in a text browser without JavaScript Marc signs in, reads what he owes, enrols Inès and leaves',
  { skip: !isInstalled('edbrowse') && 'no edbrowse on this machine', timeout: 30_000 },
  async () => {
    const said = await edbrowse([
      `b ${origin}/connexion`,
      '/courrier d.activation/',
      'i=marc.leroy',
      '/^Mot de passe</',
      `i=${password}`,
      '/<Se connecter>/',
      'i*',
      ',p',
      `b ${origin}/inscriptions`,
      '/{.*Inès/',
      'g',
      '/<Confirmer/',
      'i*',
      ',p',
      '/<Se déconnecter>/',
      'i*',
      ',p',
    ])
    for (const words of [
      /h1 Bonjour Marc/,
      /h2 À régler\s+143,85.€/,
      /Confirmer l’inscription/,
      /C’est fait, votre enfant est inscrit/,
      /Vous êtes bien déconnecté/,
    ]) {
      assert.match(said, words)
    }
  },
)

/** w3m on a terminal: keys in; what a page says is written to a file at its key S. */
function openW3m(at: string) {
  const programs = startPrograms('w3m')
  const shell = `stty rows 60 cols 120; w3m '${at}'`
  const child = programs.start('script', ['-qec', shell, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { TERM: 'xterm', LANG: 'C.UTF-8' },
  })
  let count = 0
  return {
    press: (keys: string) => child.stdin?.write(keys),
    /** The page that is shown, as soon as it says these words. */
    untilShown: async (words: RegExp) => {
      let shown = ''
      await until(`w3m shows ${words}`, async () => {
        count += 1
        const file = join(programs.folder, `page-${count}`)
        child.stdin?.write(`S${file}\n`)
        await until('the page is written', async () => existsSync(file))
        shown = readFileSync(file, 'utf8')
        return words.test(shown)
      })
      return shown
    },
    close: programs.end,
  }
}

const terminal = isInstalled('w3m') && isInstalled('script')
test(
  'in w3m, key by key, Marc signs in, reads what he owes and his statement, and leaves',
  { skip: !terminal && 'no w3m and script on this machine', timeout: 60_000 },
  async (t) => {
    const w3m = openW3m(origin + paths.login)
    t.after(w3m.close)
    await w3m.untilShown(/Identifiant/)
    // a search puts the cursor on a line, the tabulator on the next link or field; return follows or fills it
    w3m.press(`/activation\n\t\nmarc.leroy\n\t\n${password}\n\t\n`)
    assert.match(await w3m.untilShown(/Bonjour Marc/), /À régler\s+143,85.€/)
    w3m.press('/Voir le relev\n\n')
    assert.match(await w3m.untilShown(/Relevé de compte/), /Facture de décembre 2026/)
    w3m.press('g/connecter\n\n')
    await w3m.untilShown(/Vous êtes bien déconnecté/)
  },
)

test(
  'in a text browser Marc brings Inès’s sheet to complete: doctor, insurance, who may come',
  { skip: !isInstalled('edbrowse') && 'no edbrowse on this machine', timeout: 60_000 },
  async () => {
    const said = await edbrowse([
      `b ${origin}/connexion`,
      '/courrier d.activation/',
      'i=marc.leroy',
      '/^Mot de passe</',
      `i=${password}`,
      '/<Se connecter>/',
      'i*',
      `b ${origin}/enfants`,
      '/{Voir sa fiche/',
      'g1',
      '/{Santé}/',
      'g',
      '/^Nom du médecin</',
      'i=Dr Benhamou',
      '/<Enregistrer>/',
      'i*',
      ',p',
      '/{École et quotidien}/',
      'g',
      '/^Assureur</',
      'i=Assurances du Val',
      '/^Par exemple 14.03.2024/',
      'i=01/09/2026',
      '/^Par exemple 14.03.2024/',
      'i=31/08/2027',
      '/<Ajouter l/',
      'i*',
      ',p',
      '/{Qui vient la chercher}/',
      'g',
      '/{Ajouter une personne}/',
      'g',
      '/^Prénom</',
      'i=Monique',
      '/^Nom</',
      'i=Lefèvre',
      '/^Par exemple 14.03.1960/',
      '/</',
      'i=14/03/1955',
      '/^Téléphone</',
      'i=06 12 34 56 78',
      '/<Enregistrer>/',
      'i*',
      ',p',
    ])
    for (const words of [
      /C’est enregistré/,
      /Dr Benhamou/,
      /C’est ajouté/,
      /Assurances du Val[\s\S]*du 01\/09\/2026 au 31\/08\/2027/,
      /Monique Lefèvre[\s\S]*peut venir/,
    ]) {
      assert.match(said, words)
    }
  },
)
