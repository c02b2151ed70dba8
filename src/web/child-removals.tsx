import { Hono } from 'hono'
import { ChildRemovalPage } from '../../templates/pages/child-removal.tsx'
import { removeInsurance } from '../households/child/daily.ts'
import { removePickup } from '../households/child/family-pickups.ts'
import { removeAllergy, removeVaccination } from '../households/child/health-sheet.ts'
import type { ParentWrite } from '../households/child/parent-write.ts'
import { dateInWords } from '../kernel/french.ts'
import { Refusal } from '../kernel/refusal.ts'
import { named } from '../kernel/named.ts'
import { paths } from '../paths.ts'
import type { FieldName } from '../settings/field-defaults.ts'
import {
  around,
  carryOut,
  itemOf,
  withOpenChild,
  withOwnChild,
  writerOf,
  type OwnChild,
} from './child-access.tsx'
import { isOpenTo } from './child-rules.ts'
import { tellPickup } from './child-notices.ts'
import type { WebContext, WebEnv } from './context.ts'
import type { FamilyForm } from './guard.ts'
import { page } from './respond.ts'
import { steppedUp, steppedUpForm } from './step-up.tsx'

interface Removable {
  readonly tab: 'health' | 'pickups' | 'daily'
  readonly field: FieldName
  readonly back: (childRef: string) => string
  /** What the item is called, undefined when the child has no such item. */
  readonly nameOf: (child: OwnChild, ref: string) => string | undefined
  readonly consequence: string
  readonly remove: (
    c: WebContext,
    request: FamilyForm,
    item: { readonly childRef: string; readonly ref: string },
    by: ParentWrite,
  ) => Promise<string>
}

const removables: Readonly<Record<string, Removable>> = {
  allergie: {
    tab: 'health',
    field: 'CHILD.allergies',
    back: paths.childHealth,
    nameOf: ({ health }, ref) => health.allergies.find((one) => one.ref === ref)?.label,
    consequence:
      'L’équipe ne la verra plus. Ne la retirez que si elle est guérie ou notée par erreur.',
    remove: (_c, { tx }, item, by) => removeAllergy(tx, item, by),
  },
  vaccin: {
    tab: 'health',
    field: 'CHILD.vaccinations',
    back: paths.childVaccines,
    nameOf: ({ health }, ref) => {
      const found = health.vaccinations.find((one) => one.ref === ref)
      return found && `la dose du ${dateInWords(found.day)}`
    },
    consequence: 'L’état des vaccins est recalculé aussitôt.',
    remove: (c, { tx }, item, by) => {
      const { insee } = c.get('settings').commune
      return removeVaccination(tx, c.get('deps').keys, { ...item, insee }, by)
    },
  },
  assurance: {
    tab: 'daily',
    field: 'CHILD.insurance',
    back: paths.childDaily,
    nameOf: ({ insurances }, ref) => insurances.find((one) => one.ref === ref)?.insurer,
    consequence: 'La mairie ne la verra plus.',
    remove: (_c, { tx }, item, by) => removeInsurance(tx, item, by),
  },
  personne: {
    tab: 'pickups',
    field: 'CONTACT.name',
    back: paths.childPickups,
    nameOf: ({ pickups }, ref) => {
      const found = pickups.find((one) => one.ref === ref)
      return found && `${found.firstName} ${found.lastName}`
    },
    consequence:
      'Dès maintenant, l’équipe ne lui confiera plus votre enfant et ne l’appellera plus. Les parents en sont avertis.',
    remove: async (_c, request, item, by) => {
      const to = await removePickup(request.tx, item, by)
      return tellPickup(request, item.childRef, to)
    },
  },
}

/** A page to be sure, then what was written by mistake or no longer holds is taken away. */
export function childRemovalRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()
  const address = paths.childRemoval(':ref', ':what', ':item')

  routes.get(
    address,
    steppedUp((c, request) =>
      withOwnChild(c, request, (child) => {
        const what = c.req.param('what') ?? ''
        const [removable, ref] = [named(removables, what), itemOf(c)?.ref]
        if (removable && !isOpenTo(child, removable.field)) throw new Refusal('NOT_ALLOWED')
        const name = removable && ref ? removable.nameOf(child, ref) : undefined
        if (!removable || !ref || !name) return c.notFound()
        return page(
          c,
          <ChildRemovalPage
            frame={around(c, request)}
            child={child}
            tab={removable.tab}
            action={paths.childRemoval(child.ref, what, ref)}
            back={removable.back(child.ref)}
            title={`Retirer ${name}`}
            consequence={removable.consequence}
          />,
        )
      }),
    ),
  )

  routes.post(
    address,
    steppedUpForm(async (c, request) => {
      const childRef = c.req.param('ref') ?? ''
      const [removable, ref] = [named(removables, c.req.param('what')), itemOf(c)?.ref]
      if (!removable || !ref) return c.notFound()
      return withOpenChild(c, request, removable.field, () => {
        const by = writerOf(request, { path: removable.back(childRef), code: 'retire' })
        return carryOut(c, removable.remove(c, request, { childRef, ref }, by))
      })
    }),
  )

  return routes
}
