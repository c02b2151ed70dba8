import type {
  Address,
  FamilyModel,
  ImportedAdult,
  ImportedChild,
  ImportedFamily,
} from '../households/family-model.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'
import { boys, familyNames, fathers, girls, mothers, streets } from './names.ts'
import { randomFrom, type Random } from './random.ts'
import { storyFamilies } from './story.ts'
import { addressOf, origin, schoolingOf } from './valpres.ts'

/**
 * The families of the demonstration: those of the story (Martin, Leroy and Bernard, Diallo), then as many believable
 * ones as asked for. The same count and day give the same families; `asOf` is the day whose
 * school year gives the classes.
 */
export function demoFamilies(count: number, today: Day, asOf: Day = today): FamilyModel {
  const random = randomFrom(20_260_901)
  const story = storyFamilies(today, asOf)
  const families: ImportedFamily[] = [...story.families]
  const children: ImportedChild[] = [...story.children]
  const circumstances = { today, asOf, already: new Set<string>() }
  for (let number = families.length; number < count; number += 1) {
    const made = oneFamily(random, number, circumstances)
    const first = children.length
    children.push(...made.children)
    families.push({ ...made.family, children: made.children.map((_, place) => first + place) })
  }
  return { families, children }
}

interface Circumstances {
  readonly today: Day
  readonly asOf: Day
  /** Names and birth dates of those who are there. */
  readonly already: Set<string>
}

function oneFamily(random: Random, number: number, { today, asOf, already }: Circumstances) {
  const name = random.pick(familyNames)
  const year = schoolYearOf(today)
  const children = Array.from({ length: childCount(random) }, (_, place) =>
    oneChild(random, {
      name,
      key: `DEMO-${number}-${place}`,
      bornIn: year - 3 - random.below(8),
      asOf,
    }),
  )
  const family: ImportedFamily = {
    origin,
    key: `DEMO-${number}`,
    adults: adultsOf(random, already, { name, number }),
    children: [],
    address: homeOf(random, number),
    benefit: { scheme: 'GENERAL', recipientNumber: String(2_000_000 + number) },
    quotient: random.chance(90)
      ? { type: 'CAF', value: 220 + random.below(1_900), validFrom: `${year - 1}-01-01` }
      : null,
  }
  return { family, children }
}

function childCount(random: Random): number {
  const roll = random.below(100)
  return roll < 35 ? 1 : roll < 82 ? 2 : 3
}

function oneChild(
  random: Random,
  child: {
    readonly name: string
    readonly key: string
    readonly bornIn: number
    readonly asOf: Day
  },
): ImportedChild {
  const isGirl = random.chance(50)
  const birthDate = `${child.bornIn}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`
  return {
    origin,
    keys: [child.key],
    lastName: child.name,
    usualName: null,
    firstName: random.pick(isGirl ? girls : boys),
    sex: isGirl ? 'F' : 'M',
    birthDate,
    birthInsee: null,
    ine: null,
    schooling: schoolingOf(birthDate, child.asOf),
    careProtocol: null,
  }
}

function adultsOf(random: Random, already: Set<string>, family: Named): ImportedAdult[] {
  const firstName = random.pick(mothers)
  const mother = newcomer(random, already, { title: 'MME', firstName, ...family })
  if (random.chance(25)) return [mother]
  const father = { title: 'M' as const, firstName: random.pick(fathers), ...family }
  return [mother, newcomer(random, already, father)]
}

interface Named {
  readonly name: string
  readonly number: number
}

interface Parent extends Named {
  readonly title: 'M' | 'MME'
  readonly firstName: string
}

/** Nobody of the same name and day of birth as somebody before: an import would take them for one. */
function newcomer(random: Random, already: Set<string>, parent: Parent): ImportedAdult {
  const adult = oneAdult(random, parent)
  const who = `${adult.firstName} ${adult.usualName} ${adult.birthDate}`
  if (already.has(who)) return newcomer(random, already, parent)
  already.add(who)
  return adult
}

function oneAdult(random: Random, adult: Parent): ImportedAdult {
  const isMother = adult.title === 'MME'
  return {
    origin,
    key: `DEMO-${adult.number}-${adult.title}`,
    title: adult.title,
    usualName: adult.name,
    birthName: isMother && random.chance(60) ? random.pick(familyNames) : adult.name,
    firstName: adult.firstName,
    birthDate: `${1978 + random.below(18)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
    birthInsee: null,
    birthCountry: null,
    mobile: `+336${String(10_000_000 + random.below(89_999_999))}`,
    homePhone: null,
    workPhone: random.chance(20) ? `+3319900${String(1_000 + random.below(8_999))}` : null,
    email: null,
    relationship: isMother ? 'MOTHER' : 'FATHER',
  }
}

function homeOf(random: Random, number: number): Address {
  const street = random.pick(streets)
  return addressOf(String(1 + random.below(90)), street, number % 13 === 5 ? 'outside' : 'valpres')
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
