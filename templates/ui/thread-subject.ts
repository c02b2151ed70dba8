import { dayInWords, monthInWords } from '../../src/kernel/french.ts'
import type { SubjectKind, ThreadSubject } from '../../src/messages/thread-subject.ts'
import { paths } from '../../src/paths.ts'

export interface SubjectWords {
  /** Beside the thread. */
  readonly title: string
  readonly note: string
  /** What a new thread is called until the parent changes it. */
  readonly proposal: string
  readonly link: { readonly href: string; readonly label: string }
  /** In the inbox. */
  readonly badge: string
}

export const subjectBadges: Readonly<Record<SubjectKind, string>> = {
  INVOICE: 'Facture',
  ABSENCE: 'Absence',
  REQUEST: 'Demande',
  CHILD: 'Enfant',
}

/** As addresses name it. */
export const subjectSlugs: Readonly<Record<SubjectKind, string>> = {
  INVOICE: 'facture',
  ABSENCE: 'absence',
  REQUEST: 'demande',
  CHILD: 'enfant',
}

export function subjectWords(about: ThreadSubject): SubjectWords {
  return { badge: subjectBadges[about.kind], ...words[about.kind](about) }
}

const words: Readonly<Record<SubjectKind, (about: ThreadSubject) => Omit<SubjectWords, 'badge'>>> =
  {
    INVOICE: ({ ref, month, number }) => {
      const which = month ? ofMonth(monthInWords(month)) : ''
      return {
        title: `Facture ${which}`.trim(),
        note: number ? `N°\u00A0${number}` : '',
        proposal: `Ma facture ${which}`.trim(),
        link: { href: paths.invoice(ref), label: 'Voir la facture' },
      }
    },
    ABSENCE: ({ childFirstName, firstDay, lastDay }) => {
      const days =
        firstDay === lastDay
          ? dayInWords(firstDay ?? '')
          : `du ${dayInWords(firstDay ?? '')} au ${dayInWords(lastDay ?? '')}`
      return {
        title: `Absence ${of(childFirstName ?? '')}`,
        note: days,
        proposal: `Absence ${of(childFirstName ?? '')}, ${days}`,
        link: { href: paths.absences, label: 'Voir les absences' },
      }
    },
    REQUEST: ({ ref }) => ({
      title: 'Votre demande',
      note: '',
      proposal: 'Ma demande',
      link: { href: paths.request(ref), label: 'Voir la demande' },
    }),
    CHILD: ({ ref, childFirstName }) => ({
      title: childFirstName ?? '',
      note: '',
      proposal: `À propos ${of(childFirstName ?? '')}`,
      link: { href: paths.child(ref), label: 'Voir sa fiche' },
    }),
  }

function of(name: string): string {
  return /^[aeiouyhéèêîôûœ]/i.test(name) ? `d’${name}` : `de ${name}`
}

function ofMonth(month: string): string {
  return /^[ao]/.test(month) ? `d’${month}` : `de ${month}`
}
