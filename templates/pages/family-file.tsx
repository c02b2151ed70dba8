import type { FC } from 'hono/jsx'
import type { FamilyFile } from '../../src/households/family-file.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dateInWords, fileReference, plural } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { BankCard } from '../ui/bank-card.tsx'
import { AdultCard, type Shows } from '../ui/adult-card.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { YearlyConfirmation } from '../ui/confirmation.tsx'
import { IncomeCards } from '../ui/income-cards.tsx'
import { FamilyTabs } from '../ui/family-tabs.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Success } from '../ui/notices.tsx'

export interface FamilyFilePageProps {
  readonly chrome: Chrome
  readonly file: FamilyFile
  readonly debit: string | null // where the direct debit stands, in words; null: none is offered
  readonly shows: Shows
  readonly pendingCount: number // requests that wait for the town hall
  readonly isConfirmed: boolean
  readonly today: Day
  readonly done: string | null
}

/** « Mes informations »: what the town hall knows of the household, and how to correct it. */
export const FamilyFilePage: FC<FamilyFilePageProps> = ({
  chrome,
  file,
  debit,
  shows,
  pendingCount,
  isConfirmed,
  today,
  done,
}) => (
  <Layout chrome={chrome} title="Mes informations">
    <FamilyTabs current="file" />
    <Greeting
      title="Mes informations"
      lead={`${file.name}, dossier ${fileReference(file.fileNumber)}`}
    />
    {done && <Success>{done}</Success>}
    <div class="two">
      <div class="two-body two-tall stack">
        {file.adults.map((adult) => (
          <AdultCard adult={adult} shows={shows} />
        ))}
        {shows('FAMILY.address') && (
          <Card title="Adresse" more={{ href: paths.familyAddress, label: 'Changer d’adresse' }}>
            <Facts
              rows={[
                ['Depuis le', file.address ? dateInWords(file.address.validFrom) : null],
                ['Domicile', addressLines(file)],
              ]}
            />
          </Card>
        )}
        <IncomeCards file={file} shows={shows} today={today} />
        {shows('FAMILY.bankAccount') && (
          <BankCard bank={file.bank} debit={shows('FAMILY.mandate') ? debit : null} />
        )}
      </div>
      <div class="two-side">
        <YearlyConfirmation
          chrome={chrome}
          action={paths.familyConfirm}
          sheet="FAMILY"
          isConfirmed={isConfirmed}
          today={today}
        />
        <div class="card side">
          <h2>Mes demandes</h2>
          <p>
            {pendingCount === 0
              ? 'Aucune demande n’attend la réponse de la mairie.'
              : `${plural(pendingCount, 'demande attend', 'demandes attendent')} la réponse de la mairie.`}
          </p>
          <p>
            <a href={paths.requests}>Voir mes demandes</a>,{' '}
            <a href={paths.papers}>pièces à fournir</a>
          </p>
        </div>
        <div class="card side">
          <h2>Qui voit ces informations</h2>
          <p class="small">
            Les adultes de ce foyer et le service de la mairie. L’autre parent d’un enfant, s’il vit
            ailleurs, n’en voit rien.
          </p>
        </div>
      </div>
    </div>
  </Layout>
)

function addressLines({ address }: FamilyFile): string | null {
  if (!address) return null
  const { number, repetition, street, complement, postcode, commune } = address
  const first = [number, repetition, street].filter(Boolean).join(' ')
  return [first, complement, `${postcode} ${commune}`].filter(Boolean).join(', ')
}
