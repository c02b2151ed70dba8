import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { decideCustody } from '../enrolments/decide-custody.ts'
import type { CustodyRule } from '../households/custody-rule.ts'
import { acceptEvidence, addEvidence, refuseEvidence } from '../households/evidence.ts'
import { addDays, dayOf } from '../kernel/day.ts'
import { storyChild, type DemoChild } from './people.ts'

interface By {
  readonly now: Date
  readonly actor: string
}

/** Papers of the Martins, one of them to be sent again, and the alternating custody of Inès on its judgment. */
export async function fileThePapers(
  tx: Tx,
  keys: Keys,
  people: readonly DemoChild[],
  { now, actor }: By,
): Promise<void> {
  const zoe = storyChild(people, 'Martin', 'Zoé')
  const noel = storyChild(people, 'Martin', 'Noël')
  const decided = { now, actor: 'sophie' }
  const give = (householdId: number, childId: number | null, kind: string, title: string) =>
    addEvidence(
      tx,
      keys,
      { householdId, childId, kind, fileName: `${title}.pdf`, file: paper(title) },
      { now, actorKind: 'PARENT', actor },
    )
  const { householdId } = zoe
  const insurance = await give(householdId, zoe.childId, 'INSURANCE', 'Attestation scolaire')
  await acceptEvidence(tx, insurance.ref, decided)
  await give(householdId, zoe.childId, 'VACCINATIONS', 'Carnet de Zoé')
  const blurred = await give(householdId, noel.childId, 'INSURANCE', 'Attestation')
  const because = 'L’attestation est celle de l’an dernier. Envoyez celle de cette année scolaire.'
  await refuseEvidence(tx, blurred.ref, { ...decided, because })
  await shareInes(tx, keys, people, { now, actor })
}

async function shareInes(tx: Tx, keys: Keys, people: readonly DemoChild[], { now, actor }: By) {
  const [father, mother] = people.filter(
    (one) => one.childId === storyChild(people, 'Leroy', 'Inès').childId,
  )
  if (!father || !mother) return
  const judgment = await addEvidence(
    tx,
    keys,
    {
      householdId: father.householdId,
      childId: null,
      kind: 'JUDGMENT',
      fileName: 'Jugement.pdf',
      file: paper('Jugement du juge aux affaires familiales'),
    },
    { now, actorKind: 'OFFICER', actor },
  )
  await acceptEvidence(tx, judgment.ref, { now, actor: 'sophie' })
  const rule = sharedInes(father.householdId, mother.householdId)
  const validFrom = addDays(dayOf(now), 1)
  await decideCustody(
    tx,
    {
      childId: father.childId,
      rule,
      billing: 'BY_CALENDAR',
      judgmentId: judgment.id,
      validFrom,
    },
    { now, actor: 'sophie', zone: 'B' },
  )
}

/** School days of even weeks are the father's, who books them (habits.ts): his turn begins at the end of an odd one. */
export function sharedInes(fatherId: number, motherId: number): CustodyRule {
  return {
    firstHouseholdId: fatherId,
    secondHouseholdId: motherId,
    evenWeekHouseholdId: motherId,
    handoverWeekday: 5,
    handoverTime: '16:30',
    evenYearFirstHalfId: motherId,
    exceptions: [],
  }
}

/** A PDF of one page with one line. */
export function paper(title: string) {
  const line = title.normalize('NFD').replace(/[^\w '-]/g, '')
  const text = `BT /F1 18 Tf 72 740 Td (${line}) Tj ET`
  const bytes = Buffer.from(
    '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n' +
      '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n' +
      '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ' +
      '/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>\nendobj\n' +
      `4 0 obj\n<< /Length ${text.length} >>\nstream\n${text}\nendstream\nendobj\n` +
      'trailer\n<< /Root 1 0 R /Size 5 >>\n%%EOF\n',
  )
  return { bytes, mediaType: 'application/pdf' } as const
}
