import type { Tx } from '../db/connect.ts'
import { addDays, dayOf } from '../kernel/day.ts'
import { addNews } from '../messages/news.ts'

/** What Valprés announces: some to everybody, some to its parents. */
export async function announce(tx: Tx, now: Date): Promise<void> {
  const today = dayOf(now)
  for (const { ago, ...item } of announcements) {
    const news = { ...item, firstDay: addDays(today, -ago), lastDay: null }
    await addNews(tx, news, { now, actor: 'demo' })
  }
}

const announcements = [
  {
    code: 'conseil-des-parents',
    ago: 12,
    audience: 'PARENTS',
    title: 'Comité des menus\u00A0: deux parents par école',
    body: 'Le comité des menus se réunit **une fois par période**. Il reste une place par école.\n\n- [Se proposer](/messages/nouveau)\n- [Voir les tarifs de la cantine](/tarifs)',
  },
  {
    code: 'menus',
    ago: 3,
    audience: 'PUBLIC',
    title: 'Le menu du mois prochain est en ligne',
    body: 'Tous les repas sont préparés à la cuisine centrale. **Un plat sans viande** est proposé chaque jour.\n\n## Les repas de fête\n\nLe repas de Noël est servi le dernier jeudi avant les vacances. Pensez à réserver\u00A0: [le calendrier](/calendrier) est ouvert.',
  },
  {
    code: 'mercredis',
    ago: 1,
    audience: 'PUBLIC',
    title: 'Mercredis loisirs\u00A0: il reste des places',
    body: 'Les mercredis loisirs accueillent les enfants de 3 à 11 ans, repas compris.\n\n1. Vérifiez [les tarifs](/tarifs).\n2. [Inscrivez votre enfant](/inscriptions).\n3. Réservez ses mercredis au calendrier.',
  },
] as const
