import { asWorker } from '../src/db/transactions.ts'
import { renewDocument } from '../src/files/documents.ts'
import { rulesPaper, rulesTitle, rulesVersion } from '../src/households/child/rules-paper.ts'
import { rulesAnswers, rulesFileName, rulesOf } from '../src/households/child/rules.ts'
import { readSettings } from '../src/settings/settings.ts'
import type { JobDeps } from './deps.ts'

/**
 * The rules of a service with what a family answered become a PDF of theirs. An answer that came meanwhile has a job of
 * its own, which does it.
 */
export async function renderRules(
  { db, keys, pdf, clock }: Pick<JobDeps, 'db' | 'keys' | 'pdf' | 'clock'>,
  { textId = 0, householdId = 0 }: Readonly<Record<string, number>>,
): Promise<void> {
  const which = { textId, householdId }
  const known = await asWorker(db, async (tx) => {
    const [rules, answers] = [await rulesOf(tx, textId), await rulesAnswers(tx, which)]
    return rules && { rules, answers, settings: await readSettings(tx, keys) }
  })
  const issuedAt = known?.answers.map((one) => one.givenAt).toSorted(latestFirst)[0]
  if (!known || !issuedAt) return
  const isAgreed = known.answers.some((one) => one.answer)
  const bytes = isAgreed ? await pdf.render('rules', rulesPaper({ ...known, issuedAt })) : null
  const document = {
    householdId,
    kind: 'RULES',
    sourceId: textId,
    fileName: rulesFileName(known.rules),
    title: rulesTitle(known.rules),
    issuedAt,
    bytes,
    templateVersion: rulesVersion,
  } as const
  await asWorker(db, async (tx) => {
    const now = await rulesAnswers(tx, which)
    if (now.some((one) => one.givenAt > issuedAt)) return
    await renewDocument(tx, keys, document, clock())
  })
}

function latestFirst(a: Date, b: Date): number {
  return b.getTime() - a.getTime()
}
