/** One line of JSON a test that failed, was skipped or is unfinished: what, its name, its file and the reason. */
export default async function* outcome(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { name, file, skip, todo, details } = data
    const marked = skip ?? todo
    if (marked !== undefined) {
      const reason = marked === true || marked === '' ? 'no reason given' : marked
      yield `${JSON.stringify({ what: 'skipped', name, file, reason })}\n`
    } else if (type === 'test:fail' && details?.error?.failureType !== 'subtestsFailed') {
      const { error } = details
      const [reason] = String(error?.cause?.message ?? error?.message ?? '').split('\n')
      yield `${JSON.stringify({ what: 'failed', name, file, reason })}\n`
    }
  }
}
