import { mayRead, type SensitiveData } from '../src/officers/roles.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'

type Reader = Pick<Cli, 'officer'>

/** Kinds of papers whose content the law protects most. */
const protectedBy: Readonly<Record<string, SensitiveData>> = {
  VACCINATIONS: 'health',
  CARE_PROTOCOL: 'health',
  PRESCRIPTION: 'health',
  QUOTIENT_PROOF: 'fiscal',
  TAX_NOTICE: 'fiscal',
  BANK_DETAILS: 'bank',
  SIGNED_MANDATE: 'bank',
}

export function mayReadPaper({ officer }: Reader, kind: string): boolean {
  const data = protectedBy[kind]
  return data === undefined || mayRead(officer.role, data)
}

/** Who may not read a paper does not decide on it either. Throws NOT_ALLOWED; nothing of the transaction is kept. */
export function requireReader(reader: Reader, kind: string): void {
  if (mayReadPaper(reader, kind)) return
  const data = protectedBy[kind] ?? ''
  throw new Failure(
    exits.refused,
    'NOT_ALLOWED',
    `Your role does not read papers of ${data === 'fiscal' ? 'income' : data}`,
    {
      hint: 'preau officers roles',
    },
  )
}
