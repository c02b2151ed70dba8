/** Zones of the school holidays, as the ministry's calendar names them. */
export const zones = ['A', 'B', 'C'] as const
export type Zone = (typeof zones)[number]

/** Territories with public holidays of their own, as the official calendar names them. */
export const territories = [
  'metropole',
  'alsace-moselle',
  'guadeloupe',
  'guyane',
  'martinique',
  'mayotte',
  'la-reunion',
  'saint-pierre-et-miquelon',
] as const

/** Where the commune lies on the official calendars: which school holidays and public holidays are its own. */
export interface CalendarPlace {
  readonly zone: Zone
  readonly territory: (typeof territories)[number]
}
