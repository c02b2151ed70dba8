import type { FC } from 'hono/jsx'
import type { PricedDraft } from '../../src/enrolments/declare-absence.ts'
import { capitalised, monthInWords, shortDate, ofName } from '../../src/kernel/french.ts'
import { formatEuros } from '../../src/kernel/money.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { keptSentence, kindWords, planSentences, spanWords } from '../ui/absence-words.ts'
import { Card, Facts } from '../ui/card.tsx'
import { ErrorSummary, FileField, FormFields, Submit, titleWhen } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info } from '../ui/notices.tsx'

export interface AbsencePreviewProps {
  readonly chrome: Chrome
  readonly draft: PricedDraft
  readonly labels: ReadonlyMap<number, string>
  /** Months of the absence whose invoice is out: the difference goes to the next one. */
  readonly invoicedMonths: readonly string[]
  /** Why the file was not taken. */
  readonly error: string | null
}

/** What an absence will change, before it is declared. */
export const AbsencePreviewPage: FC<AbsencePreviewProps> = (props) => {
  const { chrome, draft, labels, invoicedMonths, error } = props
  const { child, kind, price, plan, certificateDueOn } = draft
  return (
    <Layout chrome={chrome} title={titleWhen(error !== null, `Absence ${ofName(child.firstName)}`)}>
      <Trail href={paths.absences} label="Signaler une absence" />
      {error && <ErrorSummary errors={{ f_fichier: error }} />}
      <Greeting
        title={`Absence ${ofName(child.firstName)}`}
        lead={`${capitalised(spanWords(draft))}. Rien n’est encore enregistré.`}
      />
      <div class="narrow">
        <Card title="Ce que cela change">
          <Facts
            rows={[
              ['Motif', kindWords[kind]],
              [
                'Sur la facture',
                <strong class="money">{formatEuros(price.cancelledCents)}</strong>,
              ],
            ]}
          />
          {planSentences(plan, labels, draft.late).map((sentence) => (
            <p>{sentence}</p>
          ))}
          {plan.kept.length > 0 && (
            <p>{keptSentence(kind, price.excusedCents, certificateDueOn)}</p>
          )}
          {invoicedMonths.length > 0 && (
            <Info>
              La facture de {invoicedMonths.map(monthInWords).join(' et de ')} est déjà émise
              {'\u00A0'}: ce qui serait déduit le sera sur la suivante.
            </Info>
          )}
          <form
            action={paths.absences}
            method="post"
            enctype="multipart/form-data"
            data-hx-sync="this:drop"
          >
            <FormFields csrf={chrome.csrf} />
            <input type="hidden" name="f_enfant" value={child.ref} />
            <input type="hidden" name="f_du" value={shortDate(draft.firstDay)} />
            <input type="hidden" name="f_au" value={shortDate(draft.lastDay)} />
            <input type="hidden" name="f_motif" value={kind} />
            {plan.kept.length > 0 && (
              <FileField
                id="fichier"
                label="Certificat ou attestation (facultatif)"
                help="Vous pouvez aussi l’envoyer plus tard. Une photo (JPEG, PNG, WebP) ou un PDF"
                error={error ?? undefined}
              />
            )}
            <p class="actions">
              <Submit name="declarer" label="Déclarer l’absence" />{' '}
              <a href={paths.absences}>Revenir sans rien changer</a>
            </p>
          </form>
        </Card>
      </div>
    </Layout>
  )
}
