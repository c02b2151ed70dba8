import type { FieldName } from '../../src/settings/field-defaults.ts'
import { nir, type FieldCase, type Places } from './field-case.ts'

const none = /(?!)/

/** Responsable and conjoint (domain.md §2.1). */
export function adultFields({ ADULT, PARTNER, zoe }: Places): FieldCase[] {
  const line = (
    name: string,
    right: FieldCase['right'],
    [sent, label]: readonly [string, RegExp],
    good: string,
    bad: readonly (readonly [string, RegExp])[],
  ): FieldCase => ({
    field: fieldNamed(name),
    right,
    form: ADULT,
    label,
    input: new RegExp(`name="f_${sent}"`),
    good: { [`f_${sent}`]: good },
    bad: bad.map(([value, sentence]) => [
      { [`f_${sent}`]: value },
      sent.replaceAll('_', '-'),
      sentence,
    ]),
  })
  const tooLong = [
    ['x'.repeat(101), /100 caractères au plus/],
    [nir, /sécurité sociale/],
  ] as const
  const wrongNames = [
    ['x'.repeat(39), /38 caractères/],
    ['Martin2', /lettres/],
    ['2870359512123', /sécurité/],
  ] as const
  const phones = [
    ['06 12', /dix chiffres/],
    ['+33 6', /dix chiffres/],
  ] as const
  return [
    line('title', 'R', ['civilite', /Civilité/], 'M', [['MLLE', /Madame ou Monsieur/]]),
    line('usualName', 'R', ['nom_usage', /Nom d’usage/], "D'Arc-Lefèvre", [
      ['', /mairie en a besoin/],
      ...wrongNames,
    ]),
    line('birthName', 'R', ['nom_naissance', /Nom de naissance/], 'Œillet', wrongNames),
    line('firstName', 'R', ['prenom', /Prénom/], 'Anne-Lise', [
      ['', /mairie en a besoin/],
      ...wrongNames,
    ]),
    line('birthDate', 'R', ['naissance', /Naissance|Date de naissance/], '15/03/1987', [
      ['31/02/1987', /en chiffres/],
      ['12/03/2062', /à venir/],
      ['12/03/2015', /14 ans au moins/],
      ['12/03/1900', /110 ans/],
    ]),
    line('birthPlace', 'R', ['lieu_naissance', /Lieu de naissance/], 'Belgique', [
      ['Nulle-Part-sur-Rien', /ne connaissons pas/],
      ['Saint-Denis', /Plusieurs communes/],
    ]),
    {
      field: 'GUARDIAN.relationship',
      right: 'R',
      form: ADULT,
      label: /Lien avec les enfants/,
      input: new RegExp(`name="f_lien_${zoe}"`),
      good: { [`f_lien_${zoe}`]: 'GUARDIAN' },
      bad: [[{ [`f_lien_${zoe}`]: 'COUSIN' }, `lien-${zoe}`, /dans la liste/]],
    },
    {
      field: 'GUARDIAN.parentalAuthority',
      right: 'O',
      form: ADULT,
      shown: '/mes-informations',
      label: /Autorité parentale/,
      input: none,
      good: {},
      bad: [],
    },
    line('mobile', 'S', ['mobile', /Téléphone mobile/], '+32 470 12 34 56', phones),
    line('homePhone', 'S', ['domicile', /Téléphone du domicile/], '0262 12 34 56', phones),
    line('workPhone', 'S', ['travail', /Téléphone au travail/], '03.20.12.34.56', phones),
    {
      ...line('email', 'S', ['courriel', /Adresse électronique/], 'Jean-Loup@Exemple.FR', [
        ['jean(at)exemple', /adresse électronique complète/],
        [`${'x'.repeat(250)}@a.fr`, /254/],
      ]),
      form: PARTNER,
    },
    line('smsAllowed', 'S', ['sms', /SMS/], 'oui', []),
    line('emailInvoices', 'S', ['factures_courriel', /[Ff]actures par courriel/], 'oui', []),
    line('profession', 'S', ['profession', /Profession/], 'Sage-femme', tooLong),
    line('employer', 'S', ['employeur', /Employeur/], 'Hôpital', tooLong),
    line('employerCity', 'S', ['ville_employeur', /Ville de l’employeur/], 'Roncq', tooLong),
  ]
}

const names = [
  'title',
  'usualName',
  'birthName',
  'firstName',
  'birthDate',
  'birthPlace',
  'mobile',
  'homePhone',
  'workPhone',
  'email',
  'smsAllowed',
  'emailInvoices',
  'profession',
  'employer',
  'employerCity',
] as const

function fieldNamed(name: string): FieldName {
  const found = names.find((one) => one === name)
  if (!found) throw new Error(`No field ${name}`)
  return `GUARDIAN.${found}`
}
