import { readFileSync } from 'node:fs'
import type { FamilySource } from '../../src/operations/imports/read.ts'
import type { ImportFile } from '../../src/operations/imports/table.ts'

/** A file of test/data, with its bytes changed by `edit` when given (as UTF-8 or Windows-1252, as it was). */
export function dataFile(name: string, edit?: (text: string) => string): ImportFile {
  const bytes = readFileSync(new URL(`../data/${name}`, import.meta.url))
  if (!edit) return { name, bytes }
  const encoding = name.startsWith('onde_') && !name.includes('anomalies') ? 'latin1' : 'utf8'
  return { name, bytes: Buffer.from(edit(bytes.toString(encoding)), encoding) }
}

export function textFile(name: string, text: string): ImportFile {
  return { name, bytes: Buffer.from(text) }
}

export const generic: Extract<FamilySource, { format: 'generic' }> = {
  format: 'generic',
  file: dataFile('familles_generic.csv'),
}

export const onde: Extract<FamilySource, { format: 'onde' }> = {
  format: 'onde',
  pupils: dataFile('onde_eleves.csv'),
  guardians: dataFile('onde_responsables.csv'),
  school: '0590000E',
}
