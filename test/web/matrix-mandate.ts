import type { RouteRow } from './matrix.ts'

/** Marc alone has a mandate, a draft; the others see their own empty page. */
const marcs = { anonymous: 303, owner: 200, separated: 404, other: 404, steppedUp: true } as const

export const mandateMatrix: Readonly<Record<string, RouteRow>> = {
  'GET /mes-informations/prelevement': { ...marcs, separated: 200, other: 200 },
  // Marc alone has given an account; his draft is the answer
  'POST /mes-informations/prelevement': {
    anonymous: 303,
    owner: 303,
    separated: 409,
    other: 409,
    steppedUp: true,
  },
  // nothing was filled in
  'POST /mes-informations/prelevement/signature': { ...marcs, owner: 422 },
  'GET /mes-informations/prelevement/fin': { ...marcs },
  'POST /mes-informations/prelevement/fin': { ...marcs, owner: 303 },
}
