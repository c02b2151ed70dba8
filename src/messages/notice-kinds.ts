/** What an adult is told about. */
export const noticeKinds = [
  'INVOICE',
  'PAYMENT',
  'PAYMENT_FAILED',
  'REMINDER',
  'DEBIT',
  'MANDATE',
  'REQUEST',
  'OFFER',
  'OFFER_OVER',
  'BOOKING',
  'ABSENCE',
  'DAY_CLOSED',
  'EVIDENCE',
  'PICKUP',
  'CUSTODY',
  'MESSAGE',
  'CREDENTIALS',
] as const

export type NoticeKind = (typeof noticeKinds)[number]

/** Mails that the portal owes: money that is due, a place to take, a child's safety, the account itself. */
export const duties: readonly NoticeKind[] = [
  'PAYMENT_FAILED',
  'REMINDER',
  'DEBIT',
  'MANDATE',
  'OFFER',
  'DAY_CLOSED',
  'PICKUP',
  'CUSTODY',
  'CREDENTIALS',
]

export function isNoticeKind(text: string): text is NoticeKind {
  return noticeKinds.some((kind) => kind === text)
}

export function isDuty(kind: NoticeKind): boolean {
  return duties.includes(kind)
}

/** Where a notice leads: a page of the portal, which templates/mail/links.ts turns into its address. */
export const noticePages = [
  'home',
  'account',
  'familyFile',
  'mandate',
  'papers',
  'child',
  'custody',
  'children',
  'enrolments',
  'waitingList',
  'calendar',
  'absence',
  'receipt',
  'invoices',
  'invoice',
  'statement',
  'payment',
  'documents',
  'messages',
  'thread',
  'requests',
] as const

export type NoticePage = (typeof noticePages)[number]

export interface NoticeLink {
  readonly page: NoticePage
  /** Of the child, invoice or thread; `2026-12` for the calendar. */
  readonly ref?: string
}

/** As the table keeps it: `invoice/0a1b…`. */
export function linkText({ page, ref }: NoticeLink): string {
  return ref === undefined ? page : `${page}/${ref}`
}

/** Reads what linkText wrote; a page that is not known any more leads home. */
export function readLink(text: string): NoticeLink {
  const [name = '', ref] = text.split('/')
  const page = noticePages.find((known) => known === name) ?? 'home'
  return ref === undefined ? { page } : { page, ref }
}
