import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { houseFolder } from '../kernel/house-folder.ts'
import { sha256 } from '../kernel/ids.ts'
import type { WebEnv } from './context.ts'
import { drawFavicon } from './favicon.ts'
import { palette, type Scheme } from './palette.ts'

/** The files of the look, ready to be served, and the word that changes with any of them. */
export interface Assets {
  readonly version: string
  readonly files: ReadonlyMap<string, Asset>
}

interface Look {
  readonly colour: string
  readonly logo: Buffer | null
}

interface Asset {
  readonly type: string
  readonly bytes: Buffer
  readonly zipped: Buffer | null
  readonly etag: string
}

const folder = houseFolder('templates/assets/')
const baseSheets = 'page header cards buttons tables calendar forms accounts footer print'
const modernSheets =
  'tokens page icons header cards buttons children week custody lists calendar pattern accounts forms messages facts front-door empty footer phone preferences print'
const copied = {
  'ie.css': 'text/css; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'icons.svg': 'image/svg+xml',
  'preau.svg': 'image/svg+xml',
  'atkinson-next.woff2': 'font/woff2',
  'figures.woff2': 'font/woff2',
}
/** The colour that the literals of base.css were derived from. */
const writtenFrom = palette('#2f7d5b').light

/** Joins the sheets with the commune's colour (`#1f5c57`) and logo put in. Reads the disk: once a look, not a request. */
export async function loadAssets(look: Look): Promise<Assets> {
  const colours = palette(look.colour)
  const [base, modern, htmx, ...others] = await Promise.all([
    join('base', baseSheets),
    join('modern', modernSheets),
    readFile(fileURLToPath(import.meta.resolve('htmx.org/dist/htmx.esm.min.js'))),
    ...Object.keys(copied).map((name) => readFile(new URL(name, folder))),
  ])
  const plain = Object.entries(copied).map(
    ([name, type], index) => [name, type, others[index] ?? Buffer.alloc(0)] as const,
  )
  const parts = [
    ...plain,
    ['htmx.js', 'text/javascript; charset=utf-8', withoutMap(htmx)] as const,
    ...(look.logo ? [['logo.png', 'image/png', look.logo] as const] : []),
    ['favicon.png', 'image/png', await drawFavicon(colours.light.block)] as const,
    ['base.css', 'text/css; charset=utf-8', Buffer.from(coloured(base, colours.light))] as const,
    ['modern.css', 'text/css; charset=utf-8', Buffer.from(modernSheet(modern, colours))] as const,
  ]
  const version = tagOf(Buffer.concat(parts.map(([, , bytes]) => bytes)))
  const files = parts.map(
    ([name, type, bytes]) => [name, asset(type, withVersion(name, bytes, version))] as const,
  )
  return { version, files: new Map(files) }
}

/** The look of the commune as it is set now, read from the disk again only when colour or logo change. */
export function assetsKeeper(): (look: Look) => Promise<Assets> {
  let last: { look: Look; assets: Promise<Assets> } | null = null
  return (look) => {
    if (last && isSameLook(last.look, look)) return last.assets
    last = { look, assets: loadAssets(look) }
    return last.assets
  }
}

/** `/favicon.ico`, which every browser asks for by itself. */
export function faviconRoute(current: (look: Look) => Promise<Assets>): Hono<WebEnv> {
  return new Hono<WebEnv>().get('/favicon.ico', async (c) => {
    const { files } = await current(c.get('settings').look)
    const bytes = files.get('favicon.png')?.bytes ?? Buffer.alloc(0)
    c.header('Cache-Control', 'public, max-age=86400')
    return c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/png' })
  })
}

/** `/assets/…`: a year when the address carries the version, an hour otherwise. */
export function assetRoutes(current: (look: Look) => Promise<Assets>): Hono<WebEnv> {
  return new Hono<WebEnv>().get('/assets/:name', async (c) => {
    const assets = await current(c.get('settings').look)
    const file = assets.files.get(c.req.param('name'))
    if (!file) return c.notFound()
    const isVersioned = c.req.query('v') === assets.version
    c.header(
      'Cache-Control',
      isVersioned ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    )
    c.header('ETag', file.etag)
    c.header('Vary', 'Accept-Encoding')
    if (c.req.header('If-None-Match') === file.etag) return c.body(null, 304)
    c.header('Content-Type', file.type)
    const isZipped = file.zipped !== null && /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '')
    if (isZipped) c.header('Content-Encoding', 'gzip')
    return c.body(new Uint8Array(isZipped && file.zipped ? file.zipped : file.bytes))
  })
}

function isSameLook(a: Look, b: Look): boolean {
  if (a.colour !== b.colour) return false
  return a.logo === b.logo || (a.logo !== null && b.logo !== null && a.logo.equals(b.logo))
}

async function join(part: string, names: string): Promise<string> {
  const sheets = names
    .split(' ')
    .map((name) => readFile(new URL(`${part}/${name}.css`, folder), 'utf8'))
  return (await Promise.all(sheets)).join('')
}

function coloured(css: string, light: Scheme): string {
  return css
    .replaceAll(writtenFrom.townStrong, light.townStrong)
    .replaceAll(writtenFrom.town, light.town)
    .replaceAll(writtenFrom.veil, light.veil)
    .replaceAll(writtenFrom.edge, light.edge)
}

/** Wholly inside one @supports: browsers of before 2017 skip it in one piece. */
function modernSheet(css: string, { light, dark }: { light: Scheme; dark: Scheme }): string {
  return `@supports (display: grid) and (color: var(--x)) {
:root { ${tokens(light)} }
@media screen and (prefers-color-scheme: dark) { :root { ${tokens(dark)} } }
${css}}
`
}

function tokens(scheme: Scheme): string {
  const written = Object.entries(scheme).map(
    ([name, colour]) =>
      `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${colour}`,
  )
  return written.join('; ')
}

/** The pictures and the fonts that a sheet names carry the version too. */
function withVersion(name: string, bytes: Buffer, version: string): Buffer {
  if (name !== 'modern.css') return bytes
  return Buffer.from(bytes.toString('utf8').replace(/url\("([^"]+)"\)/g, `url("$1?v=${version}")`))
}

function withoutMap(script: Buffer): Buffer {
  return Buffer.from(script.toString('utf8').replace(/\/\/# sourceMappingURL=.*\s*$/, ''))
}

function asset(type: string, bytes: Buffer): Asset {
  const isText = /^text|svg/.test(type)
  return { type, bytes, zipped: isText ? gzipSync(bytes) : null, etag: `"${tagOf(bytes)}"` }
}

function tagOf(bytes: Buffer): string {
  return sha256(bytes).toString('hex').slice(0, 12)
}
