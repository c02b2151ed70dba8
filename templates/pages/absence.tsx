import type { FC } from 'hono/jsx'
import type { FamilyAbsence } from '../../src/enrolments/absences.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { capitalised, dateInWords, ofName } from '../../src/kernel/french.ts'
import type { ThreadAbout } from '../../src/messages/threads-about.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import {
  absenceState,
  keptSentence,
  kindWords,
  servicesWords,
  spanWords,
} from '../ui/absence-words.ts'
import { Card, Facts } from '../ui/card.tsx'
import { ErrorSummary, FileField, FormFields, Submit, titleWhen } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge, Success } from '../ui/notices.tsx'
import { ThreadsAbout } from '../ui/threads-about.tsx'

export interface AbsencePageProps {
  readonly chrome: Chrome
  readonly absence: FamilyAbsence
  readonly threads: readonly ThreadAbout[]
  readonly now: Date
  readonly done: string | null
  /** Why the file was not taken. */
  readonly error: string | null
}

/** One absence: where it stands, its certificate, and the way to take it back. */
export const AbsencePage: FC<AbsencePageProps> = (props) => {
  const { chrome, absence, threads, now, done, error } = props
  const { look, badge, sentence } = absenceState(absence)
  const isOpen = absence.state === 'DECLARED' && absence.mine
  const takesFile = isOpen && absence.kept.length > 0
  return (
    <Layout
      chrome={chrome}
      title={titleWhen(error !== null, `Absence ${ofName(absence.firstName)}`)}
    >
      <Trail href={paths.absences} label="Absences" />
      {done && <Success>{done}</Success>}
      {error && <ErrorSummary errors={{ [takesFile ? 'f_fichier' : '']: error }} />}
      <Greeting
        title={`Absence ${ofName(absence.firstName)}`}
        lead={capitalised(spanWords(absence))}
      />
      <div class="narrow stack">
        <Card title="Où en est-elle">
          <p>
            <Badge look={look}>{badge}</Badge> {sentence}
          </p>
          <Facts rows={factsOf(absence)} />
          {takesFile && <p>{keptSentence(absence.kind, null, absence.certificateDueOn)}</p>}
        </Card>
        {takesFile && <Certificate absence={absence} csrf={chrome.csrf} error={error} />}
        <ThreadsAbout threads={threads} now={now} />
        <p class="actions">
          <a class="button button-quiet" href={paths.newThreadAbout('absence', absence.ref)}>
            Écrire à ce sujet
          </a>{' '}
          {isOpen && (
            <a class="link-danger" href={paths.absenceWithdraw(absence.ref)}>
              Retirer cette absence
            </a>
          )}
        </p>
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
    <Trail href={paths.absence(absence.ref)} label={`Absence ${ofName(absence.firstName)}`} />
    <Greeting
      title={`Retirer l’absence ${ofName(absence.firstName)}`}
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
