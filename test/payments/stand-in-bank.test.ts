import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { spplus } from '../../src/payments/providers/spplus/spplus.ts'
import { startStandInBank } from '../../src/payments/stand-in-banks/spplus/bank.ts'
import { demoCards, demoShop } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { morning } from './payment-world.ts'

const received: string[] = []
let isDeaf = false
const shopServer = createServer((request, response) => {
  received.push(request.url ?? '')
  response.writeHead(isDeaf ? 503 : 200).end(isDeaf ? 'indisponible' : 'spcheckok')
})
await new Promise<void>((resolve) => shopServer.listen(0, '127.0.0.1', resolve))
const address = shopServer.address()
const shopPort = typeof address === 'object' && address ? address.port : 0
const bank = await startStandInBank({
  ...demoShop,
  port: 0,
  notifyUrl: `http://127.0.0.1:${shopPort}/notification`,
  clock: () => morning,
  lateMs: 50,
})
after(async () => {
  await bank.close()
  shopServer.close()
})

const shop = {
  shopId: demoShop.siret,
  key: demoShop.clent,
  mode: 'TEST',
  pageUrl: bank.pageUrl,
} as const

function orderUrl(reference: string): Promise<string> {
  return spplus.startUrl(
    {
      reference,
      amountCents: 14_385,
      validUntil: '2026-12-08',
      email: 'claire.martin@example.org',
      returnUrl: 'http://localhost:3000/paiement/retour/spplus',
    },
    shop,
  )
}

async function payWith(reference: string, form: Record<string, string>): Promise<string> {
  const cardPage = await (await fetch(await orderUrl(reference))).text()
  const token = /name="paiement" value="([a-z2-7]+)"/.exec(cardPage)?.[1] ?? ''
  const answer = await fetch(new URL('/paiement/carte', bank.pageUrl), {
    method: 'POST',
    body: new URLSearchParams({ paiement: token, ...form }),
  })
  return answer.text()
}

const goodCard = { carte: demoCards.accepted, cvv: demoCards.cvv, payer: 'Payer' }
const etatsOf = (reference: string) =>
  received
    .map((url) => new URLSearchParams(url.split('?')[1]))
    .filter((query) => query.get('reference') === reference)
    .map((query) => query.get('etat'))

test('an order that was paid takes no other card, also on a page of it that was open before', async () => {
  const reference = 'AAAAAAAAAAAAAAAAAAB1'
  const before = await (await fetch(await orderUrl(reference))).text()
  assert.match(await payWith(reference, goodCard), /Le paiement est accepté/)
  const paiement = /name="paiement" value="([a-z2-7]+)"/.exec(before)?.[1] ?? ''
  const again = await fetch(new URL('/paiement/carte', bank.pageUrl), {
    method: 'POST',
    body: new URLSearchParams({ paiement, ...goodCard }),
  })
  assert.equal(again.status, 400)
  assert.match(await again.text(), /référence déjà utilisée/)
  assert.deepEqual(etatsOf(reference), ['1', '10'])
})

test('what was not paid can be neither refunded nor unpaid', async () => {
  const reference = 'AAAAAAAAAAAAAAAAAAB2'
  const card = await (await fetch(await orderUrl(reference))).text()
  const paiement = /name="paiement" value="([a-z2-7]+)"/.exec(card)?.[1] ?? ''
  for (const verb of ['rembourser', 'impaye']) {
    const body = new URLSearchParams({ paiement, [verb]: 'oui' })
    const answer = await fetch(new URL('/banque', bank.pageUrl), { method: 'POST', body })
    assert.equal(answer.status, 400, verb)
  }
  assert.deepEqual(etatsOf(reference), [])
})

test('odd requests are answered, and the bank goes on', async () => {
  const port = new URL(bank.pageUrl).port
  const lines = [
    'GET // HTTP/1.1',
    'GET /%00%ff?paiement=%ff HTTP/1.1',
    'PUT /banque HTTP/1.1',
    'nothing',
  ]
  for (const line of lines) {
    const status = await firstLine(
      Number(port),
      `${line}\r\nHost: bank\r\nConnection: close\r\n\r\n`,
    )
    assert.match(status, /^HTTP\/1\.1 4\d\d /, line)
  }
  const head = 'POST /paiement/carte HTTP/1.1\r\nHost: bank\r\nContent-Length: 100\r\n\r\npaiement='
  const cut = connect(Number(port), '127.0.0.1')
  cut.write(head, () => cut.destroy())
  await once(cut, 'close')
  assert.equal((await fetch(new URL('/banque', bank.pageUrl))).status, 200)
})

async function firstLine(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  let answer = ''
  for await (const part of socket) answer += String(part)
  return answer.split('\r\n')[0] ?? ''
}

test('the bank refuses what SP Plus would refuse, and says what is wrong', async () => {
  const right = await orderUrl('AAAAAAAAAAAAAAAAAAA1')
  const wrongs: readonly (readonly [string, string])[] = [
    [right.replace('montant=143.85', 'montant=1.00'), 'sceau (hmac) faux'],
    [right.replace('devise=978', 'devise=999'), 'devise'],
    [`${right}&montant=143.85`, 'champ répété : montant'],
    [`${right}&remise=1`, 'champ inconnu : remise'],
    [right.replace(/hmac=[0-9A-F]+&/, ''), 'hmac'],
  ]
  for (const [url, word] of wrongs) {
    const answer = await fetch(url)
    assert.equal(answer.status, 400, url)
    assert.ok((await answer.text()).includes(word), word)
  }
  assert.equal((await fetch(right)).status, 200)
})

test('an accepted card is promised, then settled; each notification is authentic; the browser may go back', async () => {
  const reference = 'AAAAAAAAAAAAAAAAAAA2'
  const ticket = await payWith(reference, goodCard)
  assert.match(ticket, /Le paiement est accepté/)
  assert.match(ticket, /href="http:\/\/localhost:3000\/paiement\/retour\/spplus\?siret=/)
  assert.deepEqual(etatsOf(reference), ['1', '10'])
  for (const url of received) {
    assert.ok(spplus.readNotification(url.split('?')[1] ?? '', shop).authentic)
  }
  assert.equal((await fetch(await orderUrl(reference))).status, 400, 'a reference serves once')
})

test('a refused card, a wrong code, an abandoned payment', async () => {
  const refused = await payWith('AAAAAAAAAAAAAAAAAAA3', { ...goodCard, carte: demoCards.refused })
  assert.match(refused, /La carte est refusée/)
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA3'), ['2'])
  assert.match(await payWith('AAAAAAAAAAAAAAAAAAA4', { ...goodCard, cvv: '000' }), /role="alert"/)
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA4'), [])
  await payWith('AAAAAAAAAAAAAAAAAAA5', { abandonner: 'Abandonner' })
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA5'), ['12'])
})

test('on demand it repeats, reorders, delays and loses its notifications, and refunds', async () => {
  await payWith('AAAAAAAAAAAAAAAAAAA6', { ...goodCard, envoi: 'twice' })
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA6'), ['1', '10', '1', '10'])
  await payWith('AAAAAAAAAAAAAAAAAAA7', { ...goodCard, envoi: 'reversed' })
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA7'), ['10', '1'])
  await payWith('AAAAAAAAAAAAAAAAAAA8', { ...goodCard, envoi: 'lost' })
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA8'), [])
  await bank.sendAgain('AAAAAAAAAAAAAAAAAAA8')
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA8'), ['1', '10'])
  await bank.operate('AAAAAAAAAAAAAAAAAAA8', '17')
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA8'), ['1', '10', '17'])
  await payWith('AAAAAAAAAAAAAAAAAAA9', { ...goodCard, envoi: 'late' })
  await until(() => etatsOf('AAAAAAAAAAAAAAAAAAA9').length === 2)
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAAA9'), ['1', '10'])
})

test('a shop that does not answer spcheckok hears it again', async () => {
  isDeaf = true
  await payWith('AAAAAAAAAAAAAAAAAA10', { ...goodCard, envoi: 'once' })
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAA10'), ['1', '10'])
  isDeaf = false
  await until(() => etatsOf('AAAAAAAAAAAAAAAAAA10').length === 4)
  assert.deepEqual(etatsOf('AAAAAAAAAAAAAAAAAA10'), ['1', '10', '1', '10'])
})

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(10)
}
