import type { RouteRow } from './matrix.ts'

/** Each family sees its own. */
const family = { anonymous: 303, owner: 200, separated: 200, other: 200 }
const done = { anonymous: 303, owner: 303, separated: 303, other: 303 }
/** An object of Marc's household, which nobody else knows of. */
const marcs = { anonymous: 303, owner: 200, separated: 404, other: 404 }
const nowhere = { anonymous: 404, owner: 404, separated: 404, other: 404 }

/** The routes of the calendar. */
export const calendarMatrix: Readonly<Record<string, RouteRow>> = {
  'GET /calendrier': { ...done },
  'GET /calendrier/:month': { ...family, path: () => '/calendrier/2026-12' },
  'POST /calendrier/:month': {
    ...done,
    path: () => '/calendrier/2026-12',
  },
  'GET /calendrier/semaine/:week': { ...family, path: () => '/calendrier/semaine/2026-W49' },
  'POST /calendrier/semaine/:week': {
    ...done,
    path: () => '/calendrier/semaine/2026-W49',
  },
  'GET /calendrier/semaine-type': family,
  'POST /calendrier/semaine-type': { anonymous: 303, owner: 422, separated: 422, other: 422 },
  'GET /calendrier/historique': family,
  'GET /calendrier/recus/:ref': { ...marcs, path: ({ receipt }) => `/calendrier/recus/${receipt}` },
  'GET /calendrier/agenda': family,
  'POST /calendrier/agenda': done,
  // an address that nobody was given
  'GET /agenda/:token': { ...nowhere, path: () => `/agenda/${'0'.repeat(64)}.ics` },
}
