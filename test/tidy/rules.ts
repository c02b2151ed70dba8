import { readdirSync, readFileSync } from 'node:fs'
import { fault, type Fault, type Rule, type SourceFile } from './source.ts'

/** Who reads the clock: a command for its run, the worker for its tries, and who waits for the embedded server. */
const clockReaders =
  /^(cli\/context|jobs\/(worker|relay|ring|processor)|src\/db\/embedded\/server)\.ts$/

export const clockIsAnArgument: Rule = (file) => {
  if (clockReaders.test(file.path)) return []
  const faults: Fault[] = []
  file.visit({
    NewExpression(node) {
      if (
        node.callee.type === 'Identifier' &&
        node.callee.name === 'Date' &&
        node.arguments.length === 0
      ) {
        faults.push(fault(file, node.start, 'the clock is an argument'))
      }
    },
    MemberExpression(node) {
      if (file.text.slice(node.start, node.end) === 'Date.now') {
        faults.push(fault(file, node.start, 'the clock is an argument'))
      }
    },
  })
  return faults
}

export const oneReaderOfTheEnvironment: Rule = (file) => {
  const faults: Fault[] = []
  const readers = /^(cli\/context|src\/db\/embedded\/server)\.ts$/
  file.visit({
    MemberExpression(node) {
      if (file.text.slice(node.start, node.end) === 'process.env' && !readers.test(file.path)) {
        faults.push(
          fault(file, node.start, 'only cli/context.ts hands the environment to src/config.ts'),
        )
      }
    },
  })
  return faults
}

/** SQL is always parameters; markup is always escaped. */
export const nothingRaw: Rule = (file) => {
  const faults: Fault[] = []
  file.visit({
    CallExpression(node) {
      const callee = file.text.slice(node.callee.start, node.callee.end)
      if (['sql.raw', 'sql.lit', 'raw', 'memo', 'cx'].includes(callee)) {
        faults.push(fault(file, node.start, `${callee} is not allowed`))
      }
    },
    JSXAttribute(node) {
      const name = file.text.slice(node.name.start, node.name.end)
      if (
        name === 'dangerouslySetInnerHTML' ||
        name.startsWith('hx-') ||
        /^on[a-z]/.test(name) ||
        name === 'style'
      ) {
        faults.push(fault(file, node.start, `attribute ${name} is not allowed`))
      }
    },
    JSXSpreadAttribute(node) {
      faults.push(fault(file, node.start, 'attributes are written out, never spread'))
    },
    TaggedTemplateExpression(node) {
      const tag = file.text.slice(node.tag.start, node.tag.end)
      if (tag === 'html' && file.path !== 'templates/layout.tsx') {
        faults.push(
          fault(file, node.start, "hono's html is for the layout's conditional comments alone"),
        )
      }
    },
  })
  return faults
}

export const templatesOnlyRender: Rule = (file) => {
  const faults: Fault[] = []
  if (!file.path.startsWith('templates/')) return faults
  file.visit({
    AwaitExpression(node) {
      faults.push(fault(file, node.start, 'templates render what they are given: no await'))
    },
  })
  return faults
}

const generated = new Set(['src/db/schema.ts'])

export const filesAreShort: Rule = (file) => {
  const most = file.path.startsWith('templates/') ? 200 : 300
  const lines = file.text.split('\n').length - 1
  if (generated.has(file.path) || lines <= most) return []
  return [fault(file, 0, `${lines} lines, ${most} at most`)]
}

export const functionsAreShort: Rule = (file) => {
  const faults: Fault[] = []
  const most = file.path.endsWith('.tsx') ? 80 : 60
  const measure = (node: { readonly start: number; readonly end: number }) => {
    const lines = file.lineAt(node.end) - file.lineAt(node.start) + 1
    if (lines > most)
      faults.push(fault(file, node.start, `a function of ${lines} lines, ${most} at most`))
  }
  file.visit({ FunctionDeclaration: measure, ArrowFunctionExpression: measure })
  return faults
}

export const banned: Rule = (file) => {
  const faults: Fault[] = []
  if (/(^|\/)(utils?|helpers?|misc|common)(\/|\.ts)/.test(file.path)) {
    faults.push(fault(file, 0, 'a file named for what it does, not utils, helpers or misc'))
  }
  file.visit({
    ExportAllDeclaration: (node) => faults.push(fault(file, node.start, 'no barrels')),
    ExportDefaultDeclaration: (node) => faults.push(fault(file, node.start, 'named exports only')),
    TSEnumDeclaration: (node) => faults.push(fault(file, node.start, 'unions instead of enums')),
  })
  return faults
}

/** Who owns each table, from the comments of the migrations: `comment on table x is 'module: purpose'`. */
function tableOwners(): Map<string, string> {
  const folder = new URL('../../migrations/', import.meta.url)
  const text = readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n')
  return new Map(
    [...text.matchAll(/comment on table (\w+) is '(\w+):/g)].map(([, table = '', owner = '']) => [
      table,
      owner,
    ]),
  )
}

const owners = tableOwners()
const writes = /\b(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?"?(\w+)"?/gi
const builderWrites = /\.(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*['"](\w+)/g

export const oneOwnerATable: Rule = (file) => {
  if (
    !file.path.startsWith('src/') &&
    !file.path.startsWith('jobs/') &&
    !file.path.startsWith('cli/')
  )
    return []
  const faults: Fault[] = []
  for (const pattern of [writes, builderWrites]) {
    for (const match of file.text.matchAll(pattern)) {
      const owner = owners.get(match[1] ?? '')
      if (owner && !isOwner(file, owner)) {
        faults.push(fault(file, match.index, `${match[1]} is written by ${owner} alone`))
      }
    }
  }
  return faults
}

function isOwner(file: SourceFile, owner: string): boolean {
  return file.path.startsWith(`src/${owner}/`)
}
