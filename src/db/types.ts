import pg from 'pg'

const { builtins } = pg.types

/**
 * How PostgreSQL's values arrive: `date` and `date[]` as `YYYY-MM-DD` text (never a Date in the local zone),
 * `int8` as a number (ids and sums stay below 2^53), `numeric` as a number (quantities only, money is integer).
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary')
    if (oid === builtins.DATE) return (text: string) => text
    if (oid === 1182) return parseTextArray
    if (oid === builtins.INT8 || oid === builtins.NUMERIC) return Number
    if (oid === 1016) return (text: string) => parseTextArray(text).map(Number)
    return pg.types.getTypeParser(oid, 'text')
  },
}

function parseTextArray(text: string): string[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',')
}
