import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor, type VisitorObject } from 'oxc-parser'

/** One source file of the house, parsed. */
export interface SourceFile {
  /** From the project's root, with `/`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
  readonly visit: (visitor: VisitorObject) => void
  readonly lineAt: (offset: number) => number
}

export interface Import {
  readonly from: string
  /** Project path of a relative import, or null for a package. */
  readonly target: string | null
  readonly typeOnly: boolean
}

export interface Fault {
  readonly path: string
  readonly line: number
  readonly message: string
}

export type Rule = (file: SourceFile) => Fault[]

const root = fileURLToPath(new URL('../../', import.meta.url))

export function houseFiles(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) =>
        parseFile(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8')),
      ),
  )
}

export function parseFile(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text)
  const imports = parsed.module.staticImports.map((found) => ({
    from: found.moduleRequest.value,
    target: targetOf(path, found.moduleRequest.value),
    typeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
  }))
  return {
    path,
    text,
    imports: [...imports, ...dynamicImports(path, text, parsed.module.dynamicImports)],
    visit: (visitor) => new Visitor(visitor).visit(parsed.program),
    lineAt: (offset) => text.slice(0, offset).split('\n').length,
  }
}

function dynamicImports(
  path: string,
  text: string,
  found: readonly { readonly moduleRequest: { readonly start: number; readonly end: number } }[],
): Import[] {
  return found
    .map((entry) => text.slice(entry.moduleRequest.start, entry.moduleRequest.end))
    .filter((source) => /^['"]/.test(source))
    .map((source) => source.slice(1, -1))
    .map((from) => ({ from, target: targetOf(path, from), typeOnly: false }))
}

function targetOf(path: string, from: string): string | null {
  if (!from.startsWith('.')) return null
  return join(path, '..', from).split(sep).join('/')
}

export function fault(file: SourceFile, offset: number, message: string): Fault {
  return { path: file.path, line: file.lineAt(offset), message }
}
