import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Address } from './family-model.ts'

/** Where a household lives on a day. */
export async function addressOn(
  tx: Tx,
  householdId: number,
  day: Day,
): Promise<(Address & { readonly validFrom: Day }) | undefined> {
  return tx
    .selectFrom('household_address')
    .select([
      'number',
      'repetition',
      'street',
      'complement',
      'postcode',
      'commune',
      'insee',
      'country',
      'valid_from as validFrom',
    ])
    .where('household_id', '=', householdId)
    .where('valid_from', '<=', day)
    .where((one) => one.or([one('valid_to', 'is', null), one('valid_to', '>=', day)]))
    .executeTakeFirst()
}
