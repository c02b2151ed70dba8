import type { FC } from 'hono/jsx'
import type { ChildSheet } from '../../src/households/child/confirmations.ts'
import { paths } from '../../src/paths.ts'
import { Notice } from './notices.tsx'

/** In the order in which the family is asked. */
const sheetLinks: readonly { sheet: ChildSheet; path: (ref: string) => string; name: string }[] = [
  { sheet: 'HEALTH', path: paths.childHealth, name: 'santé' },
  { sheet: 'PICKUPS', path: paths.childPickups, name: 'personnes autorisées' },
  { sheet: 'DAILY', path: paths.childDaily, name: 'école et quotidien' },
  { sheet: 'CONSENTS', path: paths.childConsents, name: 'autorisations' },
]

/** All sheets but those that were confirmed. */
export function sheetsBut(confirmed: readonly string[]): ChildSheet[] {
  return sheetLinks.map(({ sheet }) => sheet).filter((sheet) => !confirmed.includes(sheet))
}

/** The sheets of a child that wait to be read again this school year, with the way there; nothing when none does. */
export const SheetsToRead: FC<{ childRef: string; sheets: readonly ChildSheet[] }> = ({
  childRef,
  sheets,
}) => {
  if (sheets.length === 0) return null
  return (
    <Notice>
      À relire pour cette année{'\u00A0'}:{' '}
      {sheetLinks
        .filter(({ sheet }) => sheets.includes(sheet))
        .map(({ path, name }, index) => (
          <>
            {index > 0 && ', '}
            <a href={path(childRef)}>{name}</a>
          </>
        ))}
      .
    </Notice>
  )
}
