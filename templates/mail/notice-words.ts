import { inOneLine } from '../../src/kernel/text.ts'
import type { NoticeKind } from '../../src/messages/notice-kinds.ts'

export interface NoticeWords {
  /** Of the mail, and of the line in the portal. */
  readonly title: string
  readonly sentence: string
  /** On the link. */
  readonly action: string
}

/**
 * What an adult is told, in one sentence: a mail travels in the open, so it says that there is something to read, never
 * what. `detail` is what the domain let be named.
 */
export function noticeWords(kind: NoticeKind, detail: string | null): NoticeWords {
  return words[kind](inOneLine(detail ?? ''))
}

type Words = (detail: string) => NoticeWords

const after = (start: string, detail: string) => (detail ? `${start} ${detail}` : start)
const inBrackets = (detail: string) => (detail ? ` (${detail})` : '')

const words: Readonly<Record<NoticeKind, Words>> = {
  INVOICE: (detail) => ({
    title: 'Une facture est disponible',
    sentence: `${after('Votre facture', detail)} est disponible sur le portail.`,
    action: 'Voir la facture',
  }),
  PAYMENT: () => ({
    title: 'Votre paiement est enregistré',
    sentence: 'Nous avons bien reçu votre paiement. Il figure sur votre relevé.',
    action: 'Voir mon relevé',
  }),
  PAYMENT_FAILED: () => ({
    title: 'Votre paiement n’a pas abouti',
    sentence:
      'La banque n’a pas accepté votre paiement\u00A0: ce qui était à payer le reste. Vous pouvez recommencer, ou passer en mairie.',
    action: 'Voir ce qui est à payer',
  }),
  REMINDER: (detail) => ({
    title: 'Une facture reste à payer',
    sentence: `${after('Votre facture', detail)} n’est pas encore payée. Une difficulté\u202F? Écrivez-nous, nous trouverons une solution.`,
    action: 'Voir la facture',
  }),
  DEBIT: (detail) => ({
    title: 'Un prélèvement est prévu',
    sentence: `${after('Un prélèvement est prévu', detail)}. Le montant est sur le portail.`,
    action: 'Voir le détail',
  }),
  MANDATE: (detail) => ({
    title: 'Votre mandat de prélèvement',
    sentence: mandates[detail] ?? 'Votre mandat de prélèvement a changé.',
    action: 'Voir mon mandat',
  }),
  REQUEST: (detail) => ({
    title: 'Votre demande a reçu une réponse',
    sentence: `La mairie a répondu à votre demande${inBrackets(detail)}.`,
    action: 'Lire la réponse',
  }),
  OFFER: (detail) => ({
    title: 'Une place vous est proposée',
    sentence: `Une place s’est libérée${inBrackets(detail)}. Elle vous est gardée jusqu’à la date indiquée sur le portail.`,
    action: 'Répondre',
  }),
  OFFER_OVER: (detail) => ({
    title: 'La place proposée n’est plus gardée',
    sentence: `Vous n’avez pas répondu à temps${inBrackets(detail)}\u00A0: la place va à la famille suivante. Rien n’a été réservé ni facturé.`,
    action: 'Voir mes listes d’attente',
  }),
  BOOKING: (detail) => ({
    title: 'Vos réservations sont enregistrées',
    sentence: `${after('Vos réservations', detail)} sont enregistrées.`,
    action: 'Voir le calendrier',
  }),
  ABSENCE: () => ({
    title: 'Une absence a reçu une réponse',
    sentence: 'La mairie a répondu au sujet d’une absence que vous avez signalée.',
    action: 'Lire la réponse',
  }),
  DAY_CLOSED: (detail) => ({
    title: 'Une journée n’aura pas lieu',
    sentence: `Une journée réservée n’aura pas lieu${inBrackets(detail)}. Elle ne vous sera pas comptée.`,
    action: 'Voir le calendrier',
  }),
  EVIDENCE: (detail) => ({
    title: 'Un document est à fournir',
    sentence: `Un document est à fournir ou arrive à sa fin${inBrackets(detail)}.`,
    action: 'Voir lequel',
  }),
  PICKUP: () => ({
    title: 'Les personnes autorisées ont changé',
    sentence:
      'La liste des personnes autorisées à venir chercher un enfant a changé. Ce n’est pas attendu\u202F? Appelez-nous.',
    action: 'Voir la liste',
  }),
  CUSTODY: () => ({
    title: 'Le calendrier de garde a changé',
    sentence:
      'La mairie a inscrit une décision sur la garde d’un enfant. Les deux parents voient les mêmes jours sur le portail.',
    action: 'Voir les jours',
  }),
  MESSAGE: (detail) => ({
    title: 'Un message de la mairie',
    sentence: detail
      ? `La mairie vous a écrit\u00A0: «\u00A0${detail}\u00A0».`
      : 'La mairie vous a écrit. Lisez le message et répondez sur le portail.',
    action: 'Lire le message',
  }),
  CREDENTIALS: (detail) => ({
    title: 'Votre accès au portail a changé',
    sentence: `${credentials[detail] ?? 'Votre accès au portail a changé.'} Ce n’était pas vous\u202F? Appelez-nous tout de suite.`,
    action: 'Voir mon compte',
  }),
}

/** What changed, by the code that accounts gives. */
const credentials: Readonly<Record<string, string>> = {
  PASSWORD: 'Votre mot de passe a été changé.',
  ACTIVATION: 'Un mot de passe a été choisi avec le code d’un courrier.',
  RESET: 'Un nouveau mot de passe a été choisi avec un lien reçu par courriel.',
  EMAIL: 'L’adresse de courriel de votre compte a été changée.',
}

/** What became of the SEPA mandate, by its new state. */
const mandates: Readonly<Record<string, string>> = {
  ACTIVE: 'Votre mandat est en place\u00A0: vos factures pourront être prélevées.',
  SUSPENDED: 'Votre mandat de prélèvement est suspendu. La raison et la suite sont sur le portail.',
  REVOKED: 'Votre mandat de prélèvement a pris fin. Ce n’était pas attendu\u202F? Appelez-nous.',
  EXPIRED: 'Votre mandat de prélèvement a pris fin\u00A0: il n’avait pas servi depuis trois ans.',
}
