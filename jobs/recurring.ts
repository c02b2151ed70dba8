import { forgetSessions } from '../src/accounts/sessions.ts'
import { sweepThrottle } from '../src/accounts/throttle.ts'
import { sealAudit } from '../src/audit/seal.ts'
import { forgetFormKeys } from '../src/db/form-keys.ts'
import { asWorker } from '../src/db/transactions.ts'
import { closeLateAbsences } from '../src/enrolments/decide-absences.ts'
import { moveWaitingLists } from '../src/enrolments/move-waiting-lists.ts'
import { renewCustodyDays } from '../src/enrolments/decide-custody.ts'
import { erasePastPhotos } from '../src/enrolments/past-photos.ts'
import { forgetNotices } from '../src/messages/deliveries.ts'
import { expireAttempts } from '../src/payments/attempts.ts'
import { forgetNotifications } from '../src/payments/notifications.ts'
import { lapseMandates } from '../src/payments/mandates/change.ts'
import { watchVaccinations } from '../src/households/child/vaccination-watch.ts'
import { announceExpiring } from '../src/requests/announce-papers.ts'
import { announceMissingVaccines } from '../src/requests/announce-vaccines.ts'
import { forgetPast } from './forget-past.ts'
import { noteHeads } from './audit-heads.ts'
import { readSettings } from '../src/settings/settings.ts'
import type { JobDeps } from './deps.ts'
import { forgetDone } from '../src/db/outbox-rows.ts'
import { sweepOutbox } from './sweeper.ts'
import { daysBefore } from '../src/kernel/day.ts'

export interface RecurringJob {
  readonly name: string
  /** Minute, hour, day, month, weekday in Europe/Paris. */
  readonly cron: string
  readonly about: string
  /** The domain's function. Returns how many things it did. Safe to run twice, and late. */
  readonly run: (deps: JobDeps, now: Date) => Promise<number>
}

/** Everything that happens by itself. */
export const recurring: readonly RecurringJob[] = [
  {
    name: 'seal-audit',
    cron: '* * * * *',
    about: 'seals the new rows of the audit trail and notes the head outside the database',
    run: async ({ db, keys, config }, now) => {
      const heads = await asWorker(db, (tx) => sealAudit(tx, keys, now))
      await noteHeads(config.dataDir, heads)
      return heads.length
    },
  },
  {
    name: 'sweep-outbox',
    cron: '* * * * *',
    about: 'rings again for every side effect that is not done',
    run: (deps) => sweepOutbox(deps),
  },
  {
    name: 'announce-papers',
    cron: '35 6 * * *',
    about: 'tells families thirty days before a paper runs out',
    run: ({ db }, now) => asWorker(db, (tx) => announceExpiring(tx, now)),
  },
  {
    name: 'watch-vaccinations',
    cron: '10 4 * * *',
    about: 'looks anew who lacks a mandatory vaccine; after sixty days the parents are told',
    run: ({ db, keys }, now) =>
      asWorker(db, async (tx) => {
        const { insee } = (await readSettings(tx, keys)).commune
        const changed = await watchVaccinations(tx, keys, { insee, now })
        return changed + (await announceMissingVaccines(tx, now))
      }),
  },
  {
    name: 'renew-custody',
    cron: '2 4 * * *',
    about: 'builds the days of alternating custody to the end of the next school year',
    run: ({ db, keys }, now) =>
      asWorker(db, async (tx) => {
        const { zone } = (await readSettings(tx, keys)).calendar
        return renewCustodyDays(tx, 'SHORT', { now, zone })
      }),
  },
  {
    name: 'erase-photos',
    cron: '15 4 * * *',
    about: "erases a child's photo a month after the end of its last enrolment",
    run: ({ db }, now) => asWorker(db, (tx) => erasePastPhotos(tx, now)),
  },
  {
    name: 'close-absences',
    cron: '5 4 * * *',
    about: 'leaves billed the absences whose paper did not come within the days allowed',
    run: ({ db }, now) => asWorker(db, (tx) => closeLateAbsences(tx, now)),
  },
  {
    name: 'waiting-lists',
    cron: '* * * * *',
    about: 'ends offers of places whose time is over, and offers free places to the next in line',
    run: ({ db, keys }, now) =>
      asWorker(db, async (tx) => {
        const settings = await readSettings(tx, keys)
        const { offered, expired, closed } = await moveWaitingLists(tx, settings, now)
        return offered.length + expired.length + closed
      }),
  },
  {
    name: 'expire-attempts',
    cron: '15 3 * * *',
    about: 'closes payments that nobody finished within two days; a late success still counts',
    run: ({ db }, now) => asWorker(db, (tx) => expireAttempts(tx, now)),
  },
  {
    name: 'lapse-mandates',
    cron: '12 3 * * *',
    about: 'ends SEPA mandates after three years without a debit, and tells the families',
    run: ({ db }, now) => asWorker(db, (tx) => lapseMandates(tx, now)),
  },
  {
    name: 'forget-form-keys',
    cron: '20 3 * * *',
    about: 'forgets the one-use keys of forms after two days',
    run: ({ db }, now) => asWorker(db, (tx) => forgetFormKeys(tx, daysBefore(now, 2))),
  },
  {
    name: 'forget-tries',
    cron: '25 3 * * *',
    about: 'forgets wrong passwords whose time is over',
    run: ({ db }, now) =>
      asWorker(db, async (tx) => {
        await sweepThrottle(tx, now)
        return 1
      }),
  },
  {
    name: 'forget-outbox',
    cron: '30 3 * * *',
    about: 'forgets side effects that were done a month ago',
    run: ({ db }, now) => asWorker(db, (tx) => forgetDone(tx, daysBefore(now, 30))),
  },
  {
    name: 'forget-sessions',
    cron: '32 3 * * *',
    about: 'forgets sessions, and codes of letters and mails, that were over a month ago',
    run: ({ db }, now) => asWorker(db, (tx) => forgetSessions(tx, daysBefore(now, 30))),
  },
  {
    name: 'forget-notices',
    cron: '35 3 * * *',
    about: 'forgets what families were told, and by which mails, a year ago',
    run: ({ db }, now) => asWorker(db, (tx) => forgetNotices(tx, daysBefore(now, 365))),
  },
  {
    name: 'forget-past',
    cron: '45 3 * * *',
    about:
      'forgets what is kept a school year or some years, and is over (preau jobs forget --dry-run)',
    run: ({ db }, now) =>
      asWorker(db, async (tx) => {
        const forgotten = await forgetPast(tx, now, 'forget-past')
        return Object.values(forgotten).reduce((sum, count) => sum + count, 0)
      }),
  },
  {
    name: 'forget-notifications',
    cron: '40 3 * * *',
    about: 'forgets what the bank said thirteen months ago; payments stay',
    run: ({ db }, now) => asWorker(db, (tx) => forgetNotifications(tx, daysBefore(now, 400))),
  },
]
