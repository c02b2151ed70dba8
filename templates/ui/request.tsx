import type { FC } from 'hono/jsx'
import type { ChangeWords, ListedRequest, RequestState } from '../../src/requests/list.ts'
import { Badge } from './notices.tsx'

/** A request in words, as the domain wrote them. */
export interface ShownRequest {
  readonly request: Omit<ListedRequest, 'items' | 'names'>
  readonly title: string
  readonly changes: readonly ChangeWords[]
}

/** What was, and what it becomes; what is sealed and was not opened is only named. */
export const ChangeLine: FC<{ change: Omit<ChangeWords, 'state'> }> = ({ change }) =>
  change.isClosed ? (
    <p class="change">
      {change.label}
      {'\u00A0'}: renseignement protégé
    </p>
  ) : (
    <p class="change">
      <del>{change.before || 'non renseigné'}</del> <span class="becomes">devient</span>{' '}
      <ins>{change.after || 'non renseigné'}</ins>
    </p>
  )

const looks = {
  PENDING: ['waiting', 'En examen'],
  ACCEPTED: ['ok', 'Acceptée'],
  PARTLY_ACCEPTED: ['info', 'Acceptée en partie'],
  REJECTED: ['bad', 'Refusée'],
  WITHDRAWN: ['soft', 'Retirée'],
  APPLIED: ['ok', 'Enregistrée'],
} as const

export const RequestBadge: FC<{ state: RequestState }> = ({ state }) => {
  const [look, words] = looks[state]
  return <Badge look={look}>{words}</Badge>
}
