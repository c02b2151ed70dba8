import { z } from '../kernel/forms.ts'
import { vaccineCodes } from './child/vaccine-rules.ts'

/** Doctor, treatments and what one must know of a child, encrypted with the child's key. */
export const healthBody = z.object({
  doctor: z
    .object({ name: z.string(), phone: z.string().nullable(), city: z.string().nullable() })
    .nullable(),
  treatment: z.string().nullable(),
  pastDiseases: z.string().nullable().default(null),
  wearsGlasses: z.boolean().default(false),
  hearingAid: z.boolean().default(false),
  dentalDevice: z.boolean().default(false),
  /** Recommendations of the family. */
  notes: z.string().nullable(),
})

export type HealthBody = z.infer<typeof healthBody>

/** What is written: what came later may be left out. */
export type NewHealthBody = z.input<typeof healthBody>

/** A vaccine and the day on which it was given. */
export const vaccinationBody = z.object({ vaccine: z.enum(vaccineCodes), day: z.string() })

export type VaccinationBody = z.infer<typeof vaccinationBody>

export const allergyBody = z.object({
  type: z.enum(['FOOD', 'MEDICINE', 'RESPIRATORY', 'OTHER']),
  label: z.string(),
  severity: z.string().nullable(),
  conduct: z.string().nullable(),
})

export type AllergyBody = z.infer<typeof allergyBody>

/** Why a child must stay at home for some days. */
export const exclusionBody = z.object({ reason: z.string() })

/** What a PAI says beside its dates and how the child eats. */
export const careProtocolBody = z.object({
  /** Null: a list gave the days only. */
  type: z.enum(['FOOD', 'ASTHMA', 'OTHER']).nullable(),
  emergencyKit: z.string().nullable(),
  conduct: z.string().nullable(),
  doctor: z.string().nullable(),
})

export type CareProtocolBody = z.infer<typeof careProtocolBody>

/** A tax notice: whole euros, shares in quarters. */
export const taxBody = z.object({
  referenceIncome: z.number().int().min(0),
  shares: z.number().min(0.5),
  dependants: z.number().int().min(0),
  /** 13 digits; only to check the notice against it. */
  taxNumber: z.string().nullable().default(null),
  noticeReference: z.string().nullable().default(null),
  /** Gross income of the year, in whole euros, of the responsable and the conjoint. */
  grossIncome: z.number().int().min(0).nullable().default(null),
  partnerGrossIncome: z.number().int().min(0).nullable().default(null),
})

export type TaxBody = z.infer<typeof taxBody>

/** What is written: what came later may be left out. */
export type NewTaxBody = z.input<typeof taxBody>
