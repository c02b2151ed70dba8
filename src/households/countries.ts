import { matchKey } from '../kernel/text.ts'

export const france = '99100'

/** INSEE's code of a country written in French (`BELGIQUE` → `99131`), null when unknown here. Empty means France. */
export function countryCode(typed: string): string | null {
  const key = matchKey(typed)
  if (key === '') return france
  return /^99\d{3}$/.test(key) ? key : (codes.get(key) ?? null)
}

/** `99131` → `Belgique`; the code itself when it has no name here. */
export function countryName(code: string): string {
  return names.find(([known]) => known === code)?.[1] ?? code
}

/** Official geographic code of INSEE (COG), countries and foreign territories. */
const names: readonly (readonly [code: string, ...names: readonly string[]])[] = [
  ['99100', 'France', 'FR'],
  ['99101', 'Danemark'],
  ['99103', 'Norvège'],
  ['99104', 'Suède'],
  ['99105', 'Finlande'],
  ['99106', 'Estonie'],
  ['99107', 'Lettonie'],
  ['99108', 'Lituanie'],
  ['99109', 'Allemagne', 'DE'],
  ['99110', 'Autriche'],
  ['99111', 'Bulgarie'],
  ['99112', 'Hongrie'],
  ['99113', 'Liechtenstein'],
  ['99114', 'Roumanie'],
  ['99116', 'Tchéquie', 'République tchèque'],
  ['99117', 'Slovaquie'],
  ['99118', 'Bosnie-Herzégovine'],
  ['99119', 'Croatie'],
  ['99120', 'Monténégro'],
  ['99121', 'Serbie'],
  ['99122', 'Pologne'],
  ['99123', 'Russie', 'Fédération de Russie'],
  ['99125', 'Albanie'],
  ['99126', 'Grèce'],
  ['99127', 'Italie', 'IT'],
  ['99128', 'Saint-Marin'],
  ['99130', 'Andorre'],
  ['99131', 'Belgique', 'BE'],
  ['99132', 'Royaume-Uni', 'Grande-Bretagne', 'GB'],
  ['99134', 'Espagne', 'ES'],
  ['99135', 'Pays-Bas'],
  ['99136', 'Irlande'],
  ['99137', 'Luxembourg', 'LU'],
  ['99138', 'Monaco'],
  ['99139', 'Portugal', 'PT'],
  ['99140', 'Suisse', 'CH'],
  ['99144', 'Malte'],
  ['99145', 'Slovénie'],
  ['99155', 'Ukraine'],
  ['99208', 'Turquie'],
  ['99350', 'Maroc'],
  ['99351', 'Tunisie'],
  ['99352', 'Algérie'],
]

const codes = new Map(
  names.flatMap(([code, ...spellings]) => spellings.map((name) => [matchKey(name), code])),
)
