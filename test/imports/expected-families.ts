import { sql } from 'kysely'

/** Every household by name, with its people. */
export const families = sql<{ name: string; adults: string[]; children: string[] }>`
  select h.name,
         array(select p.first_name from household_adult a join person p on p.id = a.person_id where a.household_id = h.id order by a.id) as adults,
         array(select c.first_name from household_child m join child c on c.id = m.child_id where m.household_id = h.id order by c.birth_date) as children
  from household h order by h.sort_name, h.id`

/** What ONDE's two files and our own are, in either order. */
export const expected = [
  { name: 'BERNARD Anne', adults: ['Anne'], children: ['Inès'] },
  { name: "D'HERVÉ Aurélien", adults: ['Aurélien'], children: ['Jean-Loup'] },
  { name: 'DIALLO Awa', adults: ['Awa'], children: ['Ibrahim', 'Mariam'] },
  { name: 'LEFÈVRE Siobhán', adults: ['Siobhán'], children: ['Maëlys'] },
  { name: 'LEROY Marc', adults: ['Marc'], children: ['Inès'] },
  {
    name: 'MARTIN Claire et Jean-Loup',
    adults: ['Claire', 'Jean-Loup'],
    children: ['Zoé', 'Noël'],
  },
  { name: 'NGUYEN Van Minh', adults: ['Van Minh'], children: ['Anh'] },
  { name: 'VAN DEN BROUCKE Katrien', adults: ['Katrien'], children: ['Lou'] },
]
