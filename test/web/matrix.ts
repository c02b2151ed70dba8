import { calendarMatrix } from './matrix-calendar.ts'
import { childMatrix } from './matrix-child.ts'
import { mandateMatrix } from './matrix-mandate.ts'
import type { MarcsObjects } from './matrix-objects.ts'

/**
 * Who is answered what on every route. The objects are those of Marc Leroy's household; Inès is also the child of his
 * separated wife Anne Bernard; Awa Diallo is an outsider.
 */
export interface RouteRow {
  /** Default: the route's own path. */
  readonly path?: (objects: MarcsObjects) => string
  readonly anonymous: number
  readonly owner: number
  readonly separated: number
  readonly other: number
  /** Asks for the password again when it was not typed within a quarter of an hour. */
  readonly steppedUp?: true
  /** What a form says besides its token and key. */
  readonly fields?: (objects: MarcsObjects) => Record<string, string>
}

const everybody = { anonymous: 200, owner: 200, separated: 200, other: 200 }
/** Each family sees its own. */
const family = { anonymous: 303, owner: 200, separated: 200, other: 200 }
const done = { anonymous: 303, owner: 303, separated: 303, other: 303 }
/** An object of Marc's household, which nobody else knows of. */
const marcs = { anonymous: 303, owner: 200, separated: 404, other: 404 }
const nowhere = { anonymous: 404, owner: 404, separated: 404, other: 404 }

export const matrix: Readonly<Record<string, RouteRow>> = {
  'GET /healthz': everybody,
  'GET /readyz': everybody,
  'GET /metrics': everybody,
  'GET /assets/:name': { ...everybody, path: () => '/assets/base.css' },
  'GET /favicon.ico': everybody,
  'GET /connexion': everybody,
  // nobody waits: the sign-in page
  'GET /connexion/attente': everybody,
  'GET /mot-de-passe-oublie': everybody,
  'GET /activation': everybody,
  'GET /contact': everybody,
  'GET /tarifs': everybody,
  'GET /nouvelles': everybody,
  'GET /reglements': everybody,
  'GET /reglements/:id': { ...everybody, path: ({ rules }) => `/reglements/${rules}` },
  'GET /nouvelles/:code': { ...nowhere, path: () => '/nouvelles/aucune' },
  'GET /mentions-legales': everybody,
  'GET /accessibilite': everybody,
  // without the cookie of the visit: the page that explains cookies
  'POST /connexion': { anonymous: 400, owner: 400, separated: 400, other: 400 },
  'POST /activation': { anonymous: 400, owner: 400, separated: 400, other: 400 },
  'GET /compte': family,
  'GET /compte/mot-de-passe': family,
  'GET /mot-de-passe': family,
  'POST /compte/mot-de-passe': { anonymous: 303, owner: 422, separated: 422, other: 422 },
  'POST /mot-de-passe': { anonymous: 303, owner: 422, separated: 422, other: 422 },
  'GET /mot-de-passe/encore': family,
  'POST /mot-de-passe/encore': { anonymous: 303, owner: 422, separated: 422, other: 422 },
  'POST /compte/appareils': { ...done, fields: ({ device }) => ({ appareil: device }) },
  'POST /mot-de-passe-oublie': { anonymous: 400, owner: 400, separated: 400, other: 400 },
  'GET /mot-de-passe-oublie/:token': { ...everybody, path: () => '/mot-de-passe-oublie/inconnu' },
  'POST /mot-de-passe-oublie/:token': {
    anonymous: 400,
    owner: 400,
    separated: 400,
    other: 400,
    path: () => '/mot-de-passe-oublie/inconnu',
  },
  'GET /compte/adresse': { ...family, steppedUp: true },
  'POST /compte/adresse': {
    anonymous: 303,
    owner: 422,
    separated: 422,
    other: 422,
    steppedUp: true,
  },
  'GET /compte/adresse/:token': { ...everybody, path: () => '/compte/adresse/inconnu' },
  'POST /compte/adresse/:token': {
    anonymous: 400,
    owner: 400,
    separated: 400,
    other: 400,
    path: () => '/compte/adresse/inconnu',
  },
  'GET /compte/courriels': family,
  'POST /compte/courriels': done,
  // from a mail: nobody is signed in, and a token that we did not write names nobody
  'GET /courriels/:token': { ...nowhere, path: () => '/courriels/nobody' },
  'POST /courriels/:token': { ...nowhere, path: () => '/courriels/nobody' },
  'GET /': family,
  'GET /enfants': family,
  'GET /enfants/:ref': {
    ...marcs,
    path: ({ child }) => `/enfants/${child}`,
    separated: 200,
    steppedUp: true,
  },
  'GET /enfants/:ref/garde': {
    ...marcs,
    path: ({ child }) => `/enfants/${child}/garde`,
    separated: 200,
  },
  ...childMatrix,
  'GET /mes-informations': { ...family, steppedUp: true },
  'GET /mes-informations/adultes/:ref': {
    ...marcs,
    steppedUp: true,
    path: ({ adult }) => `/mes-informations/adultes/${adult}`,
  },
  'POST /mes-informations/adultes/:ref': {
    ...marcs,
    owner: 422,
    steppedUp: true,
    path: ({ adult }) => `/mes-informations/adultes/${adult}`,
    fields: () => ({ f_mobile: '12' }),
  },
  ...forEach(['adresse', 'impots', 'allocations', 'quotient', 'banque'], (name) => ({
    [`GET /mes-informations/${name}`]: { ...family, steppedUp: true },
    // nothing was filled in
    [`POST /mes-informations/${name}`]: {
      anonymous: 303,
      owner: 422,
      separated: 422,
      other: 422,
      steppedUp: true,
    },
  })),
  ...mandateMatrix,
  'GET /demandes': family,
  'GET /demandes/:ref': { ...marcs, path: ({ request }) => `/demandes/${request}` },
  'GET /demandes/:ref/retrait': { ...marcs, path: ({ request }) => `/demandes/${request}/retrait` },
  'POST /demandes/:ref/retrait': {
    ...marcs,
    owner: 303,
    path: ({ request }) => `/demandes/${request}/retrait`,
  },
  'POST /mes-informations/confirmer': {
    ...family,
    owner: 303,
    separated: 303,
    other: 303,
    steppedUp: true,
  },
  'GET /mes-informations/foyer': family,
  'POST /mes-informations/foyer': {
    ...marcs,
    owner: 303,
    fields: ({ household }) => ({ foyer: household }),
  },
  'GET /pieces': family,
  'GET /pieces/envoyer': {
    ...marcs,
    path: ({ child }) => `/pieces/envoyer?piece=INSURANCE&enfant=${child}`,
    separated: 200,
  },
  // without a file the form comes back with its sentence
  'POST /pieces/envoyer': {
    ...marcs,
    owner: 422,
    separated: 422,
    fields: ({ child }) => ({ piece: 'INSURANCE', enfant: child }),
  },
  'GET /pieces/:ref': { ...marcs, steppedUp: true, path: ({ paper }) => `/pieces/${paper}` },
  'GET /messages': family,
  'GET /messages/nouveau': family,
  'POST /messages/nouveau': { anonymous: 303, owner: 422, separated: 422, other: 422 },
  'GET /messages/:ref': { ...marcs, path: ({ thread }) => `/messages/${thread}` },
  'POST /messages/:ref': {
    ...marcs,
    owner: 303,
    path: ({ thread }) => `/messages/${thread}`,
    fields: () => ({ f_texte: 'Bonjour' }),
  },
  'POST /messages/:ref/archivage': {
    ...marcs,
    owner: 303,
    path: ({ thread }) => `/messages/${thread}/archivage`,
  },
  'GET /messages/:ref/pieces/:piece/:fileName': {
    ...nowhere,
    anonymous: 303,
    path: ({ thread, device }) => `/messages/${thread}/pieces/${device}/photo.jpg`,
  },
  ...calendarMatrix,
  'GET /absences': family,
  // nothing is booked in this town: the form comes back with its sentence
  'POST /absences': { anonymous: 303, owner: 422, separated: 422, other: 422 },
  'GET /absences/:ref': {
    ...marcs,
    separated: 200,
    path: ({ absence }) => `/absences/${absence}`,
  },
  'GET /absences/:ref/retirer': {
    ...marcs,
    separated: 200,
    path: ({ absence }) => `/absences/${absence}/retirer`,
  },
  'POST /absences/:ref/retirer': {
    ...marcs,
    owner: 303,
    separated: 409,
    path: ({ absence }) => `/absences/${absence}/retirer`,
  },
  // nothing was attached
  'GET /absences/:ref/justificatif': {
    ...nowhere,
    anonymous: 303,
    path: ({ absence }) => `/absences/${absence}/justificatif`,
  },
  // no file was chosen: said before anything else
  'POST /absences/:ref/justificatif': {
    ...marcs,
    owner: 422,
    path: ({ absence }) => `/absences/${absence}/justificatif`,
  },
  'GET /inscriptions': family,
  'GET /inscriptions/:activity': {
    ...marcs,
    separated: 200,
    path: ({ activity, child }) => `/inscriptions/${activity}?enfant=${child}`,
  },
  'POST /inscriptions/:activity': {
    ...marcs,
    owner: 303,
    separated: 303,
    path: ({ activity }) => `/inscriptions/${activity}`,
    fields: ({ child }) => ({ enfant: child }),
  },
  'GET /inscriptions/demande/:ref': {
    ...marcs,
    path: ({ enrolment }) => `/inscriptions/demande/${enrolment}`,
  },
  'POST /inscriptions/demande/:ref': {
    ...marcs,
    owner: 303,
    path: ({ enrolment }) => `/inscriptions/demande/${enrolment}`,
  },
  'GET /liste-attente': family,
  // a day that is nobody's to book
  'GET /liste-attente/jour': {
    ...nowhere,
    anonymous: 303,
    path: () => '/liste-attente/jour?place=1.1.2026-12-09',
  },
  'POST /liste-attente/jour': {
    ...nowhere,
    anonymous: 303,
    fields: () => ({ place: '1.1.2026-12-09' }),
  },
  'GET /liste-attente/:ref': { ...marcs, path: ({ waiting }) => `/liste-attente/${waiting}` },
  'POST /liste-attente/:ref': {
    ...marcs,
    owner: 303,
    path: ({ waiting }) => `/liste-attente/${waiting}`,
    fields: () => ({ quitter: 'Quitter la liste' }),
  },
  'GET /factures': family,
  'GET /factures/:ref': { ...marcs, path: ({ invoice }) => `/factures/${invoice}` },
  'GET /releve': family,
  'GET /releve/:fileName': { ...family, path: () => '/releve/releve-2026-06-01-2026-12-08.csv' },
  'GET /documents': family,
  'GET /documents/archive/:fileName': {
    anonymous: 303,
    owner: 404,
    separated: 404,
    other: 404,
    path: () => '/documents/archive/documents-1999.zip',
  },
  'GET /documents/:ref/:fileName': {
    ...marcs,
    path: ({ document }) => `/documents/${document}/facture.pdf`,
  },
  'GET /paiement': family,
  'POST /paiement': { ...done, fields: () => ({ regie: 'ENFANCE' }) },
  // the attempt of another family: back to the own payment page, as for one that does not exist
  'GET /paiement/:ref/banque': { ...done, path: ({ attempt }) => `/paiement/${attempt}/banque` },
  // the way back from the bank, where nobody is signed in: whoever has the address, which names nobody
  'GET /paiement/:ref/merci': { ...everybody, path: ({ attempt }) => `/paiement/${attempt}/merci` },
  'GET /paiement/notification/:provider': {
    ...everybody,
    path: () => '/paiement/notification/spplus',
  },
  'GET /paiement/retour/:provider': { ...done, path: () => '/paiement/retour/spplus' },
  'POST /paiement/retour/:provider': { ...done, path: () => '/paiement/retour/spplus' },
  'GET /nowhere': nowhere,
  // the last one: it ends the sessions
  'POST /deconnexion': done,
}

function forEach(
  names: readonly string[],
  rows: (name: string) => Record<string, RouteRow>,
): Record<string, RouteRow> {
  return Object.assign({}, ...names.map(rows))
}
