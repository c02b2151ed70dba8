import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startWeb } from '../../src/server.ts'
import { openTown, password } from '../web/town.ts'

const town = await openTown()
const web = await startWeb(town.deps, { port: 0, host: '127.0.0.1' })
after(() => web.stop())
const origin = `http://localhost:${web.port}`
const installed = spawnSync('edbrowse', ['-v']).error === undefined

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
  { skip: !installed && 'no edbrowse on this machine', timeout: 30_000 },
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
