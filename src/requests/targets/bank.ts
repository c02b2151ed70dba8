import { bankAccountOn, setBankAccount } from '../../households/bank-accounts.ts'
import { maskIban } from '../../households/iban.ts'
import { dayOf } from '../../kernel/day.ts'
import { z } from '../../kernel/forms.ts'
import type { TargetRules } from '../model.ts'
import { leaveBankAccount } from '../signatures.ts'

const account = z.object({
  holder: z.string().min(1).max(70),
  iban: z.string(),
  bic: z.string().nullable(),
})

/** The account that debits are taken from. It counts from the day on which it is accepted. */
export const bankTarget: TargetRules = {
  subject: 'BANK',
  sealedWith: 'FAMILY',
  sensitive: 'bank',
  policy: { account: 'FAMILY.bankAccount' },
  labels: { account: 'Compte bancaire' },
  words: (_field, value) => {
    const parsed = account.safeParse(value)
    return parsed.success ? `${maskIban(parsed.data.iban)}, ${parsed.data.holder}` : ''
  },
  read: async (tx, keys, { householdId, day }) => {
    const known = await bankAccountOn(tx, keys, householdId, day)
    return { account: known ? { holder: known.holder, iban: known.iban, bic: known.bic } : null }
  },
  apply: async (tx, keys, { householdId, values }, by) => {
    const wanted = account.parse(values['account'])
    const known = await bankAccountOn(tx, keys, householdId, dayOf(by.now))
    if (known?.iban !== wanted.iban) await leaveBankAccount(tx, householdId, by)
    await setBankAccount(tx, keys, { householdId, ...wanted, validFrom: dayOf(by.now) }, by)
  },
}
