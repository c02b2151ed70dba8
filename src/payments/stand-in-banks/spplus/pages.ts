import { formatEuros } from '../../../kernel/money.ts'
import type { BankOrder } from './order.ts'
import type { SentNotification } from './notifier.ts'
import { demoCards } from './demo-shop.ts'

/** A payment at the bank, as its pages show it. */
export interface ShownPayment {
  readonly token: string
  readonly order: BankOrder
  readonly outcome: 'OPEN' | 'ACCEPTED' | 'REFUSED' | 'ABANDONED'
  /** Back to the shop. Empty when the shop gave no address. */
  readonly returnUrl: string
}

export const style = `body{margin:0;background:#f4f1ea;color:#222;font:18px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main{max-width:38em;margin:0 auto;padding:1em}
header p{margin:0;font-weight:bold}
form,.box{background:#fff;border:1px solid #bbb;padding:1em;margin:0 0 1em}
label{display:block;margin:.8em 0 .2em}
input[type=text],select{font:inherit;width:100%;max-width:20em;padding:.5em;border:1px solid #555;box-sizing:border-box}
input[type=submit],.go{display:inline-block;font:inherit;padding:.6em 1.2em;margin:1em .5em 0 0;border:1px solid #1d3a6b;background:#1d3a6b;color:#fff;text-decoration:none}
.alert{border-left:6px solid #a61b1b;padding:.5em 1em;background:#fff}
table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;padding:.3em .5em;border:1px solid #bbb}
@media (max-width:40em){table,tbody,tr,td{display:block}thead{display:none}tr{margin:0 0 1em}}`

/** The card page. No script, works everywhere. */
export function cardPage(payment: ShownPayment, error: string | null): string {
  const { order, token } = payment
  const amount = formatEuros(order.amountCents)
  return bankPage(
    error ? `Erreur : ${error}` : `Payer ${amount}`,
    `<h1>Paiement de ${text(amount)}</h1>
<p>Commerçant ${text(order.siret)}, référence ${text(order.reference)}.</p>
${error ? `<p class="alert" role="alert">${text(error)}</p>` : ''}
<form method="post" action="/paiement/carte">
<input type="hidden" name="paiement" value="${text(token)}"/>
<label for="carte">Numéro de carte</label><input type="text" id="carte" name="carte" inputmode="numeric" autocomplete="off" maxlength="23"/>
<label for="cvv">Les trois chiffres au dos</label><input type="text" id="cvv" name="cvv" inputmode="numeric" autocomplete="off" maxlength="3"/>
<label for="envoi">Pour essayer le portail : la notification de la banque</label>
<select id="envoi" name="envoi">
<option value="once" selected="selected">arrive une fois, tout de suite</option>
<option value="twice">arrive deux fois</option>
<option value="reversed">arrive dans le désordre</option>
<option value="at-once">arrive plusieurs fois au même instant</option>
<option value="late">arrive en retard</option>
<option value="lost">se perd</option>
</select>
<div><input type="submit" name="payer" value="Payer ${text(amount)}"/><input type="submit" name="abandonner" value="Abandonner"/></div>
</form>
<div class="box"><p>Carte acceptée : ${demoCards.accepted}. Carte refusée : ${demoCards.refused}. Cryptogramme : ${demoCards.cvv}.
N’écrivez ici aucune vraie carte.</p></div>`,
  )
}

const outcomes = {
  OPEN: 'Le paiement n’est pas terminé.',
  ACCEPTED: 'Le paiement est accepté.',
  REFUSED: 'La carte est refusée.',
  ABANDONED: 'Le paiement est abandonné.',
} as const

/** What the bank says after the card, with the way back to the commune. */
export function ticketPage(payment: ShownPayment): string {
  const { order, outcome, returnUrl } = payment
  const back = returnUrl
    ? `<a class="go" id="retour" href="${text(returnUrl)}">Retour à la commune</a>`
    : ''
  const again =
    outcome === 'REFUSED'
      ? `<a class="go" href="/paiement/carte?paiement=${text(payment.token)}">Essayer une autre carte</a>`
      : ''
  return bankPage(
    outcomes[outcome],
    `<h1>${outcomes[outcome]}</h1>
<p>${text(formatEuros(order.amountCents))}, référence ${text(order.reference)}.</p><p>${back}${again}</p>`,
  )
}

/** What the bank says of a request that it does not take: every fault of it. */
export function faultPage(faults: readonly string[]): string {
  return bankPage(
    'Demande de paiement refusée',
    `<h1>Demande de paiement refusée</h1><div class="alert" role="alert"><ul>${faults
      .map((fault) => `<li>${text(fault)}</li>`)
      .join('')}</ul></div>`,
  )
}

const reversals =
  '<input type="submit" name="rembourser" value="Rembourser"/><input type="submit" name="impaye" value="Impayé"/>'

/** The bank's back office: send again, refund, unpaid. */
export function backOfficePage(
  payments: readonly ShownPayment[],
  sent: readonly SentNotification[],
): string {
  const rows = payments.map(
    (
      payment,
    ) => `<tr><td>${text(payment.order.reference)}</td><td>${text(formatEuros(payment.order.amountCents))}</td>
<td>${outcomes[payment.outcome]}</td><td>${sent
      .filter((one) => one.reference === payment.order.reference)
      .map((one) => `${text(one.etat)}\u00A0: ${one.deliveries}\u00A0fois`)
      .join(', ')}</td>
<td><form method="post" action="/banque"><input type="hidden" name="paiement" value="${text(payment.token)}"/>
<input type="submit" name="renvoyer" value="Notifier de nouveau"/>${payment.outcome === 'ACCEPTED' ? reversals : ''}</form></td></tr>`,
  )
  return bankPage(
    'Opérations',
    `<h1>Opérations</h1><table><thead><tr><th scope="col">Référence</th><th scope="col">Montant</th><th scope="col">État</th><th scope="col">Notifications</th><th scope="col">Actions</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  )
}

function bankPage(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="fr"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><meta name="viewport" content="width=device-width"/>
<title>${text(title)} - Banque de démonstration</title><link rel="stylesheet" type="text/css" href="/style.css"/></head>
<body><header><p>Banque de démonstration</p><p>Elle imite SP\u00A0Plus. Aucun argent ne circule.</p></header><main>${body}</main></body></html>
`
}

/** Escaped for text and attributes. */
function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
