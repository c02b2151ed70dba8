/** Quotients from `from` (included) to `to` (excluded; null: without end), as whole euros. */
export interface Bounds {
  readonly from: number
  readonly to: number | null
}

const comparison: readonly [RegExp, (numbers: readonly number[]) => Bounds][] = [
  [/^(any|all)$/, () => ({ from: 0, to: null })],
  [/^<(\d+)$/, ([a = 0]) => ({ from: 0, to: a })],
  [/^≤(\d+)$/, ([a = 0]) => ({ from: 0, to: a + 1 })],
  [/^>(\d+)$/, ([a = 0]) => ({ from: a + 1, to: null })],
  [/^(?:≥(\d+)|(\d+)\+)$/, ([a = 0]) => ({ from: a, to: null })],
  [/^(\d+)(?:-|to)<(\d+)$/, ([a = 0, b = 0]) => ({ from: a, to: b })],
  [/^(\d+)(?:-|to)(\d+)$/, ([a = 0, b = 0]) => ({ from: a, to: b + 1 })],
  [/^(?:(\d+)≤qf|≥(\d+)and|≥(\d+),)<(\d+)$/, ([a = 0, b = 0]) => ({ from: a, to: b })],
  [/^(?:(\d+)≤qf|≥(\d+)and)≤(\d+)$/, ([a = 0, b = 0]) => ({ from: a, to: b + 1 })],
  [/^(?:(\d+)<qf|>(\d+)and)<(\d+)$/, ([a = 0, b = 0]) => ({ from: a + 1, to: b })],
  [/^(?:(\d+)<qf|>(\d+)and)≤(\d+)$/, ([a = 0, b = 0]) => ({ from: a + 1, to: b + 1 })],
]

/**
 * Reads the ways in which price lists write a bracket: `< 400`, `≤ 750`, `400 <= QF < 640`, `≥ 400 and < 640`,
 * `600-999` (whole numbers, both included), `400 to < 640`, `> 1900`, `1501+`, `any`. A quotient is floored before
 * the look-up, so « > 1900 » begins at 1901. Null when it is none of these, empty, or beyond a million.
 */
export function parseBounds(text: string): Bounds | null {
  const compact = text
    .toLowerCase()
    .replace(/<=/g, '≤')
    .replace(/>=/g, '≥')
    .replace(/[–—]/g, '-')
    .replace(/[\s€]/g, '')
    .replace(/à/g, 'to')
    .replace(/^qf(?=[<≤>≥])/, '')
  for (const [pattern, bounds] of comparison) {
    const match = pattern.exec(compact)
    if (!match) continue
    const found = bounds(
      match
        .slice(1)
        .filter((part) => /^\d+$/.test(part ?? ''))
        .map(Number),
    )
    const highest = found.to ?? found.from
    return highest <= 1_000_000 && (found.to === null || found.from < found.to) ? found : null
  }
  return null
}

/** `800 to 859`, `from 1901`: whole quotients, both ends included. */
export function boundsInWords({ from, to }: Bounds): string {
  if (to === null) return `from ${from}`
  return to === from + 1 ? `${from}` : `${from} to ${to - 1}`
}
