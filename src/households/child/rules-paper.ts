import { dayOf } from '../../kernel/day.ts'
import { dateInWords } from '../../kernel/french.ts'
import { readMarkdown } from '../../kernel/markdown.ts'
import { letterhead } from '../../settings/letterhead.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Rules, RulesAnswer } from './rules.ts'

/** Changes with templates/pdf/rules.typ. */
export const rulesVersion = '1'

/** « Règlement de la cantine, version 2 » */
export function rulesTitle({ title, version }: Pick<Rules, 'title' | 'version'>): string {
  return `${title}, version ${version}`
}

interface AgreedRules {
  readonly rules: Rules
  readonly answers: readonly RulesAnswer[]
  readonly settings: Settings
  /** When the last answer was given. */
  readonly issuedAt: Date
}

/** What templates/pdf/rules.typ shows: every text ready, in French. */
export function rulesPaper({ rules, answers, settings, issuedAt }: AgreedRules) {
  const { commune } = settings
  return {
    ...letterhead(settings, dayOf(issuedAt)),
    title: rules.title,
    subtitle: `Version ${rules.version}, en vigueur depuis le ${dateInWords(rules.validFrom)}`,
    blocks: readMarkdown(rules.body),
    agreement: answers.map(answerInWords),
    footer: `${commune.name}, ${commune.service}. ${rulesTitle(rules)}.`,
  }
}

function answerInWords({ childName, by, answer, givenAt }: RulesAnswer): string {
  const verb = answer ? 'accepté' : 'refusé'
  return `Pour ${childName}\u00A0: ${verb} le ${dateInWords(dayOf(givenAt))} par ${by}.`
}
