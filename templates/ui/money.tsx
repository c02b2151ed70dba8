import type { FC } from 'hono/jsx'
import type { Cents } from '../../src/kernel/money.ts'
import { formatEuros } from '../../src/kernel/money.ts'

/** `143,85 €`, in figures whose zero is not slashed. */
export const Money: FC<{ cents: Cents }> = ({ cents }) => (
  <span class="money">{formatEuros(cents)}</span>
)
