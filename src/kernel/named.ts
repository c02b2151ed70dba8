/** What a word from outside names in a table of ours: `constructor`, which every object has, names nothing. */
export function named<T>(table: Readonly<Record<string, T>>, word: string | null = null): T | null {
  return word !== null && Object.hasOwn(table, word) ? (table[word] ?? null) : null
}
