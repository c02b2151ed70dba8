import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { asWorker } from '../../src/db/transactions.ts'
import { erasePastPhotos } from '../../src/enrolments/past-photos.ts'
import { bombPng } from '../files/hostile-files.ts'
import { oneValue, openTown } from './town.ts'
import { hiddenFields, signedIn, type Visitor } from './visitor.ts'
import { sql } from 'kysely'

const town = await openTown()
const ref = await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)
const page = `/enfants/${ref}/photo`

/** A phone's picture: wide, lying on its side, with where it was taken. */
async function fromPhone(): Promise<Buffer> {
  return sharp({ create: { width: 900, height: 600, channels: 3, background: '#2a6f97' } })
    .withExif({ IFD0: { Copyright: 'secret-place' } })
    .jpeg()
    .toBuffer()
}

async function send(
  visitor: Visitor,
  verb: string,
  file?: { name: string; bytes: Buffer; type?: string },
): Promise<Response> {
  const html = await (await visitor.get(page)).text()
  const boundary = 'preau-test'
  const fields = { ...hiddenFields(html, page), [verb]: 'x' }
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head = file
    ? `--${boundary}\r\nContent-Disposition: form-data; name="f_photo"; filename="${file.name}"\r\nContent-Type: ${file.type ?? 'image/jpeg'}\r\n\r\n`
    : ''
  const body = Buffer.concat([
    Buffer.from(parts.join('') + head),
    file?.bytes ?? Buffer.alloc(0),
    Buffer.from(`${file ? '\r\n' : ''}--${boundary}--\r\n`),
  ])
  const request = new Request(`http://localhost${page}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      Cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  })
  return town.app.request(request)
}

async function pictureOf(visitor: Visitor): Promise<Response> {
  const html = await (await visitor.get(page)).text()
  const src = /<img class="portrait" src="([^"]+)"/.exec(html)?.[1]
  assert.ok(src, 'the page shows the photo')
  return visitor.get(src)
}

test('a photo is cut to a portrait, loses what the phone wrote into it, and is shown to the parents alone', async () => {
  const marc = await signedIn(town, 'marc.leroy')
  const sent = await send(marc, 'envoyer', { name: 'IMG_1.JPG', bytes: await fromPhone() })
  assert.equal(sent.status, 303)
  const answer = await pictureOf(marc)
  const bytes = Buffer.from(await answer.arrayBuffer())
  const seen = await sharp(bytes).metadata()
  assert.deepEqual([seen.format, seen.width, seen.height], ['jpeg', 600, 800])
  assert.equal(seen.exif, undefined)
  assert.ok(!bytes.includes('secret-place'))
  assert.equal(answer.headers.get('X-Content-Type-Options'), 'nosniff')
  assert.match(answer.headers.get('Content-Security-Policy') ?? '', /sandbox/)
  for (const seenOn of ['/', '/enfants', '/inscriptions']) {
    const html = await (await marc.get(seenOn)).text()
    assert.match(
      html,
      new RegExp(`<img src="/enfants/${ref}/photo/[^>]* width="\\d+" height="\\d+"`),
      seenOn,
    )
  }
  const anne = await signedIn(town, 'anne.bernard')
  assert.equal((await pictureOf(anne)).status, 200, 'the other parent sees the child too')
  const awa = await signedIn(town, 'awa.diallo')
  assert.equal((await awa.get(`${page}/1.jpg`)).status, 404)
  assert.notEqual((await town.app.request(`http://localhost${page}/1.jpg`)).status, 200)
})

function plain(width: number, background: string) {
  return { create: { width, height: 600, channels: 3, background } } as const
}

/** A wide picture, red on the left and blue on the right. */
async function twoColours(): Promise<Buffer> {
  const red = await sharp(plain(600, '#cc0000')).png().toBuffer()
  return sharp(plain(1_200, '#0000cc'))
    .composite([{ input: red, left: 0, top: 0 }])
    .jpeg()
    .toBuffer()
}

/** The share of red in the portrait, in percent. */
async function redness(visitor: Visitor): Promise<number> {
  const bytes = Buffer.from(await (await pictureOf(visitor)).arrayBuffer())
  const { width, height } = await sharp(bytes).metadata()
  assert.deepEqual([width, height], [600, 800])
  const { channels } = await sharp(bytes).stats()
  return Math.round(((channels[0]?.mean ?? 0) / 0xcc) * 100)
}

test('it is cut, brought nearer and turned by plain buttons from what was sent, and taken away; no old bytes stay', async () => {
  const marc = await signedIn(town, 'marc.leroy')
  await send(marc, 'envoyer', { name: 'IMG_2.JPG', bytes: await twoColours() })
  const blobs = () => oneValue(town, sql`select count(*)::text as value from blob`)
  const before = await blobs()
  const seen = async (...verbs: string[]) => {
    for (const verb of verbs) assert.equal((await send(marc, verb)).status, 303, verb)
    return redness(marc)
  }
  assert.equal(await redness(marc), 50, 'the middle at first')
  assert.ok((await seen('plus_gauche', 'plus_gauche')) > 95)
  assert.ok((await seen('plus_droite', 'plus_droite', 'plus_droite', 'plus_droite')) < 5)
  assert.equal(await seen('plus_gauche', 'plus_gauche'), 50)
  await seen('rapprocher', 'rapprocher', 'plus_bas', 'plus_haut')
  assert.equal(await seen('eloigner', 'eloigner'), 50, 'nothing was lost on the way')
  assert.equal(await seen('tourner_droite'), 75, 'upright, its top is what was left')
  assert.equal(await seen('plus_bas', 'plus_bas', 'plus_bas', 'plus_bas'), 25)
  await seen('tourner_gauche')
  assert.equal(await blobs(), before)
  assert.equal((await send(marc, 'autre')).status, 422)
  assert.equal(await blobs(), before, 'a form without a verb takes nothing away')
  assert.equal((await send(marc, 'retirer')).status, 303)
  assert.equal(Number(await blobs()), Number(before) - 2)
  assert.match(
    await (await marc.get(page)).text(),
    /child-badge[^>]*>\s*I\s*</,
    'the initial is back',
  )
})

test('Internet Explorer 7 sends a path as the name and a type of its own: the photo is taken', async () => {
  const marc = await signedIn(town, 'marc.leroy')
  const old = { name: 'C:\\Mes photos\\Inès.jpg', bytes: await fromPhone(), type: 'image/pjpeg' }
  assert.equal((await send(marc, 'envoyer', old)).status, 303)
  assert.equal((await pictureOf(marc)).status, 200)
})

test('a file that is no picture, or would fill the memory, is refused kindly', async () => {
  const marc = await signedIn(town, 'marc.leroy')
  for (const bytes of [
    Buffer.from('<svg onload="x"/>'),
    Buffer.from('%PDF-1.7 x'),
    Buffer.alloc(0),
    bombPng(),
  ]) {
    const answer = await send(marc, 'envoyer', { name: 'x.jpg', bytes })
    assert.equal(answer.status, 422)
    assert.match(await answer.text(), /class="errors"/)
  }
})

test('a month after the last enrolment a photo is erased with what it was cut from; until then, and without any, it stays', async () => {
  const marc = await signedIn(town, 'marc.leroy')
  await send(marc, 'envoyer', { name: 'IMG_3.JPG', bytes: await fromPhone() })
  const blobs = () => oneValue(town, sql`select count(*)::text as value from blob`)
  const erasedOn = (day: string) =>
    asWorker(town.db, (tx) => erasePastPhotos(tx, new Date(`${day}T04:15:00Z`)))
  assert.equal(await erasedOn('2028-01-01'), 0, 'the child was never enrolled')
  const enrolled = sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, valid_to, state, decided_at)
    select m.household_id, c.id, g.activity_id, g.id, s.first_day, s.last_day, s.state, s.decided_at
    from child c join lateral (
        select household_id from household_child where child_id = c.id order by household_id limit 1) m on true
      cross join activity_group g
      cross join (values ('2026-09-01'::date, '2026-12-08'::date, 'ACCEPTED', '2026-08-20'::timestamptz),
                         ('2027-09-01', null, 'REQUESTED', null)) s(first_day, last_day, state, decided_at)
    where c.ref = ${ref}::uuid`
  await asWorker(town.db, (tx) => enrolled.execute(tx))
  assert.equal(await erasedOn('2027-02-01'), 0, 'the next year is asked for')
  const withdrawn = sql`
    update enrolment set state = 'CANCELLED', decided_at = '2026-11-30' where state = 'REQUESTED'`
  await asWorker(town.db, (tx) => withdrawn.execute(tx))
  const before = Number(await blobs())
  assert.equal(await erasedOn('2027-01-08'), 0)
  assert.equal(await erasedOn('2027-01-09'), 1)
  assert.equal(Number(await blobs()), before - 2)
  assert.match(await (await marc.get(page)).text(), /child-badge[^>]*>\s*I\s*</)
  assert.equal(await erasedOn('2027-01-10'), 0)
})
