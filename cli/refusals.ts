import type { Refusal, RefusalCode } from '../src/kernel/refusal.ts'

interface Words {
  readonly message: string
  /** A command to run next. */
  readonly hint: string | null
}

/** Every refusal of the domain in English; `{name}` is filled in from its details. */
const words: Record<RefusalCode, Words> = {
  NOT_FOUND: { message: 'There is no such thing', hint: 'preau families list' },
  NOT_ALLOWED: { message: 'Your role does not allow this', hint: 'preau officers roles' },
  WRONG_PASSWORD: { message: 'The password is wrong', hint: null },
  WRONG_CODE: {
    message: 'The code is wrong, used or expired',
    hint: 'preau accounts reset REF --letter FILE.pdf',
  },
  TOO_MANY_TRIES: {
    message: 'Too many wrong tries: wait a moment',
    hint: 'preau accounts unlock REF',
  },
  BUSY: { message: 'Too many wait for the same thing: try again in a moment', hint: null },
  NOT_ELIGIBLE: {
    message: 'The child does not fulfil the conditions of the activity',
    hint: 'preau activities list',
  },
  ALREADY_ENROLLED: { message: 'The child is already enrolled', hint: 'preau enrolments list' },
  DAY_CLOSED: { message: 'The activity is closed that day', hint: 'preau activities list' },
  DEADLINE_PASSED: { message: 'The deadline of that day has passed', hint: null },
  UNPAID: {
    message: 'The household owes more than the activity allows to those who book',
    hint: 'preau invoices list --unpaid',
  },
  DAY_FULL: { message: 'No place is left that day', hint: 'preau enrolments waiting-list' },
  GROUP_FULL: {
    message: 'The group has no place left for the season',
    hint: 'preau enrolments waiting-list',
  },
  PLACE_LEFT: { message: 'A place is left that day', hint: null },
  OFFER_OVER: {
    message: 'The entry no longer waits, or its offer is over',
    hint: 'preau enrolments waiting-list',
  },
  NOTHING_DUE: { message: 'Nothing is due', hint: 'preau invoices list' },
  AMOUNT_TOO_SMALL: {
    message: 'The amount is below what can be paid online',
    hint: 'preau payments record',
  },
  PROVIDER_NOT_CONFIGURED: {
    message: 'No payment provider is configured',
    hint: 'preau settings list',
  },
  RUN_LOCKED: { message: 'Another run holds the lock', hint: 'preau jobs status' },
  RUN_STOPPED: {
    message: 'The run was stopped before anything was issued',
    hint: 'preau billing status',
  },
  CHANGE_PENDING: {
    message: 'A change of the same field waits for a decision',
    hint: 'preau requests list',
  },
  REASON_MISSING: { message: 'A refusal needs its reason', hint: 'add --because "…"' },
  BANK_PAYMENT: {
    message:
      'A payment by card online or by debit goes back through the bank, whose notification books it here',
    hint: 'cancel or refund it in the bank’s back office',
  },
  UNCHANGEABLE: { message: 'What was issued can no longer be changed', hint: null },
  TARIFF_USED: {
    message: 'Bills were priced with this tariff: write the new price with a later valid_from',
    hint: 'preau tariffs list',
  },
  PICKUP_FORBIDDEN: {
    message: 'A judgment keeps this person away from the child',
    hint: 'preau pickups list CHILD',
  },
  CONSENT_MISSING: {
    message: 'The family has not agreed to a blocking consent',
    hint: 'preau consents list',
  },
  VACCINES_MISSING: {
    message: 'A mandatory vaccine has been missing for more than three months',
    hint: 'accept the page of the health record: preau documents review; docs/children.md',
  },
  CONSENT_DATED: {
    message: 'A wording of this consent is already valid on that day or later',
    hint: 'preau consents list',
  },
  TARIFFS_OVERLAP: {
    message:
      'Another tariff applies to the same units on the same days, or is a package that pays for one of them',
    hint: 'preau tariffs list',
  },
  NOT_OF_BOTH_HOUSEHOLDS: {
    message: 'The child is not in both households on that day',
    hint: 'preau families link-child REF --family FILE',
  },
  NOT_ALTERNATING: {
    message: 'No alternating custody of the child holds on those days, or more than one does',
    hint: 'preau custody show REF',
  },
  DAY_BEGUN: { message: 'What has begun is not rewritten', hint: 'begin tomorrow at the earliest' },
  TWO_HOUSEHOLDS: {
    message: 'The child belongs to two households already',
    hint: 'preau families show REF',
  },
  WOULD_MIX_FAMILIES: {
    message: 'The two families are those of parents who live apart: each keeps its own file',
    hint: 'preau families show REF',
  },
  LAST_ADULT: {
    message: 'This is the only adult of the file: nobody would be left to pay',
    hint: 'preau families merge FILE INTO, or import the adult who goes on with the file',
  },
  CHILD_BUSY: {
    message:
      'In this family the child still has what somebody must answer for: cancel, bill or decide it first',
    hint: 'preau billing run --period previous; preau enrolments list',
  },
  CHILD_IN_CUSTODY: {
    message: 'This family has the child by turns with another',
    hint: 'preau custody end REF --from DAY',
  },
  FILE_MERGED: {
    message: 'This file goes on as another one',
    hint: 'take the number of that file',
  },
  CANNOT_MERGE: {
    message: 'The two files cannot be made one yet: bill, settle or decide this first',
    hint: 'preau invoices list',
  },
  QUOTIENT_INVOICED: {
    message: 'Days were billed with the quotient of this day: enter a new one that begins later',
    hint: 'preau quotients set FAMILY VALUE --from DAY',
  },
  NO_PAPER: { message: 'There is no such paper', hint: 'preau documents list' },
  PAPER_DECIDED: { message: 'The paper was decided already', hint: 'preau documents review' },
  NO_BANK_ACCOUNT: {
    message: 'The family has no bank account on file',
    hint: 'preau requests list',
  },
  MANDATE_STATE: {
    message: 'The mandate is not in a state that allows this',
    hint: 'preau debits mandates',
  },
  MANDATE_ACCOUNT: {
    message: 'The mandate was signed for another account than today’s: a new one is needed',
    hint: 'preau debits draft FILE',
  },
  MANDATE_DATE: {
    message: 'The day of the signature is before the paper was printed, or to come',
    hint: 'write the day on the paper: --signed-on 2026-11-30',
  },
  ABSENCE_DECIDED: { message: 'The absence was decided already', hint: 'preau absences list' },
}

/** The sentence, what is known about the case, and the command that helps. */
export function refusalWords(refusal: Refusal): Words {
  const { message, hint } = words[refusal.code]
  const known = Object.entries(refusal.details).map(([name, value]) => `${name} ${value}`)
  const [what = ''] = Object.keys(refusal.details)
  return {
    message: known.length > 0 ? `${message} (${known.join(', ')})` : message,
    hint: refusal.code === 'NOT_FOUND' ? (whereToLook[what] ?? hint) : hint,
  }
}

/** The list in which what was not found should be. */
const whereToLook: Readonly<Record<string, string>> = {
  absence: 'preau absences list',
  activity: 'preau activities list',
  enrolment: 'preau enrolments list',
  invoice: 'preau invoices list',
  job: 'preau jobs list',
  news: 'preau news list',
  paper: 'preau documents kinds',
  payment: 'preau payments list',
  thread: 'preau messages list',
  unit: 'preau activities list',
  waiting: 'preau enrolments waiting-list',
  what: 'preau activities list',
}
