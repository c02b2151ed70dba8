import type { FieldName } from '../../src/settings/field-defaults.ts'
import type { FieldCase, Places } from './field-case.ts'

/** A child's sheets (domain.md §2.6 to §2.8). */
export function childFields({ CHILD }: Places): FieldCase[] {
  const [daily, health] = [`${CHILD}/quotidien`, `${CHILD}/sante`]
  const pai = {
    f_type: 'FOOD',
    f_debut: '10/12/2026',
    f_fin: '31/08/2027',
    f_repas: 'BASKET',
    f_trousse: 'dans le cartable',
    f_conduite: 'Appeler le 15',
    f_medecin: 'Dr Faure',
  }
  const day = { f_repas: 'STANDARD', f_nage: '', f_sieste: '' }
  const insurance = { f_assureur: 'MAIF', f_debut: '01/09/2026', f_fin: '31/08/2027' }
  const identity = {
    f_prenom: 'Zoé-Lou',
    f_nom: 'Martin',
    f_nom_usage: '',
    f_sexe: 'F',
    f_naissance: '21/06/2019',
    f_lieu_naissance: '',
  }
  return [
    {
      field: 'CHILD.identity',
      right: 'R',
      form: `${CHILD}/identite`,
      label: /Identité/,
      input: /name="f_prenom"/,
      good: identity,
      bad: [
        [{ f_prenom: '' }, 'prenom', /prénom/],
        [{ f_nom: 'Martin2' }, 'nom', /lettres/],
        [{ f_sexe: 'X' }, 'sexe', /fille ou garçon/],
        [{ f_naissance: '31/02/2019' }, 'naissance', /en chiffres/],
        [{ f_naissance: '01/01/2062' }, 'naissance', /trop loin/],
        [{ f_naissance: '01/01/1990' }, 'naissance', /plus de 18 ans/],
        [{ f_lieu_naissance: 'Nulle-Part' }, 'lieu-naissance', /ne connaissons pas/],
      ],
    },
    {
      field: 'CHILD.school',
      right: 'R',
      form: `${CHILD}/ecole`,
      label: /École/,
      input: /name="f_ecole"/,
      good: { f_ecole: 'autre', f_niveau: 'CM2' },
      bad: [
        [{ f_ecole: '' }, 'ecole', /dans la liste/],
        [{ f_niveau: 'TERMINALE' }, 'niveau', /dans la liste/],
      ],
    },
    {
      field: 'CHILD.diet',
      right: 'S',
      form: daily,
      label: /Repas/,
      input: /name="f_repas"/,
      good: { ...day, f_repas: 'NO_PORK' },
      bad: [[{ f_repas: 'HALAL' }, 'repas', /dans la liste/]],
    },
    {
      field: 'CHILD.canSwim',
      right: 'S',
      form: daily,
      label: /Sait nager/,
      input: /name="f_nage"/,
      good: { ...day, f_nage: 'non' },
      bad: [[{ f_nage: 'peut-être' }, 'nage', /dans la liste/]],
    },
    {
      field: 'CHILD.nap',
      right: 'S',
      form: daily,
      label: /Sieste/,
      input: /name="f_sieste"/,
      good: { ...day, f_sieste: 'une heure' },
      bad: [[{ f_sieste: 'x'.repeat(81) }, 'sieste', /80/]],
    },
    {
      field: 'CHILD.mayLeaveAlone',
      right: 'R',
      form: `${CHILD}/rentrer-sans-adulte`,
      label: /[Pp]artir sans adulte|rentre/,
      input: /name="f_heure"/,
      good: { f_rentre: 'oui', f_heure: '16:30', f_accord: 'oui' },
      bad: [
        [{ f_rentre: 'peut-être' }, 'rentre', /oui ou par non/],
        [{ f_heure: '23 h' }, 'heure', /entre 7 h et 20 h/],
        [{ f_accord: '' }, 'accord', /votre accord/],
      ],
    },
    {
      field: 'CHILD.photo',
      right: 'S',
      form: `${CHILD}/photo`,
      label: /Photo/,
      input: /name="f_photo"/,
      good: { retirer: '1' },
      bad: [],
      isList: true,
    },
    {
      field: 'CHILD.insurance',
      right: 'S',
      form: daily,
      action: `${CHILD}/assurance`,
      label: /Assurance/,
      input: /name="f_assureur"/,
      good: insurance,
      bad: [
        [{ f_assureur: '' }, 'assureur', /assureur/],
        [{ f_fin: '01/01/2026' }, 'fin', /avant de commencer/],
        [{ f_fin: '01/01/2062' }, 'fin', /deux ans/],
      ],
      isList: true,
    },
    {
      field: 'CHILD.doctor',
      right: 'S',
      form: health,
      label: /Nom du médecin/,
      input: /name="f_medecin"/,
      good: { f_medecin: 'Dr Benhamou' },
      bad: [
        [{ f_medecin: 'x'.repeat(81) }, 'medecin', /80/],
        [{ f_tel_medecin: '06' }, 'tel-medecin', /./],
      ],
    },
    {
      field: 'CHILD.allergies',
      right: 'S',
      form: `${CHILD}/allergies/nouvelle`,
      shown: health,
      label: /Ses allergies|À quoi est-il allergique|allergique/,
      input: /Ajouter une allergie|name="f_nom"/,
      good: { f_type: 'FOOD', f_nom: 'kiwi', f_gravite: '' },
      bad: [
        [{ f_nom: '' }, 'nom', /allergique/],
        [{ f_type: 'X' }, 'type', /dans la liste/],
      ],
      isList: true,
    },
    {
      field: 'CHILD.vaccinations',
      right: 'S',
      form: `${CHILD}/vaccins`,
      label: /Vaccins/,
      input: /name="f_vaccin"/,
      good: { f_vaccin: 'MMR', f_date: '01/10/2026' },
      bad: [
        [{ f_vaccin: 'RAGE' }, 'vaccin', /dans la liste/],
        [{ f_date: '01/01/2062' }, 'date', /pas encore venue/],
      ],
      isList: true,
    },
    {
      field: 'CHILD.treatment',
      right: 'S',
      form: health,
      label: /Traitement en cours/,
      input: /name="f_traitement"/,
      good: { f_traitement: 'Ventoline' },
      bad: [[{ f_traitement: 'x'.repeat(501) }, 'traitement', /500/]],
    },
    {
      field: 'CHILD.notes',
      right: 'S',
      form: health,
      label: /recommandations|Recommandations/,
      input: /name="f_a_savoir"/,
      good: { f_a_savoir: 'Aime lire' },
      bad: [[{ f_a_savoir: 'x'.repeat(1_001) }, 'a-savoir', /1 000/]],
    },
    {
      field: 'CHILD.careProtocol',
      right: 'R',
      form: `${CHILD}/pai`,
      label: /PAI/,
      input: /name="f_conduite"/,
      good: pai,
      bad: [
        [{ f_fin: '15/09/2027' }, 'fin', /31 août/],
        [{ f_medecin: '' }, 'medecin', /médecin/],
      ],
    },
  ]
}

/** People who may fetch a child (domain.md §2.5). */
export function contactFields({ CHILD }: Places): FieldCase[] {
  const form = `${CHILD}/personnes/nouvelle`
  const rose = {
    f_prenom: 'Rose',
    f_nom: 'Petit',
    f_naissance: '14/03/1960',
    f_tel: '06 12 34 56 78',
    f_vient: 'oui',
  }
  const line = (
    field: FieldName,
    [id, label]: readonly [string, RegExp],
    good: string,
    bad: readonly (readonly [string, RegExp])[],
  ): FieldCase => ({
    field,
    right: 'S',
    form,
    label,
    input: new RegExp(`name="f_${id}"`),
    good: { ...rose, [`f_${id}`]: good },
    bad: bad.map(([value, sentence]) => [{ [`f_${id}`]: value }, id, sentence]),
    isList: true,
  })
  const born = [
    ['14/03/2062', /pas encore venue/],
    ['14/03/2020', /au moins/],
    ['14/03/1900', /110 ans/],
  ] as const
  return [
    {
      ...line('CONTACT.name', ['prenom', /Qui vient la chercher|Prénom/], 'Rose', [
        ['', /prénom/],
        ['R2', /./],
      ]),
      shown: `${CHILD}/personnes`,
      input: /Ajouter une personne|name="f_prenom"/,
    },
    line('CONTACT.relationship', ['lien', /Lien avec l’enfant/], 'tante', [['x'.repeat(51), /50/]]),
    line('CONTACT.birthDate', ['naissance', /Date de naissance/], '14/03/1961', born),
    line('CONTACT.phones', ['tel', /Téléphone/], '+32 470 12 34 56', [
      ['', /numéro de téléphone/],
      ['06', /./],
    ]),
    line('CONTACT.email', ['courriel', /électronique|[Cc]ourriel/], 'rose@exemple.fr', [
      ['rose(at)exemple', /./],
    ]),
    line('CONTACT.address', ['adresse', /Adresse(?! électronique)/], '3 rue Haute, Roncq', [
      ['x'.repeat(201), /200/],
    ]),
    line('CONTACT.note', ['note', /À savoir/], 'le mardi', [['x'.repeat(201), /200/]]),
    line('CONTACT.canPickUp', ['vient', /Venir chercher/], 'oui', []),
  ]
}
