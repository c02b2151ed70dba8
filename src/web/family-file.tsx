import { Hono } from 'hono'
import { ChooseHouseholdPage } from '../../templates/pages/choose-household.tsx'
import { FamilyFilePage } from '../../templates/pages/family-file.tsx'
import { mandateWords } from '../../templates/ui/mandate-words.ts'
import { lookAtHousehold } from '../accounts/sessions.ts'
import { confirmFamilySheet, isFamilyConfirmed } from '../households/child/confirmations.ts'
import { familyFile } from '../households/family-file.ts'
import { ownHouseholds } from '../households/own-households.ts'
import { dayOf } from '../kernel/day.ts'
import { named } from '../kernel/named.ts'
import { paths } from '../paths.ts'
import { mandatesOf, presentMandate } from '../payments/mandates/list.ts'
import { carryOut, writerOf } from './child-access.tsx'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyRequest } from './guard.ts'
import { countPending } from '../requests/list.ts'
import { signatureRequest } from '../requests/signatures.ts'
import { readFieldPolicy } from '../settings/field-policy.ts'
import { chrome, doneAt, doneCode, page, seeOther } from './respond.ts'
import { steppedUp, steppedUpForm } from './step-up.tsx'

const done: Readonly<Record<string, string>> = {
  enregistre: 'C’est enregistré.',
  demande:
    'Votre demande est envoyée. La mairie la regarde\u202F; jusque-là, votre dossier reste comme il est.',
  'enregistre-et-demande':
    'C’est enregistré. Ce que la mairie doit vérifier est dans vos demandes.',
  confirme: 'Merci, c’est confirmé pour cette année.',
  rien: 'Rien n’a changé\u00A0: votre dossier était déjà ainsi.',
  deja: 'Ce formulaire était déjà envoyé. Rien n’a été fait deux fois.',
}

/** « Mes informations », and the household that an adult of two looks at. */
export function familyFileRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.familyFile,
    steppedUp(async (c, request) => {
      const { tx, parent, now } = request
      const reader = { now, actorKind: 'PARENT', actor: parent.login } as const
      const file = await familyFile(tx, c.get('deps').keys, parent.householdId, reader)
      if (!file) return c.notFound()
      const policy = await readFieldPolicy(tx)
      return page(
        c,
        <FamilyFilePage
          chrome={chrome(c, request, 'family')}
          file={file}
          debit={await debitWords(c, request)}
          shows={(field) => policy[field].access !== 'HIDDEN'}
          pendingCount={await countPending(tx, parent.householdId)}
          isConfirmed={await isFamilyConfirmed(tx, parent.householdId, dayOf(now))}
          today={dayOf(now)}
          done={named(done, doneCode(c))}
        />,
      )
    }),
  )

  routes.post(
    paths.familyConfirm,
    steppedUpForm(async (c, request) => {
      const by = writerOf(request, { path: paths.familyFile, code: 'confirme' })
      return carryOut(c, confirmFamilySheet(request.tx, by))
    }),
  )

  routes.get(
    paths.chooseHousehold,
    family(async (c, request) => {
      const households = await ownHouseholds(request.tx)
      return page(
        c,
        <ChooseHouseholdPage chrome={chrome(c, request, 'family')} households={households} />,
      )
    }),
  )

  routes.post(
    paths.chooseHousehold,
    familyForm(async (c, { tx, parent, form, formKey }) => {
      const chosen = (await ownHouseholds(tx)).find((one) => one.ref === form['foyer'])
      if (!chosen) return c.notFound()
      await lookAtHousehold(tx, parent, chosen.id)
      return seeOther(c, doneAt(paths.home, 'foyer', formKey))
    }),
  )

  return routes
}

/** Where the direct debit stands; null when the commune offers none and the household has none. */
async function debitWords(
  c: WebContext,
  { tx, parent, now }: FamilyRequest,
): Promise<string | null> {
  const mandate = presentMandate(await mandatesOf(tx, parent.householdId, now))
  if (!mandate) return c.get('settings').creditor ? 'Pas en place' : null
  const sent = mandate.state === 'DRAFT' ? await signatureRequest(tx, mandate.id) : null
  return mandateWords(mandate, sent?.state === 'PENDING').words
}
