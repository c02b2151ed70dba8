import type { RouteRow } from './matrix.ts'

/** An object of Marc's household, which an outsider knows nothing of; Anne is Inès's mother. */
const marcs = { anonymous: 303, owner: 200, separated: 404, other: 404 }

/** The sheets of a child. */
export const childMatrix: Readonly<Record<string, RouteRow>> = {
  'GET /enfants/:ref/quotidien': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/quotidien`,
  },
  'POST /enfants/:ref/quotidien': {
    ...marcs,
    separated: 422,
    owner: 422,
    path: ({ child }) => `/enfants/${child}/quotidien`,
  },
  'POST /enfants/:ref/assurance': {
    ...marcs,
    separated: 422,
    owner: 422,
    path: ({ child }) => `/enfants/${child}/assurance`,
  },
  'POST /enfants/:ref/confirmer': {
    ...marcs,
    separated: 303,
    owner: 303,
    path: ({ child }) => `/enfants/${child}/confirmer`,
    fields: () => ({ page: 'HEALTH' }),
  },
  'GET /enfants/:ref/sante': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/sante`,
    steppedUp: true,
  },
  'POST /enfants/:ref/sante': {
    ...marcs,
    separated: 303,
    owner: 303,
    path: ({ child }) => `/enfants/${child}/sante`,
    steppedUp: true,
  },
  'GET /enfants/:ref/allergies/:item': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/allergies/nouvelle`,
    steppedUp: true,
  },
  'POST /enfants/:ref/allergies/:item': {
    ...marcs,
    separated: 422,
    owner: 422,
    path: ({ child }) => `/enfants/${child}/allergies/nouvelle`,
    steppedUp: true,
  },
  'GET /enfants/:ref/pai': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/pai`,
    steppedUp: true,
  },
  'POST /enfants/:ref/pai': {
    ...marcs,
    separated: 422,
    owner: 422,
    path: ({ child }) => `/enfants/${child}/pai`,
    steppedUp: true,
  },
  'GET /enfants/:ref/rentrer-sans-adulte': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/rentrer-sans-adulte`,
    steppedUp: true,
  },
  'POST /enfants/:ref/rentrer-sans-adulte': {
    ...marcs,
    separated: 422,
    owner: 422,
    path: ({ child }) => `/enfants/${child}/rentrer-sans-adulte`,
    steppedUp: true,
  },
  'GET /enfants/:ref/vaccins': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/vaccins`,
    steppedUp: true,
  },
  'POST /enfants/:ref/vaccins': {
    ...marcs,
    separated: 422,
    owner: 422,
    path: ({ child }) => `/enfants/${child}/vaccins`,
    steppedUp: true,
  },
  'GET /enfants/:ref/personnes': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/personnes`,
    steppedUp: true,
  },
  'GET /enfants/:ref/personnes/:item': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/personnes/nouvelle`,
    steppedUp: true,
  },
  'POST /enfants/:ref/personnes/:item': {
    ...marcs,
    separated: 422,
    owner: 422,
    path: ({ child }) => `/enfants/${child}/personnes/nouvelle`,
    steppedUp: true,
  },
  'GET /enfants/:ref/autorisations': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/autorisations`,
  },
  'POST /enfants/:ref/autorisations': {
    ...marcs,
    separated: 303,
    owner: 303,
    path: ({ child }) => `/enfants/${child}/autorisations`,
  },
  'GET /enfants/:ref/retirer/:what/:item': {
    ...marcs,
    owner: 404,
    steppedUp: true,
    path: ({ child, thread }) => `/enfants/${child}/retirer/personne/${thread}`,
  },
  'POST /enfants/:ref/retirer/:what/:item': {
    ...marcs,
    owner: 404,
    steppedUp: true,
    path: ({ child, thread }) => `/enfants/${child}/retirer/personne/${thread}`,
  },
  'GET /enfants/:ref/photo': {
    ...marcs,
    separated: 200,
    path: ({ child }) => `/enfants/${child}/photo`,
  },
  'POST /enfants/:ref/photo': {
    ...marcs,
    owner: 422,
    separated: 422,
    path: ({ child }) => `/enfants/${child}/photo`,
    fields: () => ({ envoyer: 'Envoyer la photo' }),
  },
  'GET /enfants/:ref/photo/:file': {
    ...marcs,
    owner: 404,
    path: ({ child }) => `/enfants/${child}/photo/1.jpg`,
  },
  'GET /enfants/:ref/fiche-simple.pdf': {
    ...marcs,
    separated: 200,
    steppedUp: true,
    path: ({ child }) => `/enfants/${child}/fiche-simple.pdf`,
  },
  'GET /enfants/:ref/fiche-complete.pdf': {
    ...marcs,
    separated: 200,
    steppedUp: true,
    path: ({ child }) => `/enfants/${child}/fiche-complete.pdf`,
  },
}
