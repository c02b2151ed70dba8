import type { NoticeLink, NoticePage } from '../../src/messages/notice-kinds.ts'
import { paths } from '../../src/paths.ts'

const addresses: Readonly<Record<NoticePage, (ref: string) => string>> = {
  home: () => paths.home,
  account: () => paths.account,
  familyFile: () => paths.familyFile,
  mandate: () => paths.mandate,
  papers: () => paths.papers,
  child: (ref) => paths.child(ref),
  custody: (ref) => paths.custody(ref),
  children: () => paths.children,
  enrolments: () => paths.enrolments,
  absence: (ref) => paths.absence(ref),
  receipt: (ref) => paths.receipt(ref),
  waitingList: () => paths.waitingList,
  calendar: (ref) => (ref ? paths.calendarMonth(ref) : paths.calendar),
  invoices: () => paths.invoices,
  invoice: (ref) => paths.invoice(ref),
  statement: () => paths.statement,
  payment: () => paths.payment,
  documents: () => paths.documents,
  messages: () => paths.messages,
  thread: (ref) => paths.thread(ref),
  requests: () => paths.requests,
}

/** The address of what a notice is about. */
export function linkPath({ page, ref = '' }: NoticeLink): string {
  return addresses[page](ref)
}
