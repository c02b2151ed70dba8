import type { ActorKind } from '../../audit/record.ts'

/**
 * DRAFT: to be signed. ACTIVE: debits may be taken. SUSPENDED: none until the town hall resumes it or a new one is signed.
 * REVOKED: given up, by either side. EXPIRED: three years without a debit.
 */
export type MandateState = 'DRAFT' | 'ACTIVE' | 'SUSPENDED' | 'REVOKED' | 'EXPIRED'

export const mandateStates: readonly MandateState[] = [
  'DRAFT',
  'ACTIVE',
  'SUSPENDED',
  'REVOKED',
  'EXPIRED',
]

/** Who moves a mandate. */
export interface MandateActor {
  readonly now: Date
  readonly actorKind: ActorKind
  /** Login of a parent, OS user of an officer, name of a job. */
  readonly actor: string
}

/** What a parent reads as the reason, where the portal gives it by itself. */
export const reasons = {
  account: 'Votre compte bancaire a changé\u00A0: ce mandat était celui de l’ancien.',
  replaced: 'Un nouveau mandat l’a remplacé.',
  family: 'Votre foyer y a mis fin.',
  merged: 'Votre dossier a été réuni avec un autre.',
  lapsed: 'Aucun prélèvement n’a eu lieu pendant trois ans.',
} as const
