import { fileReference } from '../src/kernel/french.ts'
import type { RequestToDecide } from '../src/requests/review.ts'
import { dayOf } from '../src/kernel/day.ts'

/** A request for a terminal: who asks, each field with what was and what is asked, papers, conflicts. */
export function requestText({ request, title, changes }: RequestToDecide): string {
  const head = [
    `Request ${request.id}  ${title}`,
    `${fileReference(request.fileNumber)} ${request.household}, asked by ${request.author} on ${dayOf(request.createdAt)}`,
  ]
  const fields = changes.flatMap((change) => [
    `  [${change.id}] ${change.label}: ${change.before || '(nothing)'} → ${change.after || '(nothing)'}`,
    ...(change.now === null ? [] : [`      changed meanwhile: on file now ${change.now}`]),
  ])
  const comment = request.comment ? [`  « ${request.comment} »`] : []
  const proofs = request.proofs.map((proof) => `  proof: ${proof.label}, ${proof.name}`)
  const decided = request.reason ? [`  reason: ${request.reason}`] : []
  return [...head, ...fields, ...comment, ...proofs, ...decided, ''].join('\n')
}
