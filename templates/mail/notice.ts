import type { NoticeKind, NoticeLink } from '../../src/messages/notice-kinds.ts'
import { inOneLine } from '../../src/kernel/text.ts'
import { paths } from '../../src/paths.ts'
import { linkPath } from './links.ts'
import type { MailContent, MailLine } from './mail.tsx'
import { noticeWords } from './notice-words.ts'

/** Who writes. */
export interface MailTown {
  readonly name: string
  readonly service: string
  /** As it is read aloud: `02 61 91 00 12`. */
  readonly phone: string
  /** Origin of the portal. */
  readonly publicUrl: string
}

interface NoticeToWrite {
  readonly kind: NoticeKind
  readonly detail: string | null
  readonly firstName: string
  readonly link: NoticeLink
  /** Where these mails are stopped; null for those that are due. */
  readonly stopUrl: string | null
}

/** The mail of a notice. */
export function noticeContent(notice: NoticeToWrite, town: MailTown): MailContent {
  const { title, sentence, action } = noticeWords(notice.kind, notice.detail)
  return {
    subject: title,
    greeting: greeting(notice.firstName),
    paragraphs: [sentence],
    action: { label: action, url: `${town.publicUrl}${linkPath(notice.link)}` },
    signature: signature(town),
    footer: [noAnswer(town), ...(notice.stopUrl === null ? [due] : choice(town, notice.stopUrl))],
  }
}

export const greeting = (firstName: string) => `Bonjour ${inOneLine(firstName)},`
export const signature = ({ service, name }: MailTown) => `${service}, ${name}`
export const noAnswer = ({ phone }: MailTown) =>
  `Ne répondez pas à ce courriel\u00A0: écrivez-nous depuis le portail, ou appelez le ${phone}.`
const due = 'Ce courriel fait partie de ceux que la mairie vous doit.'
const choice = ({ publicUrl }: MailTown, stopUrl: string): MailLine[] => [
  { label: 'Choisir les courriels que je reçois', url: `${publicUrl}${paths.accountMails}` },
  { label: 'Ne plus recevoir ceux-ci', url: stopUrl },
]
