import type { FC } from 'hono/jsx'
import type { Day } from '../../src/kernel/day.ts'
import { paths } from '../../src/paths.ts'
import type { RegieDue } from '../../src/payments/dues.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Empty, Notice } from '../ui/notices.tsx'
import { PayCard } from '../ui/pay-card.tsx'

export interface PaymentPageProps {
  readonly chrome: Chrome
  readonly dues: readonly RegieDue[]
  readonly today: Day
  /** False: the commune takes no cards. */
  readonly canPay: boolean
}

/** What is owed to each régie, and the button that leads to the bank. */
export const PaymentPage: FC<PaymentPageProps> = ({ chrome, dues, today, canPay }) => (
  <Layout chrome={chrome} title="Payer">
    <Trail href={paths.statement} label="Relevé de compte" />
    <Greeting
      title="Payer par carte"
      lead={dues.length > 0 ? 'Vous réglez tout ce qui est dû, en une fois.' : undefined}
    />
    {dues.length === 0 && (
      <Empty
        title="Vous n’avez rien à régler"
        action={<a href={paths.home}>Revenir à l’accueil</a>}
      />
    )}
    {dues.length > 1 && (
      <p>
        Ces services ont chacun leur compte{'\u00A0'}: ils se règlent en {dues.length} paiements.
      </p>
    )}
    <div class="narrow dues">
      {dues.map((due) => (
        <Due due={due} today={today} csrf={chrome.csrf} canPay={canPay} />
      ))}
    </div>
  </Layout>
)

interface DueProps {
  readonly due: RegieDue
  readonly today: Day
  readonly csrf: string
  readonly canPay: boolean
}

const Due: FC<DueProps> = ({ due, today, csrf, canPay }) => (
  <>
    {due.recentAttemptAt && (
      <Notice>
        Un paiement est peut-être en cours{'\u00A0'}: il a été commencé il y a moins de vingt
        minutes, et la banque ne nous a pas encore répondu. Si vous avez déjà payé, attendez
        quelques minutes{'\u202F'}; sinon, vous pouvez recommencer.
      </Notice>
    )}
    <PayCard
      title={due.regieName}
      totalCents={due.dueCents}
      dueOn={due.dueOn}
      isLate={due.dueOn !== null && due.dueOn < today}
      parts={due.parts.length > 1 ? due.parts : []}
      pay={canPay ? { action: paths.payment, csrf, fields: <PayFields due={due} /> } : null}
      beside={<a href={paths.statement}>Voir le relevé</a>}
      note={
        canPay
          ? 'Vous payez sur le site sécurisé de la banque. Nous ne voyons jamais votre carte.'
          : 'Le paiement par carte n’est pas ouvert. La mairie vous dira comment régler.'
      }
    />
  </>
)

/** What a form that pays carries: the régie, and that the family was warned, when it was. */
const PayFields: FC<{ due: RegieDue }> = ({ due }) => (
  <>
    <input type="hidden" name="regie" value={due.regieCode} />
    {due.recentAttemptAt && <input type="hidden" name="deja" value="1" />}
  </>
)
