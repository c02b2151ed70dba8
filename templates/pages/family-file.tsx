import type { FC } from 'hono/jsx'
import type { FamilyFile, FileAdult } from '../../src/households/family-file.ts'
import type { OwnHousehold } from '../../src/households/own-households.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dateInWords, fileReference, shortDate } from '../../src/kernel/french.ts'
import { displayPhone } from '../../src/kernel/text.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { FormFields } from '../ui/form.tsx'
import { Greeting, Tabs, Trail } from '../ui/navigation.tsx'
import { Badge } from '../ui/notices.tsx'

export const FamilyTabs: FC<{ current: 'children' | 'file' }> = ({ current }) => (
  <Tabs
    tabs={[
      { href: paths.children, label: 'Mes enfants', isCurrent: current === 'children' },
      { href: paths.familyFile, label: 'Mes informations', isCurrent: current === 'file' },
    ]}
  />
)

export interface FamilyFilePageProps {
  readonly chrome: Chrome
  readonly file: FamilyFile
  readonly today: Day
}

/** « Mes informations »: what the town hall knows of the household, and how to correct it. */
export const FamilyFilePage: FC<FamilyFilePageProps> = ({ chrome, file, today }) => (
  <Layout chrome={chrome} title="Mes informations">
    <FamilyTabs current="file" />
    <Greeting
      title="Mes informations"
      lead={`${file.name}, dossier ${fileReference(file.fileNumber)}`}
    />
    <div class="two">
      <div class="two-body two-tall stack">
        {file.adults.map((adult) => (
          <AdultCard adult={adult} />
        ))}
        <Card title="Adresse">
          <Facts
            rows={[
              ['Depuis le', file.address ? dateInWords(file.address.validFrom) : null],
              ['Domicile', addressLines(file)],
            ]}
          />
        </Card>
        <Card title="Ressources">
          <Facts rows={resources(file, today)} />
        </Card>
        <Card title="Banque">
          <Facts
            rows={
              file.bank
                ? [
                    ['Titulaire', file.bank.holder],
                    ['IBAN', file.bank.maskedIban],
                  ]
                : [['Compte', null]]
            }
          />
        </Card>
      </div>
      <div class="two-side">
        <div class="card side">
          <h2>Un changement{'\u202F'}?</h2>
          <p>
            Adresse, téléphone, quotient{'\u00A0'}:{' '}
            <a href={paths.newThread}>écrivez à la mairie</a>, elle met votre dossier à jour.
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

const AdultCard: FC<{ adult: FileAdult }> = ({ adult }) => (
  <Card title={`${adult.firstName} ${adult.usualName}`}>
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

export interface ChooseHouseholdPageProps {
  readonly chrome: Chrome
  readonly households: readonly OwnHousehold[]
}

/** For an adult of two households: which one the portal shows. */
export const ChooseHouseholdPage: FC<ChooseHouseholdPageProps> = ({ chrome, households }) => (
  <Layout chrome={chrome} title="Choisir un foyer">
    <Trail href={paths.account} label="Mon compte" />
    <div class="narrow">
      <Greeting
        title="Choisir un foyer"
        lead="Le portail montre un foyer à la fois, avec ses réservations et ses factures."
      />
      <div class="card">
        <ul class="list devices">
          {households.map((household) => (
            <li>
              <span class="l-title">{household.name}</span>
              {household.isCurrent ? (
                <Badge look="ok">affiché</Badge>
              ) : (
                <form action={paths.chooseHousehold} method="post">
                  <FormFields csrf={chrome.csrf} />
                  <input type="hidden" name="foyer" value={household.ref} />
                  <input
                    type="submit"
                    class="button button-quiet"
                    name="choisir"
                    value={`Afficher ${household.name}`}
                  />
                </form>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  </Layout>
)
