import type { FetchedBy } from '../households/children-of-day.ts'
import type { Day } from '../kernel/day.ts'
import { capitalised, dayInWords, hourInWords, plural } from '../kernel/french.ts'
import { displayPhone, upperName } from '../kernel/text.ts'
import type { Letterhead } from '../settings/letterhead.ts'
import type { Settings } from '../settings/settings.ts'
import type { DaySheet, SheetChild, SheetGroup } from './day-sheet.ts'

/** What templates/pdf/day-sheet.typ prints: every text in French, ready to show. */
export interface DaySheetPaper extends Letterhead {
  readonly title: string
  readonly day: string
  readonly secrecy: string
  readonly groups: readonly PaperGroup[]
}

interface PaperGroup {
  readonly name: string
  readonly count: string
  readonly rows: readonly PaperRow[]
}

interface PaperRow {
  readonly name: string
  readonly detail: string
  readonly services: readonly string[]
  /** In evidence: allergies and PAI. */
  readonly alerts: readonly string[]
  readonly diet: string
  readonly fetchedBy: readonly string[]
  /** In evidence too: who may never come. */
  readonly forbidden: readonly string[]
  readonly isAbsent: boolean
}

export function daySheetPaper(
  sheet: DaySheet,
  { commune, look }: Settings,
  createdOn: Day,
): DaySheetPaper {
  return {
    createdOn,
    colour: look.colour,
    commune: {
      name: commune.name,
      service: commune.service,
      lines: [`${commune.street}, ${commune.postcode} ${commune.town}`],
    },
    title: `${sheet.activity}, liste du jour`,
    day: `${capitalised(dayInWords(sheet.day))} ${sheet.day.slice(0, 4)}`,
    secrecy:
      'Données de santé et coordonnées\u00A0: à garder sous les yeux de l’équipe seule, à détruire le soir.',
    groups: sheet.groups.map(paperGroup),
  }
}

/** The same as lines of a table, for a spreadsheet. */
export function daySheetRows(sheet: DaySheet): string[][] {
  const header = [
    'site',
    'groupe',
    'nom',
    'prenom',
    'niveau',
    'services',
    'absence',
    'alertes',
    'regime',
    'vient_chercher',
    'ne_doit_pas_venir',
  ]
  const rows = sheet.groups.flatMap(({ site, group, children }) =>
    children.map((child) => {
      const row = paperRow(child)
      return [
        site,
        group,
        child.lastName,
        child.firstName,
        child.level ?? '',
        row.services.join(', '),
        row.isAbsent ? 'absent' : '',
        row.alerts.join(' ; '),
        row.diet,
        row.fetchedBy.join(' ; '),
        row.forbidden.join(' ; '),
      ]
    }),
  )
  return [header, ...rows]
}

function paperGroup({ site, group, children }: SheetGroup): PaperGroup {
  const awaited = children.filter((child) => child.absence === null).length
  const away = children.length - awaited
  return {
    name: site === group ? site : `${site}, ${group}`,
    count: `${plural(awaited, 'enfant attendu', 'enfants attendus')}${away > 0 ? `, ${plural(away, 'absence annoncée', 'absences annoncées')}` : ''}`,
    rows: children.map(paperRow),
  }
}

const diets = {
  STANDARD: '',
  NO_PORK: 'Sans porc',
  NO_MEAT: 'Sans viande',
  VEGETARIAN: 'Végétarien',
  NO_GLUTEN: 'Sans gluten',
} as const

function paperRow(child: SheetChild): PaperRow {
  return {
    name: `${upperName(child.lastName)} ${child.firstName}`,
    detail: child.level ?? '',
    services: child.units.map(unitWords),
    alerts: alertsOf(child),
    diet: diets[child.diet],
    fetchedBy: [
      ...(child.leavesAloneFrom
        ? [`Peut partir seul à partir de ${hourInWords(child.leavesAloneFrom)}`]
        : []),
      ...[...child.parents, ...child.fetchedBy].map(personWords),
    ],
    forbidden: child.forbidden,
    isAbsent: child.absence !== null,
  }
}

function unitWords({ label, isBooked, presence, leftAt, leftEarly }: SheetChild['units'][number]) {
  const notes = [
    isBooked ? '' : 'sans réservation',
    presence === 'PRESENT' ? 'présent' : presence === 'ABSENT' ? 'absent' : '',
    leftEarly && leftAt ? `parti à ${hourInWords(leftAt)}` : '',
  ].filter(Boolean)
  return notes.length > 0 ? `${label} (${notes.join(', ')})` : label
}

const mealModes = {
  NONE: 'PAI',
  BASKET: 'PAI, panier-repas fourni par la famille',
  ADAPTED: 'PAI, repas adapté',
} as const

function alertsOf({ health }: SheetChild): string[] {
  if (!health) return []
  const { allergies, careProtocol } = health
  const protocol = careProtocol
    ? [
        [mealModes[careProtocol.mealMode], careProtocol.conduct, careProtocol.emergencyKit]
          .filter(Boolean)
          .join('. '),
      ]
    : []
  const known = allergies.map(({ label, conduct }) =>
    [`Allergie\u00A0: ${label}`, conduct].filter(Boolean).join('. '),
  )
  return [...protocol, ...known]
}

function personWords({ name, phones }: FetchedBy): string {
  return [name, ...phones.slice(0, 2).map(displayPhone)].join(', ')
}
