import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from '../../src/kernel/forms.ts'

const cents = z.string().regex(/^-?\d+,\d\d$/)
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)
const month = z.string().regex(/^\d{4}-\d\d$/)

const familyFile = z.strictObject({
  file: z.string(),
  format: z.enum(['generic', 'onde']).default('generic'),
  guardians: z.string().optional(),
  school: z.string().optional(),
})

const booking = z.strictObject({
  month,
  child: z.string(),
  /** As the calendar names it: « Cantine ». */
  service: z.string(),
  /** Days of the month, or every open day but some. */
  days: z.union([z.array(z.int()), z.literal('all')]),
  except: z.array(z.int()).default([]),
})

const bill = z.strictObject({
  period: month,
  /** The day on which the attendance is read and the bill is issued. */
  on: day,
  attendance: z.string(),
  total: cents,
  previous: cents.default('0,00'),
  due: cents,
  /** What else the PDF must say. */
  says: z.array(z.string()).default([]),
})

const story = z.strictObject({
  title: z.string(),
  /** The portal's day when the parent enrols and books. */
  clock: day,
  settings: z.record(z.string(), z.string()),
  calendar: z.string(),
  activities: z.string(),
  tariffs: z.string(),
  families: z.array(familyFile),
  /** Files that must be refused whole, with the lines and columns that are named. */
  refused: z
    .array(
      familyFile.extend({ faults: z.array(z.strictObject({ line: z.int(), column: z.string() })) }),
    )
    .default([]),
  parent: z.string(),
  enrolments: z.array(z.strictObject({ child: z.string(), activity: z.string() })),
  bookings: z.array(booking),
  /** Booked above, and cancelled again before the deadline. */
  cancelled: booking.optional(),
  bills: z.array(bill),
  /** What is paid by card in the end. */
  paid: cents,
})

/** One commune's way down the road, with the folder that its files are in. */
export type Story = z.infer<typeof story> & { readonly folder: string }
export type FamilyFile = z.infer<typeof familyFile>
export type Booking = z.infer<typeof booking>
export type Bill = z.infer<typeof bill>

/** Reads every story of a folder: one sub-folder each, with its story.yaml. */
export function readStories(folder: string): Story[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort()
    .reverse()
    .map(readStory)
}

function readStory(folder: string): Story {
  const text = readFileSync(join(folder, 'story.yaml'), 'utf8')
  return { ...story.parse(parse(text)), folder }
}
