import type { FC } from 'hono/jsx'
import type { FileAdult } from '../../src/households/family-file.ts'
import { dateInWords, listInWords } from '../../src/kernel/french.ts'
import { displayPhone } from '../../src/kernel/text.ts'
import { paths } from '../../src/paths.ts'
import type { FieldName } from '../../src/settings/field-defaults.ts'
import { Card, Facts } from './card.tsx'

/** What the commune shows to families. */
export type Shows = (field: FieldName) => boolean

export interface AdultCardProps {
  readonly adult: FileAdult
  readonly shows: Shows
}

/** Responsable or conjoint on « Mes informations »: the lines that the commune shows. */
export const AdultCard: FC<AdultCardProps> = ({ adult, shows }) => (
  <Card
    title={`${adult.firstName} ${adult.usualName}`}
    more={{ href: paths.familyAdult(adult.ref), label: `Modifier ${adult.firstName}` }}
  >
    <Facts
      rows={[
        ['Place dans le foyer', roles[adult.role]] as const,
        ...linesOf(adult, shows).flatMap(([field, label, value]) =>
          shows(field) ? [[label, value] as const] : [],
        ),
      ]}
    />
  </Card>
)

type Line = readonly [field: FieldName, label: string, value: string | null]

function linesOf(adult: FileAdult, shows: Shows): Line[] {
  return [
    ['GUARDIAN.title', 'Civilité', adult.title && titles[adult.title]],
    ['GUARDIAN.birthName', 'Nom de naissance', adult.birthName],
    ['GUARDIAN.birthDate', 'Naissance', adult.birthDate && dateInWords(adult.birthDate)],
    ['GUARDIAN.birthPlace', 'Lieu de naissance', adult.birthPlace],
    ...authority(adult),
    ...phones(adult),
    ['GUARDIAN.email', 'Courriel', adult.email],
    ['GUARDIAN.smsAllowed', 'Messages par SMS', adult.smsAllowed ? 'oui' : 'non'],
    ['GUARDIAN.emailInvoices', 'Factures par courriel', adult.emailInvoices ? 'oui' : 'non'],
    ['GUARDIAN.profession', 'Profession', profession(adult, shows)],
  ]
}

const titles = { M: 'Monsieur', MME: 'Madame' } as const

const roles: Readonly<Record<FileAdult['role'], string>> = {
  PRIMARY: 'Responsable du dossier',
  PARTNER: 'Conjoint',
  JOINT_DEBTOR: 'Codébiteur',
}

/** Of whom the adult has parental authority: told to the adult alone. */
function authority({ authorityOver }: FileAdult): Line[] {
  return authorityOver.length > 0
    ? [['GUARDIAN.parentalAuthority', 'Autorité parentale', listInWords([...authorityOver])]]
    : []
}

function phones({ mobile, homePhone, workPhone }: FileAdult): Line[] {
  const known: Line[] = [
    ['GUARDIAN.mobile', 'Téléphone mobile', mobile],
    ['GUARDIAN.homePhone', 'Téléphone du domicile', homePhone],
    ['GUARDIAN.workPhone', 'Téléphone au travail', workPhone],
  ]
  const filled = known.filter(([, , phone]) => phone !== null)
  const lines = filled.length > 0 ? filled : known.slice(0, 1)
  return lines.map(([field, label, phone]) => [field, label, phone && displayPhone(phone)])
}

function profession(adult: FileAdult, shows: Shows): string | null {
  const parts = [
    adult.profession,
    shows('GUARDIAN.employer') ? adult.employer : null,
    shows('GUARDIAN.employerCity') ? adult.employerCity : null,
  ]
  return parts.filter(Boolean).join(', ') || null
}
