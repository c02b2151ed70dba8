import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Refusal, RefusalCode } from '../kernel/refusal.ts'

interface Words {
  readonly status: ContentfulStatusCode
  readonly sentence: string
}

/** Every refusal of the domain, as a parent reads it; NOT_ELIGIBLE says which condition. NOT_FOUND has the page of an address that does not exist. */
const words: Record<RefusalCode, Words> = {
  NOT_FOUND: { status: 404, sentence: '' },
  NOT_ALLOWED: {
    status: 403,
    sentence: 'Votre compte ne permet pas cette action. La mairie peut vous dire pourquoi.',
  },
  WRONG_PASSWORD: {
    status: 422,
    sentence: 'L’identifiant ou le mot de passe ne va pas. Vérifiez les deux, puis recommencez.',
  },
  WRONG_CODE: {
    status: 422,
    sentence:
      'L’identifiant ou le code ne va pas, ou le code a déjà servi. Recopiez-les depuis le courrier de la mairie.',
  },
  TOO_MANY_TRIES: {
    status: 429,
    sentence:
      'Trop d’essais. Par sécurité, patientez un quart d’heure avant de recommencer\u202F; la mairie peut aussi vous débloquer.',
  },
  BUSY: {
    status: 503,
    sentence:
      'Beaucoup de familles se connectent en ce moment. Réessayez dans quelques secondes\u00A0: rien n’est perdu.',
  },
  NOT_ELIGIBLE: {
    status: 409,
    sentence: 'Votre enfant ne remplit pas les conditions de cette activité.',
  },
  ALREADY_ENROLLED: { status: 409, sentence: 'Votre enfant y est déjà inscrit.' },
  DAY_CLOSED: { status: 409, sentence: 'L’activité est fermée ce jour-là. Rien n’a été modifié.' },
  DEADLINE_PASSED: {
    status: 409,
    sentence:
      'Le délai pour modifier ce jour est passé. Rien n’a été changé\u202F; la mairie peut vous renseigner.',
  },
  UNPAID: {
    status: 409,
    sentence:
      'Des factures en retard sont à régler d’abord. Dès que c’est payé, vous pouvez réserver\u202F; la mairie peut vous accorder un délai.',
  },
  DAY_FULL: { status: 409, sentence: 'Il n’y a plus de place ce jour-là.' },
  GROUP_FULL: {
    status: 409,
    sentence:
      'La dernière place vient d’être prise. Revenez aux inscriptions pour entrer sur la liste d’attente.',
  },
  PLACE_LEFT: {
    status: 409,
    sentence: 'Une place est libre ce jour-là\u00A0: réservez-la sur le calendrier.',
  },
  OFFER_OVER: {
    status: 409,
    sentence:
      'Cette place n’est plus proposée\u00A0: le délai est passé, ou la réponse est déjà donnée. Rien n’a été réservé.',
  },
  NOTHING_DUE: { status: 409, sentence: 'Tout est réglé\u00A0: il n’y a rien à payer.' },
  AMOUNT_TOO_SMALL: {
    status: 409,
    sentence:
      'Ce montant est trop petit pour être payé en ligne. Il s’ajoutera à la prochaine facture.',
  },
  PROVIDER_NOT_CONFIGURED: {
    status: 409,
    sentence: 'Le paiement en ligne n’est pas ouvert. Vous pouvez régler à la mairie.',
  },
  RUN_LOCKED: {
    status: 409,
    sentence: 'La mairie prépare les factures. Réessayez dans quelques minutes.',
  },
  RUN_STOPPED: { status: 409, sentence: 'La mairie vérifie les factures. Réessayez plus tard.' },
  BANK_PAYMENT: { status: 409, sentence: 'Seule la banque annule ce paiement.' },
  UNCHANGEABLE: { status: 409, sentence: 'Ce document est émis\u00A0: il ne change plus.' },
  CHANGE_PENDING: {
    status: 409,
    sentence:
      'Une demande attend déjà la réponse de la mairie pour ce renseignement. Retirez-la d’abord pour en faire une autre.',
  },
  REASON_MISSING: { status: 422, sentence: 'Écrivez la raison.' },
  TARIFF_USED: { status: 409, sentence: 'Ce tarif a déjà servi à des factures.' },
  PICKUP_FORBIDDEN: {
    status: 409,
    sentence:
      'Cet ajout ne peut pas se faire en ligne. Appelez la mairie, qui le verra avec vous. Rien n’a été enregistré.',
  },
  CONSENT_MISSING: {
    status: 409,
    sentence:
      'Avant l’inscription, il manque votre accord\u00A0: ouvrez la fiche de votre enfant, puis «\u00A0Autorisations\u00A0».',
  },
  VACCINES_MISSING: {
    status: 409,
    sentence:
      'Avant l’inscription, il manque un vaccin obligatoire depuis plus de trois mois\u00A0: notez-le sur la fiche de votre enfant, ou envoyez la page du carnet de santé à la mairie.',
  },
  QUOTIENT_INVOICED: {
    status: 409,
    sentence: 'Ce quotient a déjà servi à une facture\u00A0: il ne change plus.',
  },
  CONSENT_DATED: { status: 409, sentence: 'Ce texte a déjà une version plus récente.' },
  TARIFFS_OVERLAP: { status: 409, sentence: 'Deux tarifs s’appliquent le même jour.' },
  NOT_OF_BOTH_HOUSEHOLDS: { status: 409, sentence: 'Cet enfant n’est pas dans les deux foyers.' },
  NOT_ALTERNATING: {
    status: 409,
    sentence: 'Cet enfant n’est pas en garde alternée ces jours-là.',
  },
  DAY_BEGUN: { status: 409, sentence: 'Ce jour a déjà commencé.' },
  TWO_HOUSEHOLDS: { status: 409, sentence: 'Cet enfant est déjà dans deux foyers.' },
  WOULD_MIX_FAMILIES: { status: 409, sentence: 'Ces foyers sont séparés.' },
  LAST_ADULT: { status: 409, sentence: 'Ce dossier n’aurait plus de responsable.' },
  CHILD_BUSY: { status: 409, sentence: 'Cet enfant a encore des jours réservés dans ce foyer.' },
  CHILD_IN_CUSTODY: { status: 409, sentence: 'Cet enfant est en garde alternée dans ce foyer.' },
  FILE_MERGED: { status: 409, sentence: 'Ce dossier a été réuni avec un autre.' },
  CANNOT_MERGE: { status: 409, sentence: 'Ces dossiers ne peuvent pas être réunis.' },
  NO_PAPER: { status: 404, sentence: 'Cette pièce n’existe pas.' },
  PAPER_DECIDED: { status: 409, sentence: 'La mairie a déjà regardé cette pièce.' },
  NO_BANK_ACCOUNT: {
    status: 409,
    sentence:
      'Donnez d’abord votre compte bancaire. Une fois que la mairie l’a accepté, revenez ici.',
  },
  MANDATE_STATE: {
    status: 409,
    sentence:
      'Ce mandat a changé entre-temps. Revenez à la page «\u00A0Prélèvement\u00A0» pour voir où il en est.',
  },
  MANDATE_ACCOUNT: {
    status: 409,
    sentence: 'Ce mandat est celui d’un ancien compte. Préparez-en un nouveau.',
  },
  MANDATE_DATE: { status: 422, sentence: 'La date de signature ne va pas avec ce mandat.' },
  ABSENCE_DECIDED: {
    status: 409,
    sentence:
      'La mairie a déjà répondu à cette absence, ou l’autre foyer l’a déclarée\u00A0: elle ne change plus ici. Écrivez à la mairie.',
  },
}

export function refusalWords(refusal: Refusal): Words {
  const { status, sentence } = words[refusal.code]
  const because = refusal.code === 'NOT_ELIGIBLE' ? refusal.details['because'] : undefined
  return { status, sentence: typeof because === 'string' && because !== '' ? because : sentence }
}
