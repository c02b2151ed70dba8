import { vaccineCodes } from '../households/child/vaccine-rules.ts'
import type { Day } from '../kernel/day.ts'
import { z } from '../kernel/forms.ts'
import {
  box,
  optionalLine,
  optionalPhone,
  optionalText,
  requiredDay,
  requiredLine,
} from './child-fields.ts'

/** Doctor, treatment and what the team must know. */
export const healthSheet = z
  .object({
    f_medecin: optionalLine(80),
    f_tel_medecin: optionalPhone,
    f_ville_medecin: optionalLine(38),
    f_traitement: optionalText(500),
    f_maladies: optionalLine(200),
    f_a_savoir: optionalText(1_000),
    f_lunettes: box,
    f_appareil_auditif: box,
    f_appareil_dentaire: box,
  })
  .refine((typed) => typed.f_medecin !== null || typed.f_tel_medecin === null, {
    path: ['f_medecin'],
    message: 'Écrivez le nom du médecin à qui est ce numéro.',
  })

export const allergyForm = z.object({
  f_type: z.enum(['FOOD', 'MEDICINE', 'RESPIRATORY', 'OTHER'], {
    error: 'Choisissez une réponse dans la liste.',
  }),
  f_nom: requiredLine('Écrivez à quoi votre enfant est allergique.', 80),
  f_gravite: z.enum(['', 'Légère', 'Modérée', 'Sévère'], {
    error: 'Choisissez une réponse dans la liste.',
  }),
  f_conduite: optionalText(300),
})

/** A dose: after the birth, not after today. */
export function vaccineForm(birthDate: Day, today: Day) {
  return z.object({
    f_vaccin: z.enum(vaccineCodes, { error: 'Choisissez le vaccin dans la liste.' }),
    f_date: requiredDay('Écrivez la date de la dose.')
      .refine(
        (day) => day >= birthDate,
        'Cette date est avant la naissance\u00A0: vérifiez l’année.',
      )
      .refine((day) => day <= today, 'Cette date n’est pas encore venue\u00A0: vérifiez l’année.'),
  })
}
