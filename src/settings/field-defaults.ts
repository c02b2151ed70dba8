import type { FieldAccess, FieldRule } from './field-policy.ts'

/** Whose field it is: an adult's, a child's, of a person who may fetch it, or the household's. */
export type FieldScope = 'GUARDIAN' | 'CHILD' | 'CONTACT' | 'FAMILY'

/** `GUARDIAN.mobile`, `FAMILY.address`… */
export type FieldName = keyof typeof fieldDefaults

export interface FieldDefault extends FieldRule {
  /** Why no commune may have it applied otherwise. */
  readonly fixed?: string
  /** What a commune may choose, where not everything makes sense. */
  readonly allowed?: readonly FieldAccess[]
}

const atOnce: FieldDefault = { access: 'EDITABLE', apply: 'DIRECT' }
const byRequest: FieldDefault = { access: 'EDITABLE', apply: 'REQUEST' }
const named = 'files and invoices are called by it'
const list = 'a family keeps this list itself: SHOWN closes it'
const byOfficer: FieldDefault = { access: 'SHOWN', apply: 'OFFICER' }

/** Every field of the family file with the rule of a commune that decided nothing (domain.md §2). */
export const fieldDefaults = {
  'GUARDIAN.title': byRequest,
  'GUARDIAN.usualName': { access: 'REQUIRED', apply: 'REQUEST', fixed: named },
  'GUARDIAN.birthName': byRequest,
  'GUARDIAN.firstName': { access: 'REQUIRED', apply: 'REQUEST', fixed: named },
  'GUARDIAN.birthDate': byRequest,
  'GUARDIAN.birthPlace': byRequest,
  'GUARDIAN.relationship': { ...byRequest, fixed: 'an officer compares it with the family record' },
  'GUARDIAN.parentalAuthority': {
    ...byOfficer,
    fixed: 'a judgment or the family record decides',
    allowed: ['HIDDEN', 'SHOWN'],
  },
  'GUARDIAN.mobile': atOnce,
  'GUARDIAN.homePhone': atOnce,
  'GUARDIAN.workPhone': atOnce,
  'GUARDIAN.email': atOnce,
  'GUARDIAN.smsAllowed': atOnce,
  'GUARDIAN.emailInvoices': atOnce,
  'GUARDIAN.profession': atOnce,
  'GUARDIAN.employer': atOnce,
  'GUARDIAN.employerCity': atOnce,
  'FAMILY.address': { access: 'REQUIRED', apply: 'REQUEST', fixed: 'prices depend on it' },
  'FAMILY.taxNotice': { ...byRequest, fixed: 'an officer compares it with the notice' },
  'FAMILY.benefit': atOnce,
  'FAMILY.quotient': { ...byRequest, fixed: 'prices depend on it' },
  'FAMILY.bankAccount': { ...byRequest, fixed: 'money is taken from it' },
  'FAMILY.mandate': { ...byRequest, fixed: 'an officer checks the signature' },
  'CHILD.identity': {
    ...byRequest,
    fixed: 'prices and vaccines depend on it: SHOWN closes it',
    allowed: ['SHOWN', 'EDITABLE', 'REQUIRED'],
  },
  'CHILD.school': { ...byRequest, fixed: 'the school decides: SHOWN closes it' },
  'CHILD.diet': atOnce,
  'CHILD.canSwim': atOnce,
  'CHILD.nap': atOnce,
  'CHILD.mayLeaveAlone': { ...byRequest, fixed: 'a guardian signs for it' },
  'CHILD.photo': { ...atOnce, fixed: list },
  'CHILD.insurance': { ...atOnce, fixed: list },
  'CHILD.doctor': atOnce,
  'CHILD.allergies': { ...atOnce, fixed: list },
  'CHILD.vaccinations': { ...atOnce, fixed: list },
  'CHILD.treatment': atOnce,
  'CHILD.notes': atOnce,
  'CHILD.careProtocol': { ...byRequest, fixed: 'a PAI is signed by a doctor and the town hall' },
  'CONTACT.name': {
    access: 'REQUIRED',
    apply: 'DIRECT',
    fixed: list,
    allowed: ['SHOWN', 'REQUIRED'],
  },
  'CONTACT.relationship': { ...atOnce, fixed: list },
  'CONTACT.birthDate': { ...atOnce, fixed: list },
  'CONTACT.phones': {
    access: 'REQUIRED',
    apply: 'DIRECT',
    fixed: list,
    allowed: ['REQUIRED'],
  },
  'CONTACT.email': { ...atOnce, fixed: list },
  'CONTACT.address': { ...atOnce, fixed: list },
  'CONTACT.note': { ...atOnce, fixed: list },
  'CONTACT.canPickUp': { ...atOnce, fixed: list },
} as const satisfies Readonly<Record<string, FieldDefault>>

/** The default of one field. */
export function defaultRule(name: FieldName): FieldDefault {
  return fieldDefaults[name]
}
