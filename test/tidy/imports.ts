import { fault, type Fault, type Import, type Rule, type SourceFile } from './source.ts'

/** The modules in the order in which they may know each other: each only what stands before it. */
const order = [
  'settings',
  'audit',
  'files',
  'officers',
  'messages',
  'accounts',
  'households',
  'ledger',
  'pricing',
  'activities',
  'enrolments',
  'billing',
  'payments',
  'requests',
  'operations',
  'demo',
]
const openToAll = new Set(['settings', 'audit', 'files'])

/** Composition roots know everything. */
const roots = new Set([
  'src/server.ts',
  'jobs/worker.ts',
  'cli/main.ts',
  'cli/start.ts',
  'cli/context.ts',
])

/** Which rooms of the house a room may import from (architecture.md, « Who may import whom »). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  kernel: ['kernel'],
  db: ['kernel', 'db'],
  domain: ['kernel', 'db', 'domain'],
  templates: ['kernel', 'paths', 'templates'],
  web: ['kernel', 'paths', 'domain', 'templates', 'pdf', 'web', 'config', 'db'],
  jobs: [
    'kernel',
    'domain',
    'db',
    'templates',
    'pdf',
    'mail',
    'queue',
    'jobs',
    'config',
    'log',
    'paths',
  ],
  cli: [
    'kernel',
    'domain',
    'db',
    'templates',
    'pdf',
    'mail',
    'queue',
    'cli',
    'config',
    'log',
    'paths',
    'jobs',
  ],
}

export const importWalls: Rule = (file) => {
  if (roots.has(file.path)) return []
  return file.imports.flatMap((found) => wallFaults(file, found))
}

function wallFaults(file: SourceFile, found: Import): Fault[] {
  if (found.target === null) return []
  const from = roomOf(file.path)
  const to = roomOf(found.target)
  if (from === 'templates' && found.typeOnly) return []
  if (
    from === 'web' &&
    to === 'db' &&
    !found.typeOnly &&
    !/\/(transactions|form-keys)\.ts$/.test(found.target)
  ) {
    return [wall(file, found, 'web takes only transactions from db')]
  }
  if ((from === 'jobs' || from === 'cli') && /^templates\/(?!mail\/|pdf\/)/.test(found.target))
    return [wall(file, found, `${from} takes only mails and PDF from templates`)]
  const rooms = allowed[from]
  if (rooms && !rooms.includes(to)) return [wall(file, found, `${from} may not import ${to}`)]
  return from === 'domain' && to === 'domain' ? orderFaults(file, found) : []
}

function orderFaults(file: SourceFile, found: Import): Fault[] {
  const from = moduleOf(file.path)
  const to = moduleOf(found.target ?? '')
  if (from === to || openToAll.has(to)) return []
  if (order.indexOf(to) < order.indexOf(from)) return []
  return [wall(file, found, `${from} stands before ${to} and may not know it`)]
}

/** kysely in db and domain, hono in web and templates, and so on. */
const libraryRooms: Readonly<Record<string, readonly string[]>> = {
  kysely: ['db', 'domain'],
  hono: ['web', 'templates', 'server'],
  bullmq: ['queue', 'jobs'],
  ioredis: ['queue', 'jobs'],
  commander: ['cli'],
  zod: ['kernel'],
  '@myriaddreamin/typst-ts-node-compiler': ['pdf'],
  nodemailer: ['mail'],
}

export const libraryWalls: Rule = (file) =>
  file.imports.flatMap((found) => {
    const name = found.from.startsWith('@')
      ? found.from.split('/').slice(0, 2).join('/')
      : (found.from.split('/')[0] ?? '')
    const rooms = libraryRooms[name === '@hono' ? 'hono' : name]
    return !rooms || rooms.includes(roomOf(file.path))
      ? []
      : [wall(file, found, `${name} belongs to ${rooms.join(', ')}`)]
  })

const pictureLibrary = 'src/files/picture-library.ts'

/** Where libvips is told what it may read (security.md): who takes sharp elsewhere could come before that. */
export const oneWayToPictures: Rule = (file) =>
  file.imports
    .filter(({ from, typeOnly }) => from === 'sharp' && !typeOnly && file.path !== pictureLibrary)
    .map((found) => wall(file, found, `pictures are read through ${pictureLibrary}`))

function wall(file: SourceFile, found: Import, message: string): Fault {
  return fault(file, file.text.indexOf(found.from), `${message} (${found.from})`)
}

function moduleOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  if (top !== 'src') return top
  if (second.startsWith('pdf')) return 'pdf'
  if (second.endsWith('.ts')) return second.replace('.ts', '')
  return order.includes(second) ? 'domain' : second
}
