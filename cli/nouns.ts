import type { Command } from 'commander'
import type { CliRun } from './context.ts'

interface Noun {
  readonly about: string
  /** Loads the noun's file: only the one that was asked for. */
  readonly load: () => Promise<(run: CliRun) => Command>
}

/** The surface of the command line, one line a noun. */
export const nouns: Readonly<Record<string, Noun>> = {
  start: {
    about: 'portal, worker and, for the demonstration, the stand-in bank in one process',
    load: async () => (await import('./start.ts')).startCommand,
  },
  serve: { about: 'the portal alone', load: async () => (await import('./serve.ts')).serveCommand },
  work: { about: 'the worker alone', load: async () => (await import('./work.ts')).workCommand },
  demo: {
    about: 'the demonstration commune',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  doctor: {
    about: 'is everything in order?',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  db: {
    about: 'migrate and check the database',
    load: async () => (await import('./db.ts')).dbCommand,
  },
  jobs: {
    about: 'side effects and recurring jobs',
    load: async () => (await import('./jobs.ts')).jobsCommand,
  },
  settings: {
    about: 'what the commune decides: name, colour, deadlines, payment',
    load: async () => (await import('./settings.ts')).settingsCommand,
  },
  calendar: {
    about: 'school and public holidays',
    load: async () => (await import('./calendar.ts')).calendarCommand,
  },
  activities: {
    about: 'what families enrol in',
    load: async () => (await import('./activities.ts')).activitiesCommand,
  },
  tariffs: {
    about: 'price lists',
    load: async () => (await import('./tariffs.ts')).tariffsCommand,
  },
  families: {
    about: 'families: import, list, show',
    load: async () => (await import('./families.ts')).familiesCommand,
  },
  quotients: {
    about: 'family quotients: import, set, those that end soon',
    load: async () => (await import('./quotients.ts')).quotientsCommand,
  },
  custody: {
    about: 'with whom a child of two households lives',
    load: async () => (await import('./custody.ts')).custodyCommand,
  },
  documents: {
    about: 'papers that families supply: missing, review, kinds',
    load: async () => (await import('./documents.ts')).documentsCommand,
  },
  pickups: {
    about: 'who may and who must not fetch a child',
    load: async () => (await import('./pickups.ts')).pickupsCommand,
  },
  exclusions: {
    about: 'days on which a child must stay at home for its health',
    load: async () => (await import('./exclusions.ts')).exclusionsCommand,
  },
  consents: {
    about: 'what families are asked to agree to',
    load: async () => (await import('./consents.ts')).consentsCommand,
  },
  accounts: {
    about: 'who may sign in: letters, locks, sessions',
    load: async () => (await import('./accounts.ts')).accountsCommand,
  },
  officers: {
    about: 'who works at the town hall, and with which role',
    load: async () => (await import('./officers.ts')).officersCommand,
  },
  audit: {
    about: 'who did or read what',
    load: async () => (await import('./audit.ts')).auditCommand,
  },
  keys: {
    about: 'the key file, outside the database',
    load: async () => (await import('./keys.ts')).keysCommand,
  },
  requests: {
    about: 'changes of their file that families ask for',
    load: async () => (await import('./requests.ts')).requestsCommand,
  },
  enrolments: {
    about: 'who is enrolled in what, and who asked to be',
    load: async () => (await import('./enrolments.ts')).enrolmentsCommand,
  },
  attendance: {
    about: 'who was there',
    load: async () => (await import('./attendance.ts')).attendanceCommand,
  },
  absences: {
    about: 'absences that families declared: excuse or refuse',
    load: async () => (await import('./absences.ts')).absencesCommand,
  },
  payments: {
    about: 'money received, by card and at the counter',
    load: async () => (await import('./payments.ts')).paymentsCommand,
  },
  billing: {
    about: 'invoices of a month',
    load: async () => (await import('./billing.ts')).billingCommand,
  },
  invoices: {
    about: 'invoices and credit notes that were issued',
    load: async () => (await import('./invoices.ts')).invoicesCommand,
  },
  debits: {
    about: 'SEPA mandates of families',
    load: async () => (await import('./debits.ts')).debitsCommand,
  },
  certificates: {
    about: 'tax certificates of families',
    load: async () => (await import('./certificates.ts')).certificatesCommand,
  },
  news: {
    about: 'what the commune announces',
    load: async () => (await import('./news.ts')).newsCommand,
  },
  messages: {
    about: 'families write, the town hall answers, one or many',
    load: async () => (await import('./messages.ts')).messagesCommand,
  },
  mail: {
    about: 'mails of the portal: sent, refused, come back',
    load: async () => (await import('./mail.ts')).mailCommand,
  },
  completion: {
    about: 'completion for your shell',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
}
