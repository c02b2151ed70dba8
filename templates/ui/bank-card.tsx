import type { FC } from 'hono/jsx'
import type { FamilyFile } from '../../src/households/family-file.ts'
import { paths } from '../../src/paths.ts'
import { Card, Facts } from './card.tsx'

export interface BankCardProps extends Pick<FamilyFile, 'bank'> {
  /** Where the direct debit stands, in words; null: the commune offers none. */
  readonly debit: string | null
}

/** The account of the household, masked, and its direct debit. */
export const BankCard: FC<BankCardProps> = ({ bank, debit }) => (
  <Card title="Banque" more={{ href: paths.familyBank, label: 'Changer de compte' }}>
    <Facts
      rows={[
        ...(bank
          ? [['Titulaire', bank.holder] as const, ['IBAN', bank.maskedIban] as const]
          : [['Compte', null] as const]),
        ...(debit ? [['Prélèvement', debit] as const] : []),
      ]}
    />
    {debit && (
      <p class="actions">
        <a href={paths.mandate}>Prélèvement des factures</a>
      </p>
    )}
  </Card>
)
