import { Hono } from 'hono'
import { PricesPage, type ShownActivity } from '../../templates/pages/prices.tsx'
import { dayOf } from '../kernel/day.ts'
import { parseForm, z, type FormErrors, type FormValues } from '../kernel/forms.ts'
import { paths } from '../paths.ts'
import { audienceInWords, pricesInWords, rulesInWords } from '../pricing/price-list-words.ts'
import { publicPrices, type PublicActivity } from '../pricing/public-prices.ts'
import { simulate, type SimulatedFamily } from '../pricing/simulate.ts'
import type { WebContext, WebEnv } from './context.ts'
import { withReader } from './reader.ts'
import { page, formStatus } from './respond.ts'

/** « Tarifs »: what everything costs, and what it costs a family. Without sign-in; two statements. */
export function pricesRoutes(): Hono<WebEnv> {
  return new Hono<WebEnv>().get(paths.prices, (c) =>
    withReader(c, async (tx, around) => {
      const activities = await publicPrices(tx, dayOf(c.get('now')))
      const { family, values, errors } = askedOf(c)
      const element = (
        <PricesPage
          chrome={around}
          activities={activities.map((activity) => shown(activity, family))}
          isSimulated={family !== null}
          values={values}
          errors={errors}
        />
      )
      return page(c, element, formStatus(errors))
    }),
  )
}

const maxQuotient = 99_999
const quotientSentence = 'Écrivez votre quotient en euros, par exemple 735, ou laissez vide.'

const simulation = z.object({
  f_quotient: z
    .string()
    .transform((text) => text.replace(/[\s\u00A0\u202F]/g, '').replace(',', '.'))
    .pipe(z.string().regex(/^(\d{1,5}(\.\d{1,2})?)?$/, quotientSentence))
    .transform((text) => (text === '' ? null : Math.min(maxQuotient, Math.floor(Number(text))))),
  f_habite: z.enum(['ici', 'ailleurs']).catch('ici'),
  f_enfants: z.coerce.number().int().min(1).max(6).catch(1),
})

interface Asked {
  /** Null: nothing was asked, or not well. */
  readonly family: SimulatedFamily | null
  readonly values: FormValues
  readonly errors: FormErrors
}

/** What the address asks for; a plain visit asks nothing. */
function askedOf(c: WebContext): Asked {
  const sent = {
    f_quotient: c.req.query('f_quotient') ?? '',
    f_habite: c.req.query('f_habite') ?? 'ici',
    f_enfants: c.req.query('f_enfants') ?? '1',
  }
  if (c.req.query('f_quotient') === undefined) return { family: null, values: sent, errors: {} }
  const parsed = parseForm(simulation, sent)
  if (!parsed.ok) return { family: null, values: sent, errors: parsed.errors }
  const { f_quotient: quotient, f_habite: lives, f_enfants: children } = parsed.data
  return { family: { quotient, isResident: lives === 'ici', children }, values: sent, errors: {} }
}

function shown(activity: PublicActivity, family: SimulatedFamily | null): ShownActivity {
  return {
    name: activity.name,
    kind: activity.kind,
    tariffs: activity.tariffs.map((tariff) => ({
      label: tariff.label,
      per: tariff.rule.per,
      audience: audienceInWords(tariff),
      prices: pricesInWords(tariff),
      rules: rulesInWords(tariff),
      isForCareProtocol: tariff.filters.pai !== null,
      simulation: family && simulate(tariff, family),
    })),
  }
}
