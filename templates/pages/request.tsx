import type { FC } from 'hono/jsx'
import type { ThreadAbout } from '../../src/messages/threads-about.ts'
import type { ChangeWords, ListedRequest } from '../../src/requests/list.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { ChangeLine, RequestBadge, type ShownRequest } from '../ui/request.tsx'
import { ThreadsAbout } from '../ui/threads-about.tsx'
import { longWhen } from '../ui/when.ts'

export interface RequestPageProps {
  readonly shown: ShownRequest
  readonly chrome: Chrome
  readonly now: Date
}

/** One request, step by step. */
export const RequestPage: FC<RequestPageProps & { threads: readonly ThreadAbout[] }> = ({
  chrome,
  now,
  threads,
  shown: { request, title, changes },
}) => (
  <Layout chrome={chrome} title={title}>
    <Trail href={paths.requests} label="Mes demandes" />
    <div class="narrow stack">
      <Greeting title={title} />
      <div class="card request">
        <div class="card-head">
          <h2>Ce qui est demandé</h2>{' '}
          <p>
            <RequestBadge state={request.state} />
          </p>
        </div>
        {changes.map((change) => (
          <>
            <p class="v-title">{change.label}</p>
            <ChangeLine change={change} />
            {notes[change.state] && <p class="small">{notes[change.state]}</p>}
          </>
        ))}
        {request.comment && <p class="prose">{request.comment}</p>}
        {request.proofs.map((proof) => (
          <p>
            <a class="i-clip" href={paths.paper(proof.ref)}>
              {proof.label}
              {'\u00A0'}: {proof.name}
            </a>
          </p>
        ))}
        <Steps request={request} now={now} />
        <p class="actions">
          <a class="button button-quiet" href={paths.newThreadAbout('demande', request.ref)}>
            Écrire à ce sujet
          </a>{' '}
          {request.state === 'PENDING' && (
            <a class="link-danger" href={paths.requestWithdrawal(request.ref)}>
              Retirer la demande
            </a>
          )}
        </p>
      </div>
      <ThreadsAbout threads={threads} now={now} />
    </div>
  </Layout>
)

const notes: Readonly<Record<ChangeWords['state'], string | null>> = {
  PENDING: null,
  APPLIED: null,
  REFUSED: 'Refusé',
  CONFLICT: 'Non modifié\u00A0: ce renseignement avait changé entre-temps.',
  WITHDRAWN: null,
}

const Steps: FC<{ request: ShownRequest['request']; now: Date }> = ({ request, now }) => (
  <ol class="timeline">
    <li class="done">
      <p class="t-what">
        {request.state === 'APPLIED' ? 'Changement enregistré' : 'Demande envoyée'}
      </p>
      <p class="t-when">
        {longWhen(request.createdAt, now)}, {request.author}
      </p>
    </li>
    {request.state === 'PENDING' && (
      <>
        <li class="here">
          <p class="t-what">Vérification par la mairie</p>
          <p class="t-text">Jusque-là, rien ne change dans votre dossier.</p>
        </li>
        <li class="to-come">
          <p class="t-what">Réponse</p>
          <p class="t-when">ensuite</p>
        </li>
      </>
    )}
    {request.decidedAt && request.state !== 'APPLIED' && (
      <li class="done">
        <p class="t-what">{answers[request.state]}</p>
        <p class="t-when">{longWhen(request.decidedAt, now)}</p>
        {request.reason && <p class="t-text">{request.reason}</p>}
      </li>
    )}
  </ol>
)

const answers: Readonly<Record<ListedRequest['state'], string>> = {
  PENDING: '',
  APPLIED: '',
  ACCEPTED: 'Acceptée par la mairie',
  PARTLY_ACCEPTED: 'Acceptée en partie par la mairie',
  REJECTED: 'Refusée par la mairie',
  WITHDRAWN: 'Retirée par votre foyer',
}

/** Before a request is taken back. */
export const WithdrawRequestPage: FC<RequestPageProps> = ({
  chrome,
  shown: { request, title, changes },
}) => (
  <Layout chrome={chrome} title="Retirer la demande">
    <Trail href={paths.request(request.ref)} label={title} />
    <div class="narrow stack">
      <Greeting
        title="Retirer la demande"
        lead="La mairie ne la regardera pas. Votre dossier reste comme il est."
      />
      <div class="card">
        {changes.map((change) => (
          <>
            <p class="v-title">{change.label}</p>
            <ChangeLine change={change} />
          </>
        ))}
        <form action={paths.requestWithdrawal(request.ref)} method="post">
          <FormFields csrf={chrome.csrf} />
          <p class="actions">
            <Submit name="retirer" label="Retirer la demande" look="danger" />{' '}
            <a href={paths.request(request.ref)}>La garder</a>
          </p>
        </form>
      </div>
    </div>
  </Layout>
)
