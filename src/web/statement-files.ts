import { Hono } from 'hono'
import { payersOf } from '../billing/payers.ts'
import { statementCsv, statementPaper } from '../billing/statement-files.ts'
import { statementView } from '../billing/statement.ts'
import { dayOf, isDay } from '../kernel/day.ts'
import { openPdfRenderer, type PdfRenderer } from '../pdf.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { attached } from './download.ts'
import { family } from './guard.ts'

/** The statement of a period to print or to count with: `/releve/releve-2026-06-01-2026-11-24.pdf` or `.csv`. */
export function statementFileRoutes(): Hono<WebEnv> {
  return new Hono<WebEnv>().get(paths.statementFile(':fileName'), async (c) => {
    const asked = askedOf(c)
    if (!asked) return c.notFound()
    const fileName = asked.fileName
    let paper: ReturnType<typeof statementPaper> | null = null
    const answer = await family(async (_, { tx, parent, now }) => {
      const statement = await statementView(tx, parent.householdId, asked)
      if (asked.kind === 'csv') {
        const bytes = Buffer.from(statementCsv(statement), 'utf8')
        return attached(c, { bytes, mediaType: 'text/csv; charset=utf-8', fileName })
      }
      const payers = await payersOf(tx, [parent.householdId], dayOf(now))
      const payer = payers.get(parent.householdId)
      paper = statementPaper(statement, { settings: c.get('settings'), payer, now })
      return c.body(null)
    })(c, () => Promise.resolve())
    if (!paper || !(answer instanceof Response)) return answer ?? c.notFound()
    // after the transaction: a rendering holds no connection
    const bytes = await renderer().render('statement', paper)
    return attached(c, { bytes, mediaType: 'application/pdf', fileName })
  })
}

let opened: PdfRenderer | null = null

/** Its compiler comes with the first statement and goes when nobody asks for another. */
function renderer(): PdfRenderer {
  opened ??= openPdfRenderer()
  return opened
}

function askedOf(c: WebContext) {
  const fileName = c.req.param('fileName') ?? ''
  const match = /^releve-(\d{4}-\d\d-\d\d)-(\d{4}-\d\d-\d\d)\.(pdf|csv)$/.exec(fileName)
  if (!match) return null
  const [, from = '', to = '', kind = ''] = match
  return isDay(from) && isDay(to) && from <= to ? { fileName, from, to, kind } : null
}
