import type { Target, TargetRules } from './model.ts'
import { addressTarget } from './targets/address.ts'
import { bankTarget } from './targets/bank.ts'
import { benefitTarget } from './targets/benefit.ts'
import { careProtocolTarget } from './targets/care-protocol.ts'
import { dailyTarget } from './targets/daily.ts'
import { healthTarget } from './targets/health.ts'
import { identityTarget } from './targets/identity.ts'
import { leaveAloneTarget } from './targets/leave-alone.ts'
import { mandateTarget } from './targets/mandate.ts'
import { personTarget } from './targets/person.ts'
import { quotientTarget } from './targets/quotient.ts'
import { schoolingTarget } from './targets/schooling.ts'
import { taxTarget } from './targets/tax.ts'

/** Everything that a family may ask to have changed. */
export const targets: Readonly<Record<Target, TargetRules>> = {
  PERSON: personTarget,
  ADDRESS: addressTarget,
  TAX: taxTarget,
  BENEFIT: benefitTarget,
  QUOTIENT: quotientTarget,
  BANK: bankTarget,
  MANDATE: mandateTarget,
  CARE_PROTOCOL: careProtocolTarget,
  LEAVE_ALONE: leaveAloneTarget,
  CHILD_IDENTITY: identityTarget,
  SCHOOLING: schoolingTarget,
  CHILD: dailyTarget,
  HEALTH: healthTarget,
}

export function isTarget(text: string): text is Target {
  return text in targets
}
