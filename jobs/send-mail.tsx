import { mintCode } from '../src/accounts/mail-codes.ts'
import { asWorker } from '../src/db/transactions.ts'
import { displayPhone } from '../src/kernel/text.ts'
import type { OutgoingMail } from '../src/mail.ts'
import { beginDelivery, markRefused, markSent } from '../src/messages/deliveries.ts'
import { noticeMail } from '../src/messages/notice-mail.ts'
import { paths } from '../src/paths.ts'
import { readSettings, type Settings } from '../src/settings/settings.ts'
import { linkContent } from '../templates/mail/link.ts'
import { MailHtml, mailText, type MailContent } from '../templates/mail/mail.tsx'
import { noticeContent, type MailTown } from '../templates/mail/notice.ts'
import type { JobDeps } from './deps.ts'

type MailDeps = Pick<JobDeps, 'db' | 'keys' | 'mailer' | 'clock' | 'log' | 'config'>

/** A mail whose words are ready. */
interface WrittenMail {
  readonly noticeId: number | null
  readonly to: string
  readonly personId: number
  readonly kind: string
  readonly content: MailContent
  readonly stopUrl: string | null
}

/**
 * Sends one mail. Noted before and after: a worker killed in between sends it again under the same Message-ID. What a
 * server refuses for good is noted as bounced; what may pass later is thrown, and tried again for three days.
 */
export async function sendMail(
  deps: MailDeps,
  { noticeId = 0, resetCodeId }: Readonly<Record<string, number>>,
  outboxId: number,
): Promise<void> {
  const { db, keys, mailer, clock, log } = deps
  const settings = await asWorker(db, (tx) => readSettings(tx, keys))
  const mail =
    resetCodeId === undefined
      ? await writeNotice(deps, settings, noticeId)
      : await writeLink(deps, settings, resetCodeId)
  if (!mail) return
  const { to, noticeId: ofNotice, personId, kind, content, stopUrl } = mail
  const messageId = `<preau.${outboxId}@${settings.commune.email.split('@')[1] ?? 'localhost'}>`
  const delivery = { outboxId, noticeId: ofNotice, personId, kind, messageId }
  if (!(await asWorker(db, (tx) => beginDelivery(tx, delivery, clock())))) return
  const answer = await mailer.send({
    ...(await formOf(content)),
    from: { name: `${settings.commune.name} – portail famille`, address: settings.commune.email },
    to,
    messageId,
    date: clock(),
    headers: stopUrl ? unsubscribe(stopUrl) : {},
  })
  if (answer.taken) {
    await asWorker(db, (tx) => markSent(tx, outboxId, clock()))
  } else {
    log.warn({ outboxId, state: 'BOUNCED' }, 'a mail was refused')
    await asWorker(db, (tx) => markRefused(tx, outboxId, answer.because))
  }
}

async function writeNotice(
  { db, keys, config }: MailDeps,
  settings: Settings,
  noticeId: number,
): Promise<WrittenMail | null> {
  const notice = await asWorker(db, (tx) => noticeMail(tx, keys, noticeId))
  if (!notice) return null
  const { to, personId, kind, stopToken } = notice
  const stopUrl = stopToken && `${config.publicUrl}${paths.stopMail(stopToken)}`
  const content = noticeContent({ ...notice, stopUrl }, townOf(settings, config.publicUrl))
  return { to, noticeId, personId, kind, content, stopUrl }
}

async function writeLink(
  { db, config, clock }: MailDeps,
  settings: Settings,
  resetCodeId: number,
): Promise<WrittenMail | null> {
  const mail = await asWorker(db, (tx) => mintCode(tx, resetCodeId, clock()))
  if (!mail) return null
  const { to, personId, kind } = mail
  const content = linkContent(mail, townOf(settings, config.publicUrl))
  return { to, noticeId: null, personId, kind, content, stopUrl: null }
}

function townOf({ commune }: Settings, publicUrl: string): MailTown {
  const { name, service, phone } = commune
  return { name, service, phone: displayPhone(phone), publicUrl }
}

async function formOf(
  content: MailContent,
): Promise<Pick<OutgoingMail, 'subject' | 'text' | 'html'>> {
  const body = await Promise.resolve(<MailHtml mail={content} />)
  const html = `<!DOCTYPE html>\n${body}`
  return { subject: content.subject, text: mailText(content), html }
}

/** One click in the reader's own mail program (RFC 8058). */
function unsubscribe(url: string): Record<string, string> {
  return {
    'List-Unsubscribe': `<${url}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}
