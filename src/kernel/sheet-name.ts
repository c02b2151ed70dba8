export type SheetExtent = 'simple' | 'complete'

/** The file of a child's printed sheet, ASCII as a plain old browser saves it: `fiche-simple-zoe-martin.pdf`. */
export function sheetName(
  child: {
    readonly firstName: string
    readonly lastName: string
    readonly usualName: string | null
  },
  extent: SheetExtent,
): string {
  const name = `${child.firstName}-${child.usualName ?? child.lastName}`
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
  return `fiche-${extent}-${name}.pdf`
}
