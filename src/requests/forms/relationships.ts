import type { ChildRelationship } from '../../households/relationships.ts'
import { relationshipValue, relationshipWords } from '../targets/relationships.ts'
import { sentName, type EditForm, type FormField } from './model.ts'
import { personForm } from './person.ts'

/** The sheet of an adult with a line for each child of the household: what the adult is to it. */
export function personFormFor(children: readonly ChildRelationship[]): EditForm {
  const lines = children.map(({ childId, child }) => lineFor(childId, child))
  return {
    ...personForm,
    fields: [...personForm.fields, ...lines],
    fill: (values, today) => ({
      ...personForm.fill(values, today),
      ...Object.fromEntries(
        children.map(({ childId, relationship }) => [nameFor(childId), relationship]),
      ),
    }),
    read: (form, context) => {
      const answer = personForm.read(form, context)
      if (!children.some(({ childId }) => nameFor(childId) in form)) return answer
      const read = children.map((one) => ({
        ...one,
        relationship: sentOr(form[nameFor(one.childId)], one),
      }))
      const wrong = read.filter(({ relationship }) => relationship === null)
      const errors = wrong.map(({ childId }) => [nameFor(childId), 'Choisissez dans la liste.'])
      if (errors.length > 0)
        return { ...answer, errors: { ...answer.errors, ...Object.fromEntries(errors) } }
      return { ...answer, values: { ...answer.values, relationships: read } }
    },
  }
}

/** A line that was not sent stays as it is; null: there is no such relationship. */
function sentOr(sent: string | undefined, { relationship }: ChildRelationship) {
  return sent === undefined ? relationship : (relationshipValue.safeParse(sent).data ?? null)
}

function nameFor(childId: number): string {
  return sentName(`lien-${childId}`)
}

function lineFor(childId: number, child: string): FormField {
  return {
    id: `lien-${childId}`,
    field: 'relationships',
    group: 'Lien avec les enfants',
    kind: 'choice',
    label: `Pour ${child}`,
    options: Object.entries(relationshipWords),
  }
}
