import { capitalised, dayInWords, monthInWords } from '../../src/kernel/french.ts'
import type { SubjectKind, ThreadSubject } from '../../src/messages/thread-subject.ts'
import { paths } from '../../src/paths.ts'

export interface SubjectWords {
  /** Beside the thread. */
  readonly title: string
  readonly note: string
  /** On the way back to it; the title where it says enough. */
  readonly trail?: string
  /** What a new thread is called until the parent changes it. */
  readonly proposal: string
  readonly link: { readonly href: string; readonly label: string }
  /** What the town hall still waits for. */
  readonly awaited?: string | null
}

/** In the inbox. */
export const subjectBadges: Readonly<Record<SubjectKind, string>> = {
  INVOICE: 'Facture',
  ABSENCE: 'Absence',
  REQUEST: 'Demande',
  ENROLMENT: 'Inscription',
  CHILD: 'Enfant',
}

/** As addresses name it. */
export const subjectSlugs: Readonly<Record<SubjectKind, string>> = {
  INVOICE: 'facture',
  ABSENCE: 'absence',
  REQUEST: 'demande',
  ENROLMENT: 'inscription',
  CHILD: 'enfant',
}

export function subjectWords(about: ThreadSubject): SubjectWords {
  return words[about.kind](about)
}

const words: Readonly<Record<SubjectKind, (about: ThreadSubject) => SubjectWords>> = {
  INVOICE: ({ ref, month, number }) => {
    const which = month ? ofMonth(monthInWords(month)) : ''
    return {
      title: `Facture ${which}`.trim(),
      note: number ? `N°\u00A0${number}` : '',
      proposal: `Ma facture ${which}`.trim(),
      link: { href: paths.invoice(ref), label: 'Voir la facture' },
    }
  },
  ABSENCE: ({ ref, childFirstName, firstDay, lastDay, certificateDueOn }) => {
    const days =
      firstDay === lastDay
        ? dayInWords(firstDay ?? '')
        : `du ${dayInWords(firstDay ?? '')} au ${dayInWords(lastDay ?? '')}`
    return {
      title: capitalised(days),
      trail: `Absence ${of(childFirstName ?? '')}`,
      note: '',
      proposal: `Absence ${of(childFirstName ?? '')}, ${days}`,
      awaited:
        certificateDueOn && `justificatif attendu au plus tard le ${dayInWords(certificateDueOn)}`,
      link: {
        href: paths.absence(ref),
        label: certificateDueOn ? 'Ajouter le justificatif' : 'Voir l’absence',
      },
    }
  },
  REQUEST: ({ ref }) => ({
    title: 'Votre demande',
    note: '',
    proposal: 'Ma demande',
    link: { href: paths.request(ref), label: 'Voir la demande' },
  }),
  ENROLMENT: ({ childFirstName, activity }) => ({
    title: `Inscription ${of(childFirstName ?? '')}`,
    note: activity ?? '',
    proposal: `Inscription ${of(childFirstName ?? '')}\u00A0: ${activity ?? ''}`,
    link: { href: paths.requests, label: 'Voir mes demandes' },
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
