import { date, direct, list, long, never, type ChildField, type ChildForm } from './child-fields.ts'

const grandmother = {
  f_prenom: 'Monique',
  f_nom: 'Lefèvre',
  f_naissance: '14/03/1955',
  f_tel: '06 12 34 56 78',
  f_vient: 'oui',
}

const pickup: ChildForm = {
  page: '/personnes/nouvelle',
  seenOn: '/personnes',
  base: grandmother,
  fields: [
    direct('CONTACT.name', ['firstName', 'f_prenom'], 'Yvonne', [
      ['', /prénom/],
      ['R2D2', /lettres/],
      [long(39), /38/],
    ]),
    direct('CONTACT.name', ['lastName', 'f_nom'], 'Lambert', [
      ['', /Écrivez le nom/],
      [long(39), /38/],
    ]),
    direct('CONTACT.relationship', ['relationship', 'f_lien'], 'marraine', [[long(51), /50/]]),
    {
      ...direct('CONTACT.birthDate', ['birthDate (age ≥ 18)', 'f_naissance'], '15/04/1956', [
        ['', /date de naissance/],
        ['14/03/2062', /pas encore venue/],
        ['14/03/1900', /plus de 110 ans/],
        ['09/12/2008', /il en faut 18/],
        ['31/11/1960', date],
      ]),
      seen: /Monique/,
      isUnseen: true,
    },
    direct('CONTACT.phones', ['phones', 'f_tel'], '06 98 76 54 32', [
      ['', /numéro de téléphone/],
      ['06 12', /dix chiffres/],
    ]),
    direct('CONTACT.email', ['email', 'f_courriel'], 'yvonne@exemple.fr', [
      ['yvonne@', /adresse électronique complète/],
    ]),
    direct('CONTACT.address', ['address', 'f_adresse'], '3 rue des Ormes', [[long(201), /200/]]),
    {
      ...direct('CONTACT.canPickUp', ['canPickUp', 'f_vient'], 'oui', [
        ['', /au moins l’une des deux/],
      ]),
      seen: />peut venir</,
    },
    {
      ...direct('CONTACT.name', ['callInEmergency', 'f_urgence'], 'oui', []),
      seen: /à prévenir en urgence/,
    },
    {
      ...direct('CONTACT.canPickUp', ['validFrom', 'f_debut'], '02/02/2027', [['hier', date]]),
      seen: /à partir du 2 février 2027/,
    },
    {
      ...direct('CONTACT.canPickUp', ['validTo', 'f_fin'], '02/03/2027', [
        ['01/12/2026', /avant le début/],
      ]),
      seen: /jusqu’au 2 mars 2027/,
    },
    direct('CONTACT.note', ['note', 'f_note'], 'Avec la voiture rouge', [
      [long(201), /200/],
      ...never,
    ]),
  ],
}

/** A field that an officer looks at first. */
function asked(...of: Parameters<typeof direct>): ChildField {
  return { ...direct(...of), right: 'R' }
}

const identity: ChildForm = {
  page: '/identite',
  seenOn: '',
  base: {},
  fields: [
    asked('CHILD.identity', ['lastName', 'f_nom'], 'Leroy-Bernard', [
      ['', /Écrivez le nom/],
      ['Leroy 2', /avec des lettres/],
    ]),
    asked('CHILD.identity', ['usualName', 'f_nom_usage'], 'Durand', [[long(39), /38/]]),
    asked('CHILD.identity', ['firstName', 'f_prenom'], 'Inès-Marie', [['', /Écrivez le prénom/]]),
    {
      ...asked('CHILD.identity', ['sex', 'f_sexe'], 'M', [['X', /fille ou garçon/]]),
      seen: /Rentre seul</,
    },
    {
      ...asked('CHILD.identity', ['birthDate', 'f_naissance'], '04/11/2018', [
        ['', /en chiffres/],
        ['03/11/2062', /trop loin/],
        ['03/11/1999', /plus de 18 ans/],
      ]),
      seen: /4 novembre 2018/,
    },
    asked('CHILD.identity', ['birthPlace', 'f_lieu_naissance'], 'Roncq', [
      ['Nulle-Part-sur-Mer', /ne connaissons pas ce lieu/],
      ['Saint-Denis', /Plusieurs communes/],
    ]),
  ],
}

const school: ChildForm = {
  page: '/ecole',
  seenOn: '/quotidien',
  base: { f_ecole: 'autre', f_niveau: 'CE2' },
  fields: [
    {
      ...asked('CHILD.school', ['school', 'f_ecole'], 'autre', [
        ['', list],
        ['0000000X', list],
      ]),
      with: { f_niveau: 'ULIS' },
      seen: /ULIS/,
    },
    asked('CHILD.school', ['level', 'f_niveau'], 'CM1', [['6E', list]]),
  ],
}

const protocol: ChildForm = {
  page: '/pai',
  seenOn: '/sante',
  base: {
    f_type: 'FOOD',
    f_debut: '01/12/2026',
    f_fin: '31/08/2027',
    f_repas: 'NONE',
    f_trousse: '',
    f_conduite: '',
    f_medecin: 'Dr Faure',
  },
  fields: [
    {
      ...asked('CHILD.careProtocol', ['PAI type', 'f_type'], 'ASTHMA', [['HANDICAP', list]]),
      seen: /individualisé, asthme/,
    },
    {
      ...asked('CHILD.careProtocol', ['PAI validFrom', 'f_debut'], '02/12/2026', [
        ['', /premier jour/],
        ['31/02/2027', date],
      ]),
      seen: /Valable du 2 décembre 2026/,
    },
    {
      ...asked('CHILD.careProtocol', ['PAI validTo', 'f_fin'], '30/06/2027', [
        ['', /dernier jour/],
        ['30/11/2026', /avant de commencer/],
        ['01/09/2027', /fin de l’année scolaire/],
      ]),
      seen: /30 juin 2027/,
    },
    {
      ...asked('CHILD.careProtocol', ['PAI mealMode', 'f_repas'], 'BASKET', [['FASTING', list]]),
      seen: /apporte son panier-repas/,
    },
    asked('CHILD.careProtocol', ['PAI emergencyKit', 'f_trousse'], 'Trousse rouge', [
      [long(201), /200/],
      ...never,
    ]),
    asked('CHILD.careProtocol', ['PAI conduct', 'f_conduite'], 'Deux bouffées', [
      [long(301), /300/],
      ...never,
    ]),
    asked('CHILD.careProtocol', ['PAI signedByDoctor', 'f_medecin'], 'Dr Signataire', [
      ['', /nom du médecin/],
    ]),
  ],
}

const leaving: ChildForm = {
  page: '/rentrer-sans-adulte',
  seenOn: '/quotidien',
  base: { f_rentre: 'oui', f_heure: '16 h 30', f_accord: 'oui' },
  fields: [
    {
      ...asked('CHILD.mayLeaveAlone', ['mayLeaveAlone', 'f_rentre'], 'oui', [
        ['peut-être', /oui ou par non/],
      ]),
      seen: /Oui, à partir de/,
    },
    {
      ...asked('CHILD.mayLeaveAlone', ['fromTime', 'f_heure'], '17 h 15', [
        ['25 h', /entre 7/],
        ['', /entre 7/],
      ]),
      seen: /17 h 15/,
    },
    {
      ...asked('CHILD.mayLeaveAlone', ['guardian signature', 'f_accord'], 'oui', [
        ['', /sans votre accord/],
      ]),
      with: { f_heure: '17 h 20' },
      seen: /17 h 20/,
    },
  ],
}

export const peopleForms: readonly ChildForm[] = [pickup, identity, school, protocol, leaving]
