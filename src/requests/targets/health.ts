import { readHealthSheet, writeHealthSheet } from '../../households/child/health-sheet.ts'
import { healthBody } from '../../households/sealed.ts'
import { displayPhone } from '../../kernel/text.ts'
import type { FieldValue, TargetRules } from '../model.ts'

/** A child's doctor, treatment and what the team must know, sealed with the child's key. The target is the child. */
export const healthTarget: TargetRules = {
  subject: 'HEALTH',
  sealedWith: 'CHILD',
  sensitive: 'health',
  policy: {
    doctor: 'CHILD.doctor',
    treatment: 'CHILD.treatment',
    pastDiseases: 'CHILD.notes',
    notes: 'CHILD.notes',
    wearsGlasses: 'CHILD.notes',
    hearingAid: 'CHILD.notes',
    dentalDevice: 'CHILD.notes',
  },
  labels: {
    doctor: 'Médecin',
    treatment: 'Traitement en cours',
    pastDiseases: 'Maladies déjà eues',
    notes: 'Recommandations',
    wearsGlasses: 'Porte des lunettes',
    hearingAid: 'Porte un appareil auditif',
    dentalDevice: 'Porte un appareil dentaire',
  },
  words: (field, value) => (field === 'doctor' ? doctorWords(value) : plainWords(value)),
  read: async (tx, keys, { targetId }) => ({ ...(await readHealthSheet(tx, keys, targetId)) }),
  apply: async (tx, keys, { targetId, householdId, values }, by) => {
    const known = await readHealthSheet(tx, keys, targetId)
    const sheet = healthBody.parse({ ...known, ...values })
    await writeHealthSheet(tx, keys, { childId: targetId, householdId, sheet }, by)
  },
}

function doctorWords(value: FieldValue): string {
  const { data } = healthBody.shape.doctor.safeParse(value)
  if (!data) return ''
  return [data.name, data.phone && displayPhone(data.phone), data.city].filter(Boolean).join(', ')
}

function plainWords(value: FieldValue): string {
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  return typeof value === 'string' ? value : ''
}
