import type { FC } from 'hono/jsx'
import type { EnrolmentRequestState } from '../../src/enrolments/requests.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card } from '../ui/card.tsx'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info } from '../ui/notices.tsx'

export interface WithdrawalProps {
  readonly chrome: Chrome
  readonly request: EnrolmentRequestState
}

/** Asks once more before a request is withdrawn. */
export const WithdrawalPage: FC<WithdrawalProps> = ({ chrome, request }) => {
  const { ref, firstName, activity, state } = request
  const isOpen = state === 'REQUESTED' || state === 'WAITING'
  return (
    <Layout chrome={chrome} title={`Retirer la demande, ${activity}`}>
      <Trail href={paths.enrolments} label="Inscriptions" />
      <Greeting title="Retirer la demande" lead={`${activity}, ${firstName}`} />
      <div class="narrow">
        <Card title="Avant de retirer">
          {isOpen ? (
            <form action={paths.enrolmentWithdrawal(ref)} method="post">
              <FormFields csrf={chrome.csrf} />
              <p>
                {state === 'WAITING'
                  ? `${firstName} quitte la liste d’attente et perd son rang.`
                  : 'La mairie ne répondra pas à cette demande. Vous pourrez en envoyer une autre.'}
              </p>
              <p class="actions">
                <Submit name="retirer" label="Retirer la demande" look="danger" />{' '}
                <a href={paths.enrolments}>Revenir sans rien changer</a>
              </p>
            </form>
          ) : (
            <Info>Cette demande a déjà sa réponse{'\u00A0'}: elle ne se retire plus.</Info>
          )}
        </Card>
      </div>
    </Layout>
  )
}
