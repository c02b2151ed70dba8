import type { FC } from 'hono/jsx'
import type { FamilyFile, FileAdult } from '../../src/households/family-file.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dateInWords, fileReference, plural, shortDate } from '../../src/kernel/french.ts'
import { displayPhone } from '../../src/kernel/text.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { BankCard } from '../ui/bank-card.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { YearlyConfirmation } from '../ui/confirmation.tsx'
import { FamilyTabs } from '../ui/family-tabs.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Success } from '../ui/notices.tsx'

export interface FamilyFilePageProps {
  readonly chrome: Chrome
  readonly file: FamilyFile
  readonly debit: string | null // where the direct debit stands, in words; null: none is offered
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
          <AdultCard adult={adult} />
        ))}
        <Card title="Adresse" more={{ href: paths.familyAddress, label: 'Changer d’adresse' }}>
          <Facts
            rows={[
              ['Depuis le', file.address ? dateInWords(file.address.validFrom) : null],
              ['Domicile', addressLines(file)],
            ]}
          />
        </Card>
        <Income file={file} today={today} />
        <BankCard bank={file.bank} debit={debit} />
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

const Income: FC<Pick<FamilyFilePageProps, 'file' | 'today'>> = ({ file, today }) => (
  <>
    <Card title="Ressources">
      <Facts rows={resources(file, today)} />
      <p class="actions">
        <a class="button button-quiet" href={paths.familyQuotient}>
          Mettre à jour mon quotient
        </a>{' '}
        <a href={paths.familyBenefit}>Dossier C.A.F. ou M.S.A.</a>{' '}
        <a href={paths.familyTax}>Données fiscales</a>
      </p>
    </Card>
    {file.quotients.length > 1 && (
      <Card title="Mes quotients">
        <Facts
          rows={file.quotients.map((one) => [
            one.validTo
              ? `Du ${shortDate(one.validFrom)} au ${shortDate(one.validTo)}`
              : `Depuis le ${shortDate(one.validFrom)}`,
            String(one.value),
          ])}
        />
      </Card>
    )}
  </>
)

const AdultCard: FC<{ adult: FileAdult }> = ({ adult }) => (
  <Card
    title={`${adult.firstName} ${adult.usualName}`}
    more={{ href: paths.familyAdult(adult.ref), label: `Modifier ${adult.firstName}` }}
  >
    <Facts
      rows={[
        ['Place dans le foyer', roles[adult.role]],
        ...(adult.birthName && adult.birthName !== adult.usualName
          ? ([['Nom de naissance', adult.birthName]] as const)
          : []),
        ['Naissance', adult.birthDate ? dateInWords(adult.birthDate) : null],
        ['Téléphone', phones(adult)],
        ['Courriel', adult.email],
        ['Profession', profession(adult)],
      ]}
    />
  </Card>
)

const roles: Readonly<Record<FileAdult['role'], string>> = {
  PRIMARY: 'Responsable du dossier',
  PARTNER: 'Conjoint',
  JOINT_DEBTOR: 'Codébiteur',
}

function phones({ mobile, homePhone, workPhone }: FileAdult): string | null {
  const known = [mobile, homePhone, workPhone].filter((phone) => phone !== null)
  return known.length > 0 ? known.map(displayPhone).join(', ') : null
}

function profession({ profession: job, employer, employerCity }: FileAdult): string | null {
  return [job, employer, employerCity].filter(Boolean).join(', ') || null
}

function addressLines({ address }: FamilyFile): string | null {
  if (!address) return null
  const { number, repetition, street, complement, postcode, commune } = address
  const first = [number, repetition, street].filter(Boolean).join(' ')
  return [first, complement, `${postcode} ${commune}`].filter(Boolean).join(', ')
}

const schemes: Readonly<Record<string, string>> = {
  GENERAL: 'CAF',
  MSA: 'MSA',
  OTHER: 'Autre régime',
  NONE: 'Aucun',
}

function resources(file: FamilyFile, today: Day) {
  const quotient = file.quotients.find(
    (one) => one.validFrom <= today && (one.validTo === null || today <= one.validTo),
  )
  return [
    [
      'Quotient familial',
      quotient ? (
        <>
          {quotient.value} <span class="why">depuis le {shortDate(quotient.validFrom)}</span>
        </>
      ) : null,
    ],
    ['Régime', file.benefit ? (schemes[file.benefit.scheme] ?? null) : null],
    ['Numéro d’allocataire', file.benefit?.recipientNumber ?? null],
    ...file.taxes
      .slice(0, 1)
      .map(
        (tax) =>
          [
            `Avis d’impôt ${tax.year}`,
            `Revenu de référence ${tax.referenceIncome.toLocaleString('fr-FR')}\u202F€, ${String(tax.shares).replace('.', ',')} parts`,
          ] as const,
      ),
  ] as const
}
