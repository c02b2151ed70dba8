import { sql } from 'kysely'
import { moveHousehold } from '../../households/move-household.ts'
import { countryName, france } from '../../households/countries.ts'
import { addressOn } from '../../households/address-of.ts'
import { streetText } from '../../households/addresses.ts'
import { isDay } from '../../kernel/day.ts'
import { z } from '../../kernel/forms.ts'
import { dateInWords } from '../../kernel/french.ts'
import type { TargetRules } from '../model.ts'

const text = z.string().nullable()

const address = z.object({
  number: text,
  repetition: text,
  street: z.string(),
  complement: text,
  postcode: z.string(),
  commune: z.string(),
  insee: text,
  country: z.string(),
})

/** An address and the day from which it counts. */
export const addressValue = z.object({ ...address.shape, from: z.string().refine(isDay) })

/** Where the household lives: one value, since its parts mean nothing alone. It decides residence, from its day on. */
export const addressTarget: TargetRules = {
  subject: 'HOUSEHOLD',
  sealedWith: null,
  sensitive: null,
  policy: { address: 'FAMILY.address' },
  labels: { address: 'Adresse du foyer' },
  words: (_field, value) => {
    const parsed = addressValue.safeParse(value)
    return parsed.success ? addressWords(parsed.data) : ''
  },
  read: async (tx, _keys, { householdId, day }) => {
    const known = await addressOn(tx, householdId, day)
    if (!known) return { address: null }
    const { validFrom, ...parts } = known
    return { address: { ...parts, from: validFrom } }
  },
  apply: async (tx, _keys, { householdId, values }, by) => {
    const { from, ...home } = addressValue.parse(values['address'])
    await sql`select id from household where id = ${householdId} for update`.execute(tx)
    await moveHousehold(tx, { householdId, address: home, from }, by)
  },
}

function addressWords({ from, ...home }: z.infer<typeof addressValue>): string {
  const country = home.country === france ? [] : [countryName(home.country)]
  const lines = [streetText(home), home.complement, `${home.postcode} ${home.commune}`, ...country]
  return `${lines.filter(Boolean).join(', ')} (depuis le ${dateInWords(from)})`
}
