import type { Tx } from '../db/connect.ts'
import { writeToFamilies } from '../messages/town-hall.ts'
import { storyChild, type DemoChild } from './people.ts'
import { daysBefore } from '../kernel/day.ts'

/** A few messages of the town hall: to everybody, and to the families of the story. */
export async function writeLetters(tx: Tx, people: readonly DemoChild[], now: Date): Promise<void> {
  const households = [...new Set(people.map(({ householdId }) => householdId))]
  const menu = {
    service: 'Restauration',
    subject: 'Le menu du mois prochain est prêt',
    body: 'Bonjour,\n\nLe menu du mois prochain est affiché à l’école et à la mairie. Le pain et les légumes viennent de la ferme du Bac.\n\nBonne semaine.',
    officer: 'Nadège, restauration',
  } as const
  await writeToFamilies(
    tx,
    households.map((householdId) => ({ ...menu, householdId })),
    { now: daysBefore(now, 6) },
  )
  const noel = storyChild(people, 'Martin', 'Noël')
  const ines = storyChild(people, 'Leroy', 'Inès')
  await writeToFamilies(
    tx,
    [
      {
        householdId: noel.householdId,
        service: 'Service scolaire',
        subject: 'Le panier-repas de Noël',
        body: 'Bonjour,\n\nLe PAI de Noël est enregistré jusqu’à la fin de l’année scolaire. Pensez à étiqueter son panier-repas ; il est gardé au frais dès 8 h 20.',
        officer: 'Sophie, service scolaire',
      },
      {
        householdId: ines.householdId,
        service: 'Facturation',
        subject: 'Vos semaines avec Inès',
        body: 'Bonjour,\n\nChaque parent réserve et règle les jours qui sont les siens. Vous ne voyez que vos factures, et l’autre parent que les siennes.',
        officer: 'Karim, régie',
      },
    ],
    { now: daysBefore(now, 1) },
  )
}
