/**
 * Works through families in batches, two at a time: one is computed here while the database works for the other. What
 * each batch gave comes back in the order of the families.
 */
export async function inBatches<T>(
  families: readonly number[],
  size: number,
  work: (batch: readonly number[]) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  async function lane(): Promise<void> {
    for (let at = next++; at * size < families.length; at = next++) {
      results[at] = await work(families.slice(at * size, (at + 1) * size))
    }
  }
  await Promise.all([lane(), lane()])
  return results
}
