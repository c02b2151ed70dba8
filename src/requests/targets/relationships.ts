import { z } from '../../kernel/forms.ts'
import type { FieldValue } from '../model.ts'

export const relationshipWords = {
  MOTHER: 'mère',
  FATHER: 'père',
  STEP: 'beau-parent',
  GRANDPARENT: 'grand-parent',
  GUARDIAN: 'tuteur ou tutrice',
  FOSTER: 'famille d’accueil',
  SOCIAL_SERVICE: 'service social',
  OTHER: 'autre',
} as const

export const relationshipValue = z.enum([
  'MOTHER',
  'FATHER',
  'STEP',
  'GRANDPARENT',
  'GUARDIAN',
  'FOSTER',
  'SOCIAL_SERVICE',
  'OTHER',
])

/** What an adult is to each child of the household. */
export const relationshipsValue = z.array(
  z.object({ childId: z.number().int(), child: z.string(), relationship: relationshipValue }),
)

/** `Zoé : mère, Noël : mère` */
export function relationshipsInWords(value: FieldValue): string {
  const parsed = relationshipsValue.safeParse(value)
  if (!parsed.success) return ''
  return parsed.data
    .map(({ child, relationship }) => `${child}\u00A0: ${relationshipWords[relationship]}`)
    .join(', ')
}
