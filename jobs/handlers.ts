import type { Topic } from '../src/db/outbox.ts'
import { decideOne } from './decide-notification.ts'
import type { JobDeps } from './deps.ts'
import { printMandate } from './mandate-paper.ts'
import { renderCertificate } from './render-certificate.ts'
import { renderInvoice } from './render-invoice.ts'
import { renderReceipt } from './render-receipt.ts'
import { renderRules } from './render-rules.ts'
import { sendMail } from './send-mail.tsx'
import { sendMailing } from './send-mailing.ts'

/** Does one side effect. May run twice: it looks at what is there first. */
export type Handler = (
  deps: JobDeps,
  payload: Readonly<Record<string, number>>,
  outboxId: number,
) => Promise<void>

export type Handlers = Readonly<Record<Topic, Handler>>

/** Who does what the outbox asks for: the topics of src/db/outbox.ts. */
export const handlers: Handlers = {
  'certificate.render': renderCertificate,
  'invoice.render': renderInvoice,
  'mail.send': sendMail,
  'mailing.send': sendMailing,
  'mandate.paper': printMandate,
  'notification.decide': decideOne,
  'receipt.render': renderReceipt,
  'rules.render': renderRules,
}
