import { Hono } from 'hono'
import { childSheetData } from '../../templates/pdf/child-sheet-data.ts'
import { activitiesOfChild } from '../enrolments/of-child.ts'
import { photoOf } from '../households/child/photo.ts'
import { sheetContacts } from '../households/child/sheet-contacts.ts'
import { vaccinationState } from '../households/child/vaccination-state.ts'
import { dayOf } from '../kernel/day.ts'
import { sheetName } from '../kernel/sheet-name.ts'
import { paths } from '../paths.ts'
import { openPdfRenderer, type PdfRenderer } from '../pdf.ts'
import { withOwnChild, type OwnChild } from './child-access.tsx'
import type { WebContext, WebEnv } from './context.ts'
import { attached } from './download.ts'
import type { FamilyRequest } from './guard.ts'
import { steppedUp } from './step-up.tsx'

/** The printed sheet of a child, with the phones of the asking parent's own household. */
export function childSheetRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()
  const printer = openPdfRenderer()
  for (const extent of ['simple', 'complete'] as const) {
    routes.get(
      paths.childSheet(':ref', extent, ':fileName'),
      steppedUp((c, request) =>
        withOwnChild(c, request, (child) => {
          const fileName = sheetName(child, extent)
          if (c.req.param('fileName') !== fileName) return c.notFound()
          const isComplete = extent === 'complete'
          return printed(c, request, { child, isComplete, fileName, printer })
        }),
      ),
    )
  }
  return routes
}

async function printed(
  c: WebContext,
  { tx, now }: FamilyRequest,
  {
    child,
    isComplete,
    fileName,
    printer,
  }: {
    readonly child: OwnChild
    readonly isComplete: boolean
    readonly fileName: string
    readonly printer: PdfRenderer
  },
): Promise<Response> {
  const today = dayOf(now)
  const data = childSheetData({
    child,
    today,
    settings: c.get('settings'),
    contacts: await sheetContacts(tx, child.id, today),
    photo: await photoOf(tx, c.get('deps').keys, child.ref),
    more: isComplete
      ? {
          health: child.health,
          vaccination: vaccinationState(child.birthDate, child.health.vaccinations, {
            day: today,
            insee: c.get('settings').commune.insee,
          }),
          activities: await activitiesOfChild(tx, child.id, today),
        }
      : null,
  })
  const bytes = await printer.render('child-sheet', data)
  return attached(c, { bytes, mediaType: 'application/pdf', fileName })
}
