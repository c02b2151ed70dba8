import type { ChildFile } from '../child-file.ts'

/** ASCII, as a plain old browser saves it: `fiche-simple-zoe-martin.pdf`. */
export function childSheetName(child: ChildFile, isComplete: boolean): string {
  const name = `${child.firstName}-${child.usualName ?? child.lastName}`
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
  return `fiche-${isComplete ? 'complete' : 'simple'}-${name}.pdf`
}
