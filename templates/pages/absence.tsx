import type { FC } from 'hono/jsx'
import type { FamilyAbsence } from '../../src/enrolments/absences.ts'
import type { PricedDraft } from '../../src/enrolments/declare-absence.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { capitalised, dateInWords, monthInWords, shortDate } from '../../src/kernel/french.ts'
import { formatEuros } from '../../src/kernel/money.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import {
  absenceState,
  keptSentence,
  kindWords,
  planSentences,
  servicesWords,
  spanWords,
} from '../ui/absence-words.ts'
import { Card, Facts } from '../ui/card.tsx'
import { ErrorSummary, FileField, FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge, Info, Success } from '../ui/notices.tsx'

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
    <Layout chrome={chrome} title={`${error ? 'Erreur\u00A0: ' : ''}Absence de ${child.firstName}`}>
      <Trail href={paths.absences} label="Signaler une absence" />
      {error && <ErrorSummary errors={{ f_fichier: error }} />}
      <Greeting
        title={`Absence de ${child.firstName}`}
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

export interface AbsencePageProps {
  readonly chrome: Chrome
  readonly absence: FamilyAbsence
  readonly done: string | null
  /** Why the file was not taken. */
  readonly error: string | null
}

/** One absence: where it stands, its certificate, and the way to take it back. */
export const AbsencePage: FC<AbsencePageProps> = (props) => {
  const { chrome, absence, done, error } = props
  const { look, badge, sentence } = absenceState(absence)
  const isOpen = absence.state === 'DECLARED' && absence.mine
  return (
    <Layout
      chrome={chrome}
      title={`${error ? 'Erreur\u00A0: ' : ''}Absence de ${absence.firstName}`}
    >
      <Trail href={paths.absences} label="Absences" />
      {done && <Success>{done}</Success>}
      {error && <ErrorSummary errors={{ f_fichier: error }} />}
      <Greeting title={`Absence de ${absence.firstName}`} lead={capitalised(spanWords(absence))} />
      <div class="narrow stack">
        <Card title="Où en est-elle">
          <p>
            <Badge look={look}>{badge}</Badge> {sentence}
          </p>
          <Facts rows={factsOf(absence)} />
          {isOpen && absence.kept.length > 0 && (
            <p>{keptSentence(absence.kind, null, absence.certificateDueOn)}</p>
          )}
        </Card>
        {isOpen && absence.kept.length > 0 && (
          <Certificate absence={absence} csrf={chrome.csrf} error={error} />
        )}
        {isOpen && (
          <p class="actions">
            <a class="link-danger" href={paths.absenceWithdraw(absence.ref)}>
              Retirer cette absence
            </a>
          </p>
        )}
      </div>
    </Layout>
  )
}

const Certificate: FC<{ absence: FamilyAbsence; csrf: string; error: string | null }> = ({
  absence,
  csrf,
  error,
}) => (
  <Card title={absence.hasCertificate ? 'Votre justificatif' : 'Ajouter un justificatif'}>
    {absence.hasCertificate && (
      <p>
        <a class="i-clip" href={paths.absenceCertificate(absence.ref)}>
          Voir le justificatif envoyé
        </a>
      </p>
    )}
    <form
      action={paths.absenceCertificate(absence.ref)}
      method="post"
      enctype="multipart/form-data"
      data-hx-sync="this:drop"
    >
      <FormFields csrf={csrf} />
      <FileField
        id="fichier"
        label={absence.hasCertificate ? 'Le remplacer par' : 'Certificat ou attestation'}
        error={error ?? undefined}
      />
      <p class="actions">
        <Submit name="envoyer" label="Envoyer le justificatif" />
      </p>
    </form>
  </Card>
)

function factsOf(absence: FamilyAbsence): (readonly [string, string])[] {
  const { kind, kept, declaredAt, declaredLate, mine } = absence
  return [
    ['Motif', kindWords[kind]],
    [
      'Signalée',
      `le ${dateInWords(dayOf(declaredAt))}${mine ? '' : ', par l’autre foyer'}${declaredLate ? ', après la limite fixée par la mairie' : ''}`,
    ],
    ['Reste réservé', kept.length > 0 ? servicesWords(kept) : 'rien'],
  ]
}

/** The confirmation before an absence is taken back. */
export const WithdrawPage: FC<{ chrome: Chrome; absence: FamilyAbsence }> = ({
  chrome,
  absence,
}) => (
  <Layout chrome={chrome} title="Retirer l’absence">
    <Trail href={paths.absence(absence.ref)} label={`Absence de ${absence.firstName}`} />
    <Greeting
      title={`Retirer l’absence de ${absence.firstName}`}
      lead={capitalised(spanWords(absence))}
    />
    <div class="narrow">
      <Card title="Ce que cela veut dire">
        <p>
          {absence.kept.length > 0
            ? `${absence.firstName} est de nouveau attendu\u00A0: ${servicesWords(absence.kept)}.`
            : 'L’absence n’est plus signalée.'}{' '}
          Les jours qui ont été annulés ne sont pas réservés à nouveau{'\u00A0'}: cochez-les dans le{' '}
          <a href={paths.calendarMonth(absence.firstDay.slice(0, 7))}>calendrier</a>.
        </p>
        <form action={paths.absenceWithdraw(absence.ref)} method="post" data-hx-sync="this:drop">
          <FormFields csrf={chrome.csrf} />
          <p class="actions">
            <Submit name="retirer" label="Retirer l’absence" look="danger" />{' '}
            <a href={paths.absence(absence.ref)}>Revenir sans rien changer</a>
          </p>
        </form>
      </Card>
    </div>
  </Layout>
)
