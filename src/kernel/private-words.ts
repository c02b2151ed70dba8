import { looksLikeNir, religionWords } from './text.ts'

const sentences: readonly (readonly [RegExp, string])[] = [
  [
    religionWords,
    'La religion ne s’écrit pas ici. Le régime se choisit dans «\u00A0École et quotidien\u00A0»\u00A0: sans porc, sans viande…',
  ],
  [
    /groupe\s+sanguin/i,
    'Le groupe sanguin n’est pas demandé\u00A0: les secours le vérifient toujours eux-mêmes. Retirez-le.',
  ],
  [
    /(^|[^\p{L}])(autis(me|te)s?|trisomi(e|que)s?|tdah|polyhandicap\p{L}*|déficien(ce|te?) (mentale?|intellectuelle?|motrice|visuelle|auditive)|mdph|aeeh|taux d['’]incapacité)(?!\p{L})/iu,
    'La nature d’un handicap ne s’écrit pas ici\u00A0: dites seulement ce qu’il faut faire ou aménager.',
  ],
]

/** What a commune must never hold (domain.md §2, CNIL) in a text that a parent wrote: why not, or null. */
export function privateSentence(text: string): string | null {
  if (looksLikeNir(text)) {
    return 'Cela ressemble à un numéro de sécurité sociale\u00A0: la mairie n’a pas le droit de le garder. Retirez-le.'
  }
  return sentences.find(([words]) => words.test(text))?.[1] ?? null
}
