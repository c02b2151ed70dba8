import type { Tx } from '../src/db/connect.ts'
import { listFamilies, type ListedFamily } from '../src/households/list-families.ts'
import type { Day } from '../src/kernel/day.ts'
import { exits, Failure } from './failures.ts'

/** The family of a file number, a ref or a login. Throws when there is none, or an adult of two is named. */
export async function oneFamily(tx: Tx, ref: string, day: Day): Promise<ListedFamily> {
  const families = await listFamilies(tx, { day, ref: ref.toLowerCase() })
  const [family, other] = families
  if (!family)
    throw new Failure(exits.notFound, 'NOT_FOUND', 'No family has this file number, ref or login', {
      hint: 'preau families list --name …',
    })
  if (other) {
    const numbers = families.map(({ fileNumber, name }) => `${fileNumber} (${name})`).join(', ')
    throw new Failure(
      exits.usage,
      'SEVERAL',
      `This adult belongs to ${families.length} families: ${numbers}`,
      { hint: `preau families show ${family.fileNumber}` },
    )
  }
  return family
}
