import type { FC } from 'hono/jsx'
import type { FamilyFile, FileQuotient } from '../../src/households/family-file.ts'
import type { Day } from '../../src/kernel/day.ts'
import { shortDate } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Shows } from './adult-card.tsx'
import { Card, Facts } from './card.tsx'

export interface IncomeCardsProps {
  readonly file: FamilyFile
  readonly shows: Shows
  readonly today: Day
}

/** Quotient, C.A.F. and tax notice; then the former quotients with their certificates. */
export const IncomeCards: FC<IncomeCardsProps> = ({ file, shows, today }) => {
  const isShown = (['FAMILY.quotient', 'FAMILY.benefit', 'FAMILY.taxNotice'] as const).some(shows)
  if (!isShown) return null
  const [current, ...others] = inOrder(file, today)
  return (
    <>
      <Card title="Ressources">
        <Facts rows={rowsOf(file, shows, current ?? null)} />
        <p class="actions">
          {shows('FAMILY.quotient') && (
            <>
              <a class="button button-quiet" href={paths.familyQuotient}>
                Mettre à jour mon quotient
              </a>{' '}
            </>
          )}
          {shows('FAMILY.benefit') && <a href={paths.familyBenefit}>Dossier C.A.F. ou M.S.A.</a>}{' '}
          {shows('FAMILY.taxNotice') && <a href={paths.familyTax}>Données fiscales</a>}
        </p>
      </Card>
      {shows('FAMILY.quotient') && others.length > 0 && (
        <Card title="Mes autres quotients">
          <Facts rows={others.map((one) => [spell(one), <Value quotient={one} />])} />
        </Card>
      )}
    </>
  )
}

/** The one that counts today first, null when none does; the others follow, the newest first. */
function inOrder({ quotients }: FamilyFile, today: Day): (FileQuotient | null)[] {
  const current = quotients.find(
    (one) => one.validFrom <= today && (one.validTo === null || today <= one.validTo),
  )
  return [current ?? null, ...quotients.filter((one) => one !== current)]
}

function spell(one: FileQuotient | null): string {
  if (!one) return ''
  return one.validTo
    ? `Du ${shortDate(one.validFrom)} au ${shortDate(one.validTo)}`
    : `Depuis le ${shortDate(one.validFrom)}`
}

const funds = { CAF: 'C.A.F.', MSA: 'M.S.A.', COMMUNAL: 'mairie' } as const

const sources: Readonly<Record<FileQuotient['source'], string>> = {
  DECLARED: 'sur attestation',
  CDAP: 'lu dans CDAP',
  API: 'reçu de la caisse',
  IMPORT: 'donné par la mairie',
}

const Value: FC<{ quotient: FileQuotient | null }> = ({ quotient }) =>
  quotient && (
    <>
      {quotient.value}{' '}
      <span class="why">
        {funds[quotient.type]}, {sources[quotient.source]}
      </span>
      {quotient.proof && (
        <>
          {' '}
          <a class="i-clip" href={paths.paper(quotient.proof)}>
            Attestation<span class="vh"> du quotient {quotient.value}</span>
          </a>
        </>
      )}
    </>
  )

const schemes: Readonly<Record<string, string>> = {
  GENERAL: 'C.A.F.',
  MSA: 'M.S.A.',
  OTHER: 'Autre régime',
  NONE: 'Aucun',
}

function rowsOf(file: FamilyFile, shows: Shows, current: FileQuotient | null) {
  const { benefit, taxes } = file
  const quotient = [
    ['Quotient familial', current && <Value quotient={current} />],
    ...(current ? ([['Valable', spell(current).toLowerCase()]] as const) : []),
  ] as const
  const fund = [
    ['Régime', benefit ? (schemes[benefit.scheme] ?? null) : null],
    ['Numéro d’allocataire', benefit?.recipientNumber ?? null],
  ] as const
  const notices = taxes
    .slice(0, 1)
    .map(
      (tax) =>
        [
          `Avis d’impôt ${tax.year}`,
          `Revenu de référence ${tax.referenceIncome.toLocaleString('fr-FR')}\u202F€, ${String(tax.shares).replace('.', ',')} parts`,
        ] as const,
    )
  return [
    ...(shows('FAMILY.quotient') ? quotient : []),
    ...(shows('FAMILY.benefit') ? fund : []),
    ...(shows('FAMILY.taxNotice') ? notices : []),
  ]
}
