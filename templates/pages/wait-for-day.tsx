import type { FC } from 'hono/jsx'
import type { FullDay } from '../../src/enrolments/wait-for-day.ts'
import { monthOf } from '../../src/kernel/day.ts'
import { dayInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { lower } from '../ui/calendar-words.ts'
import { Card, Facts } from '../ui/card.tsx'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info } from '../ui/notices.tsx'
import { placeText, rankWords, untilWords } from '../ui/waiting-words.ts'

/** What waiting for a full day means, before it is confirmed. */
export const WaitForDayPage: FC<{ chrome: Chrome; full: FullDay }> = ({ chrome, full }) => {
  const { slot, firstName, label, rank } = full
  const month = paths.calendarMonth(monthOf(slot.day))
  return (
    <Layout chrome={chrome} title="Entrer sur la liste d’attente">
      <Trail href={month} label="Calendrier" />
      <Greeting
        title="Entrer sur la liste d’attente"
        lead={`${firstName}, ${lower(label)}, ${dayInWords(slot.day)}`}
      />
      <div class="narrow">
        <Card title="Ce jour est complet">
          {slot.waiting !== null ? (
            <Info>
              Vous attendez déjà une place pour ce jour.{' '}
              <a href={paths.waitingList}>Voir votre rang</a>
            </Info>
          ) : (
            <form action={paths.waitForDay} method="post">
              <FormFields csrf={chrome.csrf} />
              <input type="hidden" name="place" value={placeText(slot)} />
              <Facts
                rows={[
                  ['Votre rang', rankWords(rank)],
                  ['Possible jusqu’au', untilWords(slot.addUntil)],
                ]}
              />
              <p>
                Si une place se libère, nous vous la proposons et vous dites oui ou non{'\u00A0'}:
                rien n’est réservé ni facturé sans votre accord.
              </p>
              <p class="actions">
                <Submit name="attendre" label="Entrer sur la liste" />{' '}
                <a href={month}>Revenir au calendrier</a>
              </p>
            </form>
          )}
        </Card>
      </div>
    </Layout>
  )
}
