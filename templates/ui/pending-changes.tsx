import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import { paths } from '../../src/paths.ts'

/** Says that something of a sheet waits for the town hall, with the way to it. */
export const PendingChanges: FC<{ child: ChildFile; target: 'CHILD' | 'HEALTH' }> = ({
  child,
  target,
}) => {
  const [ref] = Object.entries(child.asked)
    .filter(([what]) => what.startsWith(`${target}.`))
    .map(([, request]) => request)
  if (!ref) return null
  return (
    <div class="field-pending">
      <p>
        Un changement attend la réponse de la mairie. Jusque-là, cette ligne reste comme elle est.{' '}
        <a href={paths.request(ref)}>Voir la demande</a>
      </p>
    </div>
  )
}
