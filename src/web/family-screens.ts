import { householdAdults, type HouseholdAdult } from '../households/household-adults.ts'
import { dayOf } from '../kernel/day.ts'
import { paths } from '../paths.ts'
import { addressForm } from '../requests/forms/address.ts'
import { bankForm } from '../requests/forms/bank.ts'
import { benefitForm } from '../requests/forms/benefit.ts'
import type { EditForm } from '../requests/forms/model.ts'
import { personForm } from '../requests/forms/person.ts'
import { quotientForm } from '../requests/forms/quotient.ts'
import { taxForm } from '../requests/forms/tax.ts'
import type { FamilyRequest } from './guard.ts'

/** One screen of « Mes informations »: its form, whose values it changes, and the paper that goes with it. */
export interface Screen {
  readonly form: EditForm
  readonly title: string
  readonly lead: string
  readonly path: string
  readonly targetId: number
  readonly adults: readonly HouseholdAdult[]
  readonly isPrimary: boolean
  /** Fields that this reader may only look at. */
  readonly locked: readonly string[]
  readonly proof: { readonly kind: string; readonly label: string; readonly help: string } | null
}

type OpenScreen = (request: FamilyRequest, ref: string) => Promise<Screen | undefined>

const later =
  'Facultatif maintenant\u00A0: sans lui, la mairie vous le demandera. Une photo ou un PDF'

/** Every screen that changes the family file. */
export const screens: readonly (readonly [path: string, open: OpenScreen])[] = [
  [paths.familyAdult(':ref'), adultScreen],
  [
    paths.familyAddress,
    household(
      addressForm,
      paths.familyAddress,
      'Adresse du foyer',
      'Votre commune décide de vos prix.',
      'PROOF_OF_ADDRESS',
    ),
  ],
  [
    paths.familyTax,
    household(
      taxForm,
      paths.familyTax,
      'Données fiscales',
      'Elles servent à calculer votre quotient, si la mairie le fait elle-même.',
      null,
    ),
  ],
  [
    paths.familyBenefit,
    household(
      benefitForm,
      paths.familyBenefit,
      'C.A.F. ou M.S.A.',
      'Pour que vos prix suivent votre quotient.',
      null,
    ),
  ],
  [
    paths.familyQuotient,
    household(
      quotientForm,
      paths.familyQuotient,
      'Quotient familial',
      'Recopiez l’attestation de la C.A.F. ou de la M.S.A.',
      'QUOTIENT_PROOF',
    ),
  ],
  [
    paths.familyBank,
    household(
      bankForm,
      paths.familyBank,
      'Coordonnées bancaires',
      'Le compte sur lequel vos factures sont prélevées.',
      null,
    ),
  ],
]

async function adultScreen(
  { tx, parent, now }: FamilyRequest,
  ref: string,
): Promise<Screen | undefined> {
  const adults = await householdAdults(tx, parent.householdId, dayOf(now))
  const adult = adults.find((one) => one.ref === ref)
  return (
    adult && {
      form: personForm,
      title: `${adult.firstName} ${adult.usualName}`,
      lead: adult.isPrimary ? 'Responsable du dossier.' : 'Conjoint ou second adulte du foyer.',
      path: paths.familyAdult(ref),
      targetId: adult.id,
      adults,
      isPrimary: adult.isPrimary,
      // an account is reset by mail: the address of somebody else's is not ours to change
      locked: adult.hasAccount && adult.id !== parent.personId ? ['email'] : [],
      proof: null,
    }
  )
}

function household(
  form: EditForm,
  path: string,
  title: string,
  lead: string,
  kind: string | null,
): OpenScreen {
  return async ({ tx, parent, now }) => ({
    form,
    title,
    lead,
    path,
    targetId: parent.householdId,
    adults: form === benefitForm ? await householdAdults(tx, parent.householdId, dayOf(now)) : [],
    isPrimary: false,
    locked: [],
    proof: kind ? { kind, label: proofLabels[kind] ?? 'Justificatif', help: later } : null,
  })
}

const proofLabels: Readonly<Record<string, string>> = {
  PROOF_OF_ADDRESS: 'Justificatif de domicile de moins de trois mois',
  QUOTIENT_PROOF: 'Attestation de quotient',
}
