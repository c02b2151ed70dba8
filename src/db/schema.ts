// Written by `npm run db:types` from the migrations. Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

/** json, jsonb: any JSON value when read, its text (JSON.stringify) when written. */
export type Json = ColumnType<unknown, string, string>

export interface AbsenceTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  household_id: number
  child_id: number
  activity_id: number | null
  first_day: Day
  last_day: Day
  kind: 'ILLNESS' | 'HOSPITAL' | 'EXCLUSION' | 'STRIKE' | 'SCHOOL_TRIP' | 'CLOSURE' | 'FAMILY' | 'OTHER'
  declared_at: Generated<Date>
  declared_by: string
  certificate_due_on: Day | null
  state: Generated<'DECLARED' | 'EXCUSED' | 'UNEXCUSED' | 'WITHDRAWN'>
  decided_at: Date | null
  decided_by: string | null
  reason: string | null
  certificate_blob_id: number | null
  certificate_at: Date | null
  declared_late: Generated<boolean>
}

export interface AccountTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  login: string
  email: string | null
  email_confirmed_at: Date | null
  password_hash: string | null
  password_policy: Generated<'DEFAULT' | 'PASSPHRASE'>
  must_change_password: Generated<boolean>
  state: Generated<'PENDING' | 'ACTIVE' | 'CLOSED'>
  created_at: Generated<Date>
  last_login_at: Date | null
  previous_login_at: Date | null
}

export interface ActivitiesVersionTable {
  only_row: Generated<boolean>
  version: Generated<string>
}

export interface ActivityTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  code: string
  kind: 'CANTEEN' | 'BEFORE_AFTER_SCHOOL' | 'LEISURE_CENTRE' | 'NURSERY' | 'HOMEWORK_CLUB' | 'EVENT'
  name: string
  regie_id: number
  licence_number: string | null
  decision: 'AUTOMATIC' | 'OFFICER'
  capacity_mode: 'NONE' | 'DAY' | 'ENROLMENT'
  conditions: Generated<Json>
  published_from: Day | null
  published_to: Day | null
}

export interface ActivityEvidenceTable {
  activity_id: number
  kind_id: number
  blocking: boolean
}

export interface ActivityGroupTable {
  id: GeneratedAlways<number>
  activity_id: number
  site_id: number
  code: string
  name: string
  levels: string[] | null
  age_from_months: number | null
  age_to_months: number | null
}

export interface ActivityPeriodTable {
  id: GeneratedAlways<number>
  activity_id: number
  label: string
  first_day: Day
  last_day: Day
  enrolment_opens_at: Date | null
  booking_opens_at: Date | null
}

export interface AllergyTable {
  id: GeneratedAlways<number>
  child_id: number
  body_enc: Buffer
  ref: Generated<string>
}

export interface AllocationTable {
  id: GeneratedAlways<number>
  household_id: number
  regie_id: number
  debit_item_id: number
  debit_side: Generated<string>
  credit_item_id: number
  credit_side: Generated<string>
  amount_cents: Cents
  allocated_on: Day
  recorded_at: Generated<Date>
  undoes_id: number | null
}

export interface AnnualConfirmationTable {
  id: GeneratedAlways<number>
  household_id: number
  sheet: 'FAMILY' | 'DAILY' | 'HEALTH' | 'PICKUPS' | 'CONSENTS'
  child_id: number | null
  school_year: number
  person_id: number
  confirmed_at: Date
}

export interface AttendanceTable {
  child_id: number
  day: Day
  unit_id: number
  group_id: number
  state: 'PRESENT' | 'ABSENT'
  arrived: string | null
  left_at: string | null
  recorded_by: string
  recorded_at: Generated<Date>
}

export interface AuditEventTable {
  id: GeneratedAlways<number>
  transaction_id: Generated<string>
  at: Date
  actor_kind: 'PARENT' | 'OFFICER' | 'SYSTEM' | 'PROVIDER' | 'ANONYMOUS'
  actor: string
  action: string
  subject: string
  subject_id: number | null
  household_id: number | null
  purpose: string | null
  before_hash: Buffer | null
  after_hash: Buffer | null
}

export interface AuditSealTable {
  id: GeneratedAlways<number>
  at: Date
  last_transaction_id: string
  last_event_id: number
  event_count: number
  key_id: string
  mac: Buffer
}

export interface AuthorisedPickupTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  child_id: number
  added_by_household_id: number | null
  last_name: string
  first_name: string
  relationship: string | null
  phones: string[]
  can_pick_up: boolean
  emergency_contact: boolean
  forbidden: Generated<boolean>
  id_checked_on: Day | null
  valid_from: Day
  valid_to: Day | null
  note: string | null
  match_key: Generated<string>
  birth_date: Day | null
  email: string | null
  removed_at: Date | null
  decided_by: string | null
  address: string | null
}

export interface BankAccountTable {
  id: GeneratedAlways<number>
  household_id: number
  holder_enc: Buffer
  iban_enc: Buffer
  iban_hash: Buffer
  iban_last4: string
  bic: string | null
  valid_from: Day
  valid_to: Day | null
}

export interface BenefitRecordTable {
  household_id: number
  scheme: 'GENERAL' | 'MSA' | 'OTHER' | 'NONE'
  fund: string | null
  recipient_number_enc: Buffer | null
  recipient_number_hash: Buffer | null
  recipient_person_id: number | null
  consent_cdap: Generated<boolean>
  consent_api: Generated<boolean>
}

export interface BillingRunTable {
  id: GeneratedAlways<number>
  regie_id: number
  period_from: Day
  period_to: Day
  selection_hash: Generated<Buffer>
  selection: Generated<Json>
  state: 'CHECKING' | 'DRAFTED' | 'ISSUING' | 'ISSUED' | 'PUBLISHED'
  invoiced_on: Day
  due_on: Day
  debit_on: Day | null
  published_on: Day | null
  online_until: Day | null
  actor: string
  created_at: Generated<Date>
}

export interface BlobTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  sha256: Buffer
  size_bytes: number
  media_type: 'image/jpeg' | 'application/pdf' | 'application/zip' | 'text/plain'
  data_key_id: number | null
  created_at: Generated<Date>
}

export interface BlobContentTable {
  blob_id: number
  bytes: Buffer
}

export interface BookingTable {
  id: GeneratedAlways<number>
  child_id: number
  unit_id: number
  day: Day
  household_id: number
  group_id: number
  state: 'BOOKED' | 'CANCELLED'
  kind: Generated<'REGULAR' | 'OCCASIONAL'>
  from_time: string | null
  to_time: string | null
  receipt_id: number
  changed_at: Generated<Date>
}

export interface BookingPastTable {
  child_id: number
  day: Day
  unit_id: number
  household_id: number
  state: string
  group_id: number
  receipt_id: number
  replaced_by_receipt_id: number
}

export interface BookingReceiptTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  household_id: number
  actor_kind: 'PARENT' | 'OFFICER' | 'SYSTEM'
  actor: string
  person_id: number | null
  channel: 'PORTAL' | 'CLI' | 'IMPORT' | 'OFFER' | 'CUSTODY' | 'PATTERN' | 'ABSENCE'
  at: Generated<Date>
  late: Generated<boolean>
}

export interface CapacityDayTable {
  group_id: number
  unit_id: number
  day: Day
  places: number
  overbooked: Generated<number>
  taken: Generated<number>
  held: Generated<number>
  waiting: Generated<number>
}

export interface CapacityEnrolmentTable {
  group_id: number
  period_id: number
  places: number
  overbooked: Generated<number>
  taken: Generated<number>
  held: Generated<number>
  waiting: Generated<number>
}

export interface CareProtocolTable {
  id: GeneratedAlways<number>
  child_id: number
  valid_from: Day
  valid_to: Day
  meal_mode: 'NONE' | 'BASKET' | 'ADAPTED'
  body_enc: Buffer
  validated_by: string
}

export interface CertificateTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  household_id: number
  kind: 'TAX' | 'ATTENDANCE'
  year: number
  version: Generated<number>
  number: string
  child_id: number | null
  total_cents: Cents | null
  snapshot: Json
  snapshot_sha256: Buffer
  issued_on: Day
  snapshot_form: Generated<'SENT' | 'KEPT'>
}

export interface ChangeItemTable {
  id: GeneratedAlways<number>
  request_id: number
  household_id: number
  target: string
  target_id: number
  field: string
  old_hash: Buffer
  old_value: Json | null
  new_value: Json | null
  old_enc: Buffer | null
  new_enc: Buffer | null
  state: Generated<'PENDING' | 'APPLIED' | 'REFUSED' | 'CONFLICT' | 'WITHDRAWN'>
}

export interface ChangeProofTable {
  request_id: number
  evidence_id: number
}

export interface ChangeRequestTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  household_id: number
  person_id: number
  subject: 'PERSON' | 'HOUSEHOLD' | 'CHILD' | 'QUOTIENT' | 'BANK' | 'CUSTODY' | 'HEALTH'
  state: Generated<'PENDING' | 'ACCEPTED' | 'PARTLY_ACCEPTED' | 'REJECTED' | 'WITHDRAWN' | 'APPLIED'>
  comment: string | null
  created_at: Date
  decided_at: Date | null
  decided_by: string | null
  reason: string | null
}

export interface ChargeTable {
  id: Generated<number>
  household_id: number
  invoice_id: number | null
  credit_note_id: number | null
  line_no: number
  open_item_id: number | null
  child_id: number | null
  activity_id: number | null
  tariff_id: number | null
  tariff_line_no: number | null
  kind: 'UNIT' | 'PACKAGE' | 'SURCHARGE' | 'PENALTY' | 'LATE_PICKUP' | 'PAI_MEAL' | 'CONTRACT' | 'TICKET' | 'REJECTION_FEE' | 'REVERSAL' | 'CREDIT'
  corrects_charge_id: number | null
  label: string
  days: Generated<Day[]>
  quantity: number
  unit_price_cents: Cents
  amount_cents: Cents
  share_percent: Generated<number>
  tax_credit_cents: Generated<Cents>
  local_product_code: string | null
  reason_id: number
}

export interface ChargeDayTable {
  household_id: number
  child_id: number
  unit_id: number
  day: Day
  kind: string
  revision: number
  quantity: number
  charge_id: number
}

export interface ChildTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  last_name: string
  usual_name: string | null
  first_name: string
  match_key: string
  sex: 'F' | 'M'
  birth_date: Day
  birth_insee: string | null
  ine: string | null
  diet: Generated<'STANDARD' | 'NO_PORK' | 'NO_MEAT' | 'VEGETARIAN' | 'NO_GLUTEN'>
  can_swim: boolean | null
  nap: string | null
  may_leave_alone_from: string | null
  photo_blob_id: number | null
  erased_at: Date | null
  updated_at: Generated<Date>
  photo_source_blob_id: number | null
  photo_frame: Json | null
  birth_country: string | null
}

export interface ConsentTable {
  id: GeneratedAlways<number>
  text_id: number
  household_id: number
  child_id: number
  person_id: number
  answer: boolean
  given_at: Date
}

export interface ConsentTextTable {
  id: GeneratedAlways<number>
  kind: string
  version: number
  title: string
  body: string
  blocking: boolean
  valid_from: Day
  valid_to: Day | null
  published_by: string
}

export interface CreditNoteTable {
  id: Generated<number>
  ref: Generated<string>
  household_id: number
  regie_id: number
  run_id: number | null
  invoice_id: number | null
  fiscal_year: number
  sequence_number: number
  number: string
  issued_on: Day
  total_cents: Cents
  because: string
  transfer_id: number
  snapshot: Json
  quotient_turn: Generated<number>
}

export interface CustodyTable {
  id: GeneratedAlways<number>
  child_id: number
  mode: 'MOTHER' | 'FATHER' | 'ALTERNATING' | 'OTHER'
  billing: 'SINGLE_PAYER' | 'BY_CALENDAR' | 'BY_PERCENT' | 'BY_BOOKER'
  first_household_id: number
  second_household_id: number | null
  first_percent: number | null
  even_week_household_id: number | null
  handover_weekday: number | null
  handover_time: string | null
  even_year_first_half_id: number | null
  judgment_id: number | null
  decided_by: string
  decided_at: Date
  valid_from: Day
  valid_to: Day | null
}

export interface CustodyDayTable {
  child_id: number
  day: Day
  household_id: number
  custody_id: number
}

export interface CustodyExceptionTable {
  id: GeneratedAlways<number>
  custody_id: number
  household_id: number
  first_day: Day
  last_day: Day
}

export interface DataKeyTable {
  id: GeneratedAlways<number>
  subject: 'FAMILY' | 'CHILD' | 'ACCOUNT'
  subject_id: number
  version: Generated<number>
  master_key_id: string
  wrapped: Buffer | null
  created_at: Generated<Date>
  destroyed_at: Date | null
}

export interface DeadlineRuleTable {
  id: GeneratedAlways<number>
  activity_id: number
  unit_id: number | null
  action: 'ADD' | 'CANCEL' | 'ABSENCE' | 'CERTIFICATE'
  rule: Json
  valid_from: Day
  valid_to: Day | null
}

export interface DocumentTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  household_id: number
  person_id: number | null
  child_id: number | null
  kind: 'INVOICE' | 'CREDIT_NOTE' | 'RECEIPT' | 'TAX_CERTIFICATE' | 'ATTENDANCE_CERTIFICATE' | 'CHILD_SHEET' | 'MANDATE' | 'REMINDER' | 'STATEMENT' | 'LETTER' | 'RULES'
  source_id: number
  file_name: string
  blob_id: number | null
  rendered_at: Date | null
  template_version: string | null
  superseded_at: Date | null
  created_at: Generated<Date>
  title: string | null
}

export interface DraftTable {
  run_id: number
  household_id: number
  lines: Json
  total_cents: Cents
  facts_sha256: Buffer
  parked_because: string | null
  computed_at: Generated<Date>
}

export interface EnrolmentTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  household_id: number
  child_id: number
  activity_id: number
  group_id: number
  period_id: number | null
  valid_from: Day
  valid_to: Day | null
  state: 'REQUESTED' | 'ACCEPTED' | 'WAITING' | 'REFUSED' | 'CANCELLED'
  requested_by: number | null
  requested_at: Generated<Date>
  decided_at: Date | null
  decided_by: string | null
  reason: string | null
}

export interface EvidenceTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  kind_id: number
  private_to_household: Generated<boolean>
  household_id: number
  child_id: number | null
  blob_id: number | null
  file_name: string
  state: 'RECEIVED' | 'ACCEPTED' | 'REFUSED' | 'EXPIRED'
  valid_from: Day | null
  valid_to: Day | null
  refused_because: string | null
  seen_by: string | null
  seen_on: Day | null
  created_at: Date
}

export interface EvidenceKindTable {
  id: GeneratedAlways<number>
  code: string
  scope: 'FAMILY' | 'CHILD'
  label: string
  help: string | null
  validity: 'NONE' | 'DURATION' | 'FIXED_DATE'
  months: number | null
  fixed_day: string | null
  asked_of_all: Generated<boolean>
  blocking: boolean
  private_to_household: Generated<boolean>
  place: Generated<number>
  retired: Generated<boolean>
}

export interface ExclusionPeriodTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  child_id: number
  first_day: Day
  last_day: Day
  body_enc: Buffer
  decided_by: string
}

export interface FieldPolicyTable {
  scope: 'GUARDIAN' | 'CHILD' | 'CONTACT' | 'FAMILY'
  field: string
  access: 'HIDDEN' | 'SHOWN' | 'EDITABLE' | 'REQUIRED'
  apply: 'DIRECT' | 'REQUEST' | 'OFFICER'
  updated_at: Date
  updated_by: string
}

export interface FormKeyTable {
  key_hash: Buffer
  account_id: number | null
  used_at: Date
  answer_to: string | null
}

export interface GuardianshipTable {
  id: GeneratedAlways<number>
  child_id: number
  person_id: number
  relationship: 'MOTHER' | 'FATHER' | 'STEP' | 'GRANDPARENT' | 'GUARDIAN' | 'FOSTER' | 'SOCIAL_SERVICE' | 'OTHER'
  has_parental_authority: boolean
  access: 'FULL' | 'DAILY' | 'NONE'
  valid_from: Day
  valid_to: Day | null
}

export interface HealthRecordTable {
  child_id: number
  body_enc: Buffer
  updated_at: Date
  updated_by: number | null
}

export interface HouseholdTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  file_number: number
  name: string
  sort_name: string
  separated: Generated<boolean>
  exempt_from_debt_block: Generated<boolean>
  created_at: Generated<Date>
  closed_on: Day | null
  erased_at: Date | null
  merged_into_id: number | null
}

export interface HouseholdAddressTable {
  id: GeneratedAlways<number>
  household_id: number
  number: string | null
  repetition: string | null
  street: string
  complement: string | null
  place: string | null
  postcode: string
  commune: string
  insee: string | null
  country: Generated<string>
  valid_from: Day
  valid_to: Day | null
}

export interface HouseholdAdultTable {
  id: GeneratedAlways<number>
  household_id: number
  person_id: number
  role: 'PRIMARY' | 'PARTNER' | 'JOINT_DEBTOR'
  file_holder: Generated<boolean>
  valid_from: Day
  valid_to: Day | null
}

export interface HouseholdChildTable {
  id: GeneratedAlways<number>
  household_id: number
  child_id: number
  slot: Generated<number>
  valid_from: Day
  valid_to: Day | null
}

export interface IcalFeedTable {
  person_id: number
  household_id: number
  token_sha256: Buffer
  master_key_id: string
  serial: number
  renewed_at: Date
}

export interface ImportBatchTable {
  id: GeneratedAlways<number>
  format: string
  file_sha256: Buffer
  applied_at: Date | null
  actor: string
  counts: Json
  anomalies: Generated<Json>
}

export interface ImportKeyTable {
  source: string
  kind: string
  key: string
  entity_id: number
  batch_id: number | null
}

export interface InsuranceTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  child_id: number
  insurer: string
  contract: string | null
  valid_from: Day
  valid_to: Day
  evidence_id: number | null
}

export interface InvoiceTable {
  id: Generated<number>
  ref: Generated<string>
  run_id: number
  household_id: number
  regie_id: number
  fiscal_year: number
  sequence_number: number | null
  number: string | null
  debt_number: string | null
  period_from: Day
  period_to: Day
  issued_on: Day
  due_on: Day
  published_at: Date | null
  total_cents: Cents
  previous_balance_cents: Cents
  amount_due_cents: Cents
  transfer_id: number | null
  snapshot: Json
  snapshot_sha256: Buffer
  payer_name: string
  quotient_turn: Generated<number>
  snapshot_form: Generated<'SENT' | 'KEPT'>
}

export interface LedgerAccountTable {
  id: GeneratedAlways<number>
  regie_id: number
  kind: 'RECEIVABLE' | 'REVENUE' | 'CASH' | 'CHEQUES' | 'TREASURY' | 'CARD' | 'TRANSFER' | 'DIRECT_DEBIT' | 'CESU' | 'ANCV' | 'REFUNDS' | 'COLLECTION' | 'WRITE_OFF' | 'SUBSIDY'
  household_id: number | null
}

export interface LedgerLineTable {
  transfer_id: number | null
  side: number | null
  account_id: number | null
  household_id: number | null
  regie_id: number | null
  kind: string | null
  amount_cents: Cents | null
  occurred_on: Day | null
  recorded_at: Date | null
}

export interface LedgerTransferTable {
  id: Generated<number>
  kind: string
  debit_account_id: number
  debit_kind: string
  credit_account_id: number
  credit_kind: string
  amount_cents: Cents
  household_id: number | null
  regie_id: number
  source_key: string
  occurred_on: Day
  visible_from: Generated<Day>
  recorded_at: Generated<Date>
  actor: string
}

export interface MailDeliveryTable {
  id: GeneratedAlways<number>
  outbox_id: number
  person_id: number | null
  message_id: string
  kind: string
  state: 'QUEUED' | 'SENT' | 'BOUNCED' | 'GIVEN_UP'
  attempts: Generated<number>
  created_at: Date
  sent_at: Date | null
  bounce: string | null
  notice_id: number | null
}

export interface MailingTable {
  id: GeneratedAlways<number>
  selection: Json
  service: string
  subject: string
  body: string
  run_key: string
  signature: string
  actor: string
  created_at: Date
  finished_at: Date | null
}

export interface MailingRecipientTable {
  mailing_id: number
  person_id: number
  household_id: number
  variables: Generated<Json>
  thread_id: number | null
}

export interface MandateTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  household_id: number
  bank_account_id: number | null
  rum: string
  ics: string
  type: Generated<'RECURRENT' | 'ONE_OFF'>
  state: Generated<'DRAFT' | 'ACTIVE' | 'SUSPENDED' | 'REVOKED' | 'EXPIRED'>
  signed_on: Day | null
  next_sequence: Generated<'FRST' | 'RCUR' | 'FNAL' | 'OOFF'>
  last_collected_on: Day | null
  consecutive_rejections: Generated<number>
  evidence_id: number | null
  because: string | null
  created_at: Date
  state_at: Date
}

export interface MessageTable {
  id: GeneratedAlways<number>
  thread_id: number
  author_person_id: number | null
  author_officer: string | null
  body: string
  sent_at: Generated<Date>
  words: GeneratedAlways<string | null>
}

export interface MessageAttachmentTable {
  message_id: number
  blob_id: number
  file_name: string
}

export interface NewsTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  code: string
  title: string
  body: string
  audience: 'PUBLIC' | 'PARENTS'
  first_day: Day
  last_day: Day | null
  added_at: Date
  added_by: string
}

export interface NoticeTable {
  id: GeneratedAlways<number>
  person_id: number
  household_id: number | null
  kind: 'INVOICE' | 'PAYMENT' | 'PAYMENT_FAILED' | 'REMINDER' | 'REQUEST' | 'OFFER' | 'OFFER_OVER' | 'EVIDENCE' | 'MESSAGE' | 'CREDENTIALS' | 'BOOKING' | 'DEBIT' | 'MANDATE' | 'PICKUP' | 'ABSENCE' | 'DAY_CLOSED' | 'CUSTODY'
  about_id: number | null
  detail: string | null
  dedupe_key: string
  link: string
  address: string | null
  created_at: Date
  seen_at: Date | null
}

export interface NoticePreferenceTable {
  person_id: number
  kind: string
  by_mail: boolean
}

export interface NumberCounterTable {
  regie_id: number
  series: 'INVOICE' | 'CREDIT_NOTE' | 'PAYMENT' | 'REFUND' | 'DOCKET' | 'COLLECTION' | 'TAX_CERTIFICATE'
  fiscal_year: number
  last_number: Generated<number>
}

export interface OfficerTable {
  id: GeneratedAlways<number>
  os_user: string
  name: string
  role: 'SCHOOL' | 'REGIE' | 'HEALTH' | 'ADMIN'
  added_at: Date
  added_by: string
  ended_at: Date | null
}

export interface OpenDayTable {
  activity_id: number
  day: Day
  kind: 'SCHOOL' | 'HOLIDAY'
  closed_because: string | null
  by_hand: Generated<boolean>
}

export interface OpenDayUnitTable {
  activity_id: number
  day: Day
  unit_id: number
}

export interface OpenItemTable {
  id: Generated<number>
  transfer_id: number
  line_no: number
  household_id: number
  regie_id: number
  side: 'DEBIT' | 'CREDIT'
  amount_cents: Cents
  settled_cents: Generated<Cents>
  due_order: Day
}

export interface OutboxTable {
  id: GeneratedAlways<number>
  topic: string
  payload: Json
  dedupe_key: string | null
  household_id: number | null
  created_at: Generated<Date>
  available_at: Generated<Date>
  done_at: Date | null
  attempts: Generated<number>
  last_error: string | null
}

export interface PaymentTable {
  id: Generated<number>
  ref: Generated<string>
  household_id: number
  regie_id: number
  fiscal_year: number
  sequence_number: number
  number: string
  method: 'CASH' | 'CHEQUE' | 'CARD_COUNTER' | 'CARD_ONLINE' | 'TRANSFER' | 'DIRECT_DEBIT' | 'CESU' | 'ANCV'
  amount_cents: Cents
  received_on: Day
  recorded_at: Generated<Date>
  recorded_by: string
  payer_name: string
  details: Generated<Json>
  attempt_id: number | null
  idempotency_key: string | null
  transfer_id: number
}

export interface PaymentAttemptTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  reference: string
  household_id: number
  person_id: number | null
  regie_id: number
  amount_cents: Cents
  currency: Generated<number>
  mode: 'TEST' | 'PRODUCTION'
  provider: 'SPPLUS' | 'SYSTEMPAY' | 'PAYFIP'
  shop_id: string
  idop: string | null
  trans_date: string | null
  trans_id: string | null
  state: Generated<'CREATED' | 'PENDING' | 'PAID' | 'FAILED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED' | 'CHARGEBACK' | 'CANCELLED_AFTER_PAID'>
  created_at: Generated<Date>
  state_at: Generated<Date>
  next_check_at: Date | null
}

export interface PaymentReversalTable {
  id: GeneratedAlways<number>
  payment_id: number
  household_id: number
  kind: 'CANCELLED' | 'REJECTED' | 'CHARGEBACK' | 'REFUND'
  amount_cents: Cents
  on_day: Day
  code: string | null
  because: string
  provider_key: string | null
  number: string | null
  transfer_id: number
  recorded_by: string
}

export interface PersonTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  account_id: number | null
  title: 'M' | 'MME' | null
  usual_name: string
  birth_name: string | null
  first_name: string
  match_key: string
  birth_date: Day | null
  birth_insee: string | null
  birth_country: string | null
  mobile: string | null
  home_phone: string | null
  work_phone: string | null
  email: string | null
  sms_allowed: Generated<boolean>
  email_invoices: Generated<boolean>
  profession: string | null
  employer: string | null
  employer_city: string | null
  erased_at: Date | null
  updated_at: Generated<Date>
}

export interface PriceReasonTable {
  id: GeneratedAlways<number>
  sha256: Buffer
  body: Json
}

export interface ProviderNotificationTable {
  id: GeneratedAlways<number>
  provider: string
  sha256: Buffer
  raw: Buffer
  received_at: Generated<Date>
  deliveries: Generated<number>
  last_at: Generated<Date>
  verdict: 'APPLIED' | 'NO_CHANGE' | 'QUARANTINE' | 'NOT_AUTHENTIC' | null
  attempt_id: number | null
  processed_at: Date | null
}

export interface ProviderTransactionTable {
  provider: string
  transaction_id: string
  operation: 'DEBIT' | 'CREDIT'
  attempt_id: number
  notification_id: number | null
  amount_cents: Cents
  status: string
  at: Date
}

export interface PublicHolidayTable {
  territory: string
  day: Day
  label: string
}

export interface QuarantineTable {
  id: GeneratedAlways<number>
  notification_id: number
  attempt_id: number | null
  reason: 'AMOUNT' | 'CURRENCY' | 'SHOP' | 'MODE' | 'UNKNOWN_ATTEMPT' | 'TRANSACTION_REUSED' | 'SECOND_PAYMENT' | 'STATUS' | 'AFTER_PAID'
  state: Generated<'OPEN' | 'BOOKED' | 'REFUNDED' | 'DISMISSED'>
  decided_by: string | null
  decided_at: Date | null
  note: string | null
}

export interface QuotientTable {
  id: GeneratedAlways<number>
  household_id: number
  type: 'CAF' | 'MSA' | 'COMMUNAL'
  value: number
  valid_from: Day
  valid_to: Day | null
  received_on: Day
  source: 'DECLARED' | 'CDAP' | 'API' | 'IMPORT'
  entered_by: string
  annulled_at: Date | null
  ended_turn: number | null
  ended_before: Day | null
  annulled_turn: number | null
  evidence_id: number | null
}

export interface RegieTable {
  id: GeneratedAlways<number>
  code: string
  name: string
  siret: string
  ics: string | null
  route: 'REGIE' | 'TITLE'
  vat_mention: string
  settings: Generated<Json>
}

export interface ResetCodeTable {
  id: GeneratedAlways<number>
  account_id: number
  kind: 'MAIL' | 'LETTER' | 'EMAIL_CHANGE' | 'INVITATION'
  token_sha256: Buffer | null
  code_argon2: string | null
  expires_at: Date
  tries_left: Generated<number>
  used_at: Date | null
  new_email: string | null
  created_by: string
}

export interface RunKeyTable {
  name: string
  key: string
  state: 'RUNNING' | 'DONE' | 'FAILED'
  started_at: Date
  finished_at: Date | null
  summary: Generated<Json>
}

export interface SchemaMigrationTable {
  name: string
  sha256: Buffer
  applied_at: Generated<Date>
}

export interface SchoolTable {
  id: GeneratedAlways<number>
  uai: string
  name: string
  insee: string | null
}

export interface SchoolClassTable {
  id: GeneratedAlways<number>
  school_id: number
  school_year: number
  name: string
  level: string | null
}

export interface SchoolHolidayTable {
  zone: 'A' | 'B' | 'C'
  label: string
  first_day: Day
  last_day: Day
}

export interface SchoolingTable {
  child_id: number
  school_year: number
  school_id: number | null
  class_id: number | null
  level: string
}

export interface SessionTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  account_id: number
  token_sha256: Buffer
  household_id: number | null
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  stepped_up_at: Date | null
  device: Generated<string>
  ended_at: Date | null
}

export interface SettingTable {
  key: string
  value: Json
  public: Generated<boolean>
  updated_at: Date
  updated_by: string
}

export interface SettingHistoryTable {
  id: GeneratedAlways<number>
  key: string
  old_value: Json | null
  new_value: Json | null
  at: Date
  actor: string
}

export interface SiteTable {
  id: GeneratedAlways<number>
  code: string
  name: string
  school_id: number | null
  address: string | null
}

export interface TariffTable {
  id: GeneratedAlways<number>
  activity_id: number
  code: string
  version: number
  label: string
  unit_combo: number[]
  method: 'FLAT' | 'QF_BRACKET' | 'QF_LINEAR' | 'INCOME_LINEAR_HOURLY' | 'TIME_BRACKET' | 'DURATION_STEP' | 'PACKAGE' | 'TICKET' | 'DEGRESSIVE_SIBLINGS' | 'DATE_SPECIFIC' | 'EVENT' | 'REDUCTION'
  qf_type: 'CAF' | 'MSA' | 'COMMUNAL' | null
  filters: Generated<Json>
  rule: Generated<Json>
  local_product_code: string | null
  accounting_code: string | null
  tax_credit_eligible: boolean
  meal_share_cents: Cents | null
  valid_from: Day
  valid_to: Day | null
  source_sha256: Buffer
}

export interface TariffLineTable {
  tariff_id: number
  line_no: number
  qf_range: Generated<string>
  amount_cents: Cents | null
  rate_ppm: number | null
  floor_cents: Cents | null
  ceiling_cents: Cents | null
  extra: Generated<Json>
  variant: Generated<string>
}

export interface TaxRecordTable {
  id: GeneratedAlways<number>
  household_id: number
  tax_year: number
  body_enc: Buffer
  consent_to_use: boolean
  seen_by: string | null
  seen_on: Day | null
}

export interface ThreadTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  audience: 'PERSON' | 'FAMILY' | 'CHILD'
  household_id: number
  person_id: number | null
  child_id: number | null
  service: string
  about: 'INVOICE' | 'ABSENCE' | 'REQUEST' | 'ENROLMENT' | 'PAYMENT' | 'EVIDENCE' | null
  about_id: number | null
  subject: string
  state: Generated<'OPEN' | 'ANSWERED' | 'CLOSED'>
  last_message_at: Generated<Date>
}

export interface ThreadReaderTable {
  thread_id: number
  person_id: number
  last_read_id: Generated<number>
  archived_at: Date | null
}

export interface ThrottleTable {
  key: string
  points: Generated<number>
  expire: number | null
}

export interface TransferKindTable {
  code: string
  debit_kind: string
  credit_kind: string
}

export interface UnitTable {
  id: GeneratedAlways<number>
  activity_id: number
  code: string
  label: string
  kind: 'MEAL' | 'TIME' | 'HALF_DAY' | 'DAY' | 'HOURLY' | 'SESSION'
  from_time: string | null
  to_time: string | null
  position: Generated<number>
}

export interface VaccinationTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  child_id: number
  body_enc: Buffer
}

export interface VaccinationStateTable {
  child_id: number
  complete: boolean
  provisional_until: Day | null
  computed_on: Day
  missing_since: Day | null
}

export interface WaitingEntryTable {
  id: GeneratedAlways<number>
  ref: Generated<string>
  household_id: number
  child_id: number
  group_id: number
  unit_id: number | null
  day: Day | null
  period_id: number | null
  enrolment_id: number | null
  priority: Generated<number>
  entered_at: Generated<Date>
  state: Generated<'WAITING' | 'OFFERED' | 'TAKEN' | 'DECLINED' | 'EXPIRED' | 'WITHDRAWN'>
  offered_at: Date | null
  offer_ends_at: Date | null
  closed_at: Date | null
}

export interface WeeklyPatternTable {
  id: GeneratedAlways<number>
  enrolment_id: number
  household_id: number
  child_id: number
  activity_id: number
  unit_id: number
  weekday: number
  parity: 'ANY' | 'ODD' | 'EVEN'
  parity_slots: GeneratedAlways<string | null>
  valid_from: Day
  valid_to: Day
  created_at: Date
}

export interface Schema {
  absence: AbsenceTable
  account: AccountTable
  activities_version: ActivitiesVersionTable
  activity: ActivityTable
  activity_evidence: ActivityEvidenceTable
  activity_group: ActivityGroupTable
  activity_period: ActivityPeriodTable
  allergy: AllergyTable
  allocation: AllocationTable
  annual_confirmation: AnnualConfirmationTable
  attendance: AttendanceTable
  audit_event: AuditEventTable
  audit_seal: AuditSealTable
  authorised_pickup: AuthorisedPickupTable
  bank_account: BankAccountTable
  benefit_record: BenefitRecordTable
  billing_run: BillingRunTable
  blob: BlobTable
  blob_content: BlobContentTable
  booking: BookingTable
  booking_past: BookingPastTable
  booking_receipt: BookingReceiptTable
  capacity_day: CapacityDayTable
  capacity_enrolment: CapacityEnrolmentTable
  care_protocol: CareProtocolTable
  certificate: CertificateTable
  change_item: ChangeItemTable
  change_proof: ChangeProofTable
  change_request: ChangeRequestTable
  charge: ChargeTable
  charge_day: ChargeDayTable
  child: ChildTable
  consent: ConsentTable
  consent_text: ConsentTextTable
  credit_note: CreditNoteTable
  custody: CustodyTable
  custody_day: CustodyDayTable
  custody_exception: CustodyExceptionTable
  data_key: DataKeyTable
  deadline_rule: DeadlineRuleTable
  document: DocumentTable
  draft: DraftTable
  enrolment: EnrolmentTable
  evidence: EvidenceTable
  evidence_kind: EvidenceKindTable
  exclusion_period: ExclusionPeriodTable
  field_policy: FieldPolicyTable
  form_key: FormKeyTable
  guardianship: GuardianshipTable
  health_record: HealthRecordTable
  household: HouseholdTable
  household_address: HouseholdAddressTable
  household_adult: HouseholdAdultTable
  household_child: HouseholdChildTable
  ical_feed: IcalFeedTable
  import_batch: ImportBatchTable
  import_key: ImportKeyTable
  insurance: InsuranceTable
  invoice: InvoiceTable
  ledger_account: LedgerAccountTable
  ledger_line: LedgerLineTable
  ledger_transfer: LedgerTransferTable
  mail_delivery: MailDeliveryTable
  mailing: MailingTable
  mailing_recipient: MailingRecipientTable
  mandate: MandateTable
  message: MessageTable
  message_attachment: MessageAttachmentTable
  news: NewsTable
  notice: NoticeTable
  notice_preference: NoticePreferenceTable
  number_counter: NumberCounterTable
  officer: OfficerTable
  open_day: OpenDayTable
  open_day_unit: OpenDayUnitTable
  open_item: OpenItemTable
  outbox: OutboxTable
  payment: PaymentTable
  payment_attempt: PaymentAttemptTable
  payment_reversal: PaymentReversalTable
  person: PersonTable
  price_reason: PriceReasonTable
  provider_notification: ProviderNotificationTable
  provider_transaction: ProviderTransactionTable
  public_holiday: PublicHolidayTable
  quarantine: QuarantineTable
  quotient: QuotientTable
  regie: RegieTable
  reset_code: ResetCodeTable
  run_key: RunKeyTable
  schema_migration: SchemaMigrationTable
  school: SchoolTable
  school_class: SchoolClassTable
  school_holiday: SchoolHolidayTable
  schooling: SchoolingTable
  session: SessionTable
  setting: SettingTable
  setting_history: SettingHistoryTable
  site: SiteTable
  tariff: TariffTable
  tariff_line: TariffLineTable
  tax_record: TaxRecordTable
  thread: ThreadTable
  thread_reader: ThreadReaderTable
  throttle: ThrottleTable
  transfer_kind: TransferKindTable
  unit: UnitTable
  vaccination: VaccinationTable
  vaccination_state: VaccinationStateTable
  waiting_entry: WaitingEntryTable
  weekly_pattern: WeeklyPatternTable
}
