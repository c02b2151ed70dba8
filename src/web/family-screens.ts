import { householdAdults, type HouseholdAdult } from '../households/household-adults.ts'
import { knownSchools } from '../households/child/schooling.ts'
import { ownChild, type OwnChildName } from '../households/child/own-child.ts'
import { relationshipsOf } from '../households/relationships.ts'
import { ofName } from '../kernel/french.ts'
import { dayOf } from '../kernel/day.ts'
import { paths } from '../paths.ts'
import { addressForm } from '../requests/forms/address.ts'
import { bankForm } from '../requests/forms/bank.ts'
import { benefitForm } from '../requests/forms/benefit.ts'
import { careProtocolForm } from '../requests/forms/care-protocol.ts'
import { leaveAloneForm } from '../requests/forms/leave-alone.ts'
import { identityForm } from '../requests/forms/identity.ts'
import type { EditForm, Options } from '../requests/forms/model.ts'
import { quotientForm } from '../requests/forms/quotient.ts'
import { personFormFor } from '../requests/forms/relationships.ts'
import { schoolChoices, schoolingForm } from '../requests/forms/schooling.ts'
import { taxForm } from '../requests/forms/tax.ts'
import type { FamilyRequest } from './guard.ts'

/** One screen of « Mes informations »: its form, whose values it changes, and the paper that goes with it. */
export interface Screen {
  readonly form: EditForm
  readonly title: string
  readonly lead: string
  readonly path: string
  /** Where it leads back to, and where its answer is told. */
  readonly back: { readonly path: string; readonly label: string }
  readonly targetId: number
  readonly adults: readonly HouseholdAdult[]
  readonly isPrimary: boolean
  /** Choices that were looked up, by field's id. */
  readonly choices?: Readonly<Record<string, Options>>
  /** Fields that this reader may only look at. */
  readonly locked: readonly string[]
  /** The reader's own sheet: the e-mail address is changed on a page of its own. */
  readonly changesMail?: boolean
  readonly proof: {
    readonly kind: string
    readonly childId: number | null
    readonly label: string
    readonly help: string
  } | null
}

type OpenScreen = (request: FamilyRequest, ref: string) => Promise<Screen | undefined>

const later =
  'Facultatif maintenant\u00A0: sans lui, la mairie vous le demandera. Une photo ou un PDF'

/** Screens of the adults, the household and a child's care. */
const first: readonly (readonly [path: string, open: OpenScreen])[] = [
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
      'TAX_NOTICE',
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
      'BANK_DETAILS',
    ),
  ],
  [
    paths.childProtocol(':ref'),
    ofChild((child, ref) => ({
      form: careProtocolForm,
      title: `PAI ${ofName(child.firstName)}`,
      lead: 'Projet d’accueil individualisé\u00A0: la mairie le vérifie avant qu’il compte.',
      path: paths.childProtocol(ref),
      back: { path: paths.childHealth(ref), label: `Santé ${ofName(child.firstName)}` },
      proof: {
        kind: 'CARE_PROTOCOL',
        childId: child.id,
        label: 'Le PAI signé par le médecin et l’école',
        help: later,
      },
    })),
  ],
  [
    paths.childLeaveAlone(':ref'),
    ofChild((child, ref) => ({
      form: leaveAloneForm,
      title: `${child.firstName} rentre ${child.sex === 'F' ? 'seule' : 'seul'}\u202F?`,
      lead: 'Partir sans adulte après l’école ou le centre de loisirs.',
      path: paths.childLeaveAlone(ref),
      back: { path: paths.childDaily(ref), label: `${child.firstName}, école et quotidien` },
      proof: null,
    })),
  ],
]

const whoAndWhere: readonly (readonly [path: string, open: OpenScreen])[] = [
  [
    paths.childIdentity(':ref'),
    ofChild((child, ref) => ({
      form: identityForm,
      title: `Identité ${ofName(child.firstName)}`,
      lead: 'Comme sur le livret de famille\u00A0: la mairie le compare avant de changer la fiche.',
      path: paths.childIdentity(ref),
      back: { path: paths.child(ref), label: `Fiche ${ofName(child.firstName)}` },
      proof: {
        kind: 'FAMILY_RECORD',
        childId: child.id,
        label: 'La page du livret de famille',
        help: later,
      },
    })),
  ],
  [
    paths.childSchooling(':ref'),
    async (request, ref) => {
      const screen = await schoolingScreen(request, ref)
      const schools = screen && schoolChoices(await knownSchools(request.tx))
      return screen && { ...screen, choices: { ecole: schools ?? [] } }
    },
  ],
]

const schoolingScreen = ofChild((child, ref) => ({
  form: schoolingForm,
  title: `École ${ofName(child.firstName)}`,
  lead: 'Un déménagement, un changement d’école\u00A0: la mairie vérifie avec l’école.',
  path: paths.childSchooling(ref),
  back: { path: paths.childDaily(ref), label: `${child.firstName}, école et quotidien` },
  proof: null,
}))

/** Every screen that changes the family file. */
export const screens: readonly (readonly [path: string, open: OpenScreen])[] = [
  ...first,
  ...whoAndWhere,
]

const familyFile = { path: paths.familyFile, label: 'Mes informations' }

function ofChild(
  screenOf: (
    child: OwnChildName,
    ref: string,
  ) => Omit<Screen, 'targetId' | 'adults' | 'isPrimary' | 'locked'>,
): OpenScreen {
  return async ({ tx }, ref) => {
    const child = await ownChild(tx, ref)
    if (!child) return undefined
    return {
      ...screenOf(child, ref),
      targetId: child.id,
      adults: [],
      isPrimary: false,
      locked: [],
    }
  }
}

async function adultScreen(
  { tx, parent, now }: FamilyRequest,
  ref: string,
): Promise<Screen | undefined> {
  const adults = await householdAdults(tx, parent.householdId, dayOf(now))
  const adult = adults.find((one) => one.ref === ref)
  if (!adult) return undefined
  const of = { personId: adult.id, householdId: parent.householdId, day: dayOf(now) }
  return {
    form: personFormFor(await relationshipsOf(tx, of)),
    title: `${adult.firstName} ${adult.usualName}`,
    lead: adult.isPrimary ? 'Responsable du dossier.' : 'Conjoint ou second adulte du foyer.',
    path: paths.familyAdult(ref),
    back: familyFile,
    targetId: adult.id,
    adults,
    isPrimary: adult.isPrimary,
    // an account is reset by mail: its holder changes the address, with a link that is sent to the new one
    locked: adult.hasAccount ? ['email'] : [],
    changesMail: adult.id === parent.personId,
    proof: null,
  }
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
    back: familyFile,
    targetId: parent.householdId,
    adults: form === benefitForm ? await householdAdults(tx, parent.householdId, dayOf(now)) : [],
    isPrimary: false,
    locked: [],
    proof: kind
      ? { kind, childId: null, label: proofLabels[kind] ?? 'Justificatif', help: later }
      : null,
  })
}

const proofLabels: Readonly<Record<string, string>> = {
  PROOF_OF_ADDRESS: 'Justificatif de domicile de moins de trois mois',
  QUOTIENT_PROOF: 'Attestation de quotient',
  BANK_DETAILS: 'Relevé d’identité bancaire (RIB)',
  TAX_NOTICE: 'Avis d’impôt\u00A0: il est effacé dès que la mairie l’a comparé',
}
