import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import sharp from 'sharp'
import { issueLetters } from '../../src/accounts/letters.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { importFamilies } from '../../src/operations/imports/import-families.ts'
import { paths } from '../../src/paths.ts'
import { openBrowserPortal, openPage, tuesday } from './portal.ts'

const portal = await openBrowserPortal()
const { page, complaints } = await openPage(portal, {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  reducedMotion: 'reduce',
})

const password = 'Marronnier2026'

/** What a list of another program may know of a family: names and one birth date. */
const halfEmpty = `cle_famille;role;civilite;nom_usage;nom_naissance;prenom;date_naissance
PHONE-1;RESPONSABLE1;MME;PETIT;;Sonia;
PHONE-1;ENFANT;F;PETIT;PETIT;Lou;2017-04-11
`

/** The letter that the town hall prints for the parent whom it imported. */
async function letterToSonia() {
  const { db, keys } = portal
  const file = { name: 'familles.csv', bytes: Buffer.from(halfEmpty) }
  const by = { now: tuesday, actor: 'sophie' }
  const imported = await asWorker(db, (tx) =>
    importFamilies(tx, keys, { format: 'generic', file }, by),
  )
  assert.equal(imported.state, 'applied', JSON.stringify(imported))
  const account = await asWorker(db, (tx) =>
    tx.selectFrom('account').select('id').where('login', '=', 'sonia.petit').executeTakeFirst(),
  )
  const [letter] = await issueLetters({ db, keys }, [account?.id ?? 0], { days: 60, ...by })
  assert.ok(letter)
  return letter
}

/** Follows a link or presses a button, and looks whether the page that comes fits. */
async function tap(link: Locator): Promise<void> {
  await Promise.all([page.waitForEvent('load'), link.first().tap()])
  await assertFits()
  assert.deepEqual(await page.locator('.errors').allInnerTexts(), [], page.url())
}

const follow = (name: string | RegExp) => tap(page.locator('main').getByRole('link', { name }))
const press = (name: string | RegExp) => tap(page.locator('main').getByRole('button', { name }))

async function fill(answers: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(answers))
    await page.getByLabel(label, { exact: true }).fill(value)
}

/** A picture from the phone's camera. */
async function photograph(): Promise<void> {
  const background = '#2a6f97'
  const picture = sharp({ create: { width: 900, height: 1_200, channels: 3, background } })
  const photo = { name: 'IMG_0001.jpg', mimeType: 'image/jpeg' }
  const buffer = await picture.jpeg().toBuffer()
  await page.locator('input[type=file]').setInputFiles({ ...photo, buffer })
}

async function go(path: string): Promise<void> {
  await page.goto(path)
  await assertFits()
}

async function assertFits(): Promise<void> {
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390, page.url())
}

const words = () => page.locator('main').innerText()

test('Sonia opens her account with the letter, and home says what an import left out', async () => {
  const { login, code } = await letterToSonia()
  await page.goto(paths.activation)
  await fill({ Identifiant: login, Code: code })
  await fill({ 'Nouveau mot de passe': password, 'Le même, encore une fois': password })
  await press('Activer mon compte')
  const left = await words()
  assert.match(left, /Justificatif de domicile\s+Demandé à toutes les familles\s+à fournir/)
  assert.match(left, /Dossier 2026-2027 à relire\s+Mes informations et fiche de Lou\s+à confirmer/)
})

test('she writes where she can be reached and where she lives, and finds her own sheet right', async () => {
  await follow(/Dossier 2026-2027 à relire/)
  await follow('Modifier Sonia')
  await fill({
    'Nom de naissance': 'Garnier',
    'Date de naissance': '12/05/1988',
    'Lieu de naissance': 'Roncq',
    'Téléphone mobile': '06 12 34 56 79',
  })
  await press(/^(Enregistrer|Envoyer)$/)
  await follow('Changer d’adresse')
  await fill({ 'Numéro et rue': '3 rue des Tilleuls', 'Code postal': '59223', Commune: 'Roncq' })
  await fill({ 'Vous y habitez depuis le': '01/09/2026' })
  await press('Envoyer')
  await go(paths.familyFile)
  await press('Confirmer cette page')
})

test('she fills Lou’s sheets one after the other, with a photo, and confirms each', async () => {
  await go(paths.home)
  await follow(/Dossier 2026-2027 à relire/)
  await follow(/Voir sa fiche/)
  const lou = page.url()
  await follow('Corriger l’identité')
  await fill({ 'Lieu de naissance': 'Tourcoing' })
  await press('Envoyer')

  await go(lou)
  await follow(/^école et quotidien$/)
  await page.getByLabel('Sait nager').selectOption({ label: 'Oui' })
  await press('Enregistrer')
  await fill({ Assureur: 'MAE', 'Numéro de contrat': 'ASC-1187' })
  await fill({ 'Valable du': '01/09/2026', au: '31/08/2027' })
  await photograph()
  await press('Ajouter l’assurance')
  await press('Confirmer cette page')

  await go(lou)
  await follow(/^santé$/)
  await fill({ 'Nom du médecin': 'Dr Benhamou', 'Téléphone du médecin': '01 99 00 12 40' })
  await press('Enregistrer')
  await follow('Ajouter un vaccin')
  for (const day of ['11/06/2017', '11/08/2017', '11/03/2018', '11/04/2023']) {
    await page.getByLabel('Vaccin').selectOption('DTP')
    await fill({ 'Date de la dose': day })
    await press('Ajouter')
  }
  assert.match(await words(), /à jour/)
  await follow('Revenir à sa santé')
  await press('Confirmer cette page')

  await go(lou)
  await follow(/^personnes autorisées$/)
  await follow(/Ajouter/)
  await fill({ Prénom: 'Odette', Nom: 'Garnier', 'Lien avec l’enfant': 'grand-mère' })
  await fill({ 'Date de naissance': '02/02/1958', Téléphone: '06 12 34 56 80' })
  await page.getByLabel('Venir chercher Lou').check()
  await press('Enregistrer')
  await press('Confirmer cette page')

  await go(lou)
  await follow(/^autorisations$/)
  for (const yes of await page.getByLabel(/^Oui/).all()) await yes.check()
  await press('Enregistrer mes réponses')
  await press('Confirmer cette page')

  await follow('Photo')
  await photograph()
  await press('Envoyer la photo')
  await press('Rapprocher')
  await press('Tourner à droite')
  await page.getByAltText('Photo de Lou').last().waitFor()
})

test('she photographs the papers that home still asks for, and nothing is left for her to do', async () => {
  const toSend = page.locator('main a[href^="/pieces/envoyer"]')
  await go(paths.home)
  for (let left = await toSend.count(); left > 0; left -= 1) {
    await tap(toSend)
    await photograph()
    await press('Envoyer à la mairie')
    await go(paths.home)
  }
  const left = await words()
  assert.match(left, /Rien à fournir, merci/)
  assert.doesNotMatch(left, /à relire|à refaire|à confirmer/)
  for (const waits of ['La fiche de votre enfant', 'Les informations du foyer', 'Vos informations'])
    assert.match(left, new RegExp(`${waits}\\s+En examen`), 'what waits for the town hall is said')
  assert.deepEqual(complaints, [])
})
