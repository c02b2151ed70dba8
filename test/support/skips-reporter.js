/** Writes one line a skipped or unfinished test: name and reason. */
export default async function* skips(source) {
  for await (const event of source) {
    const marked = event.data?.skip ?? event.data?.todo
    if ((event.type === 'test:pass' || event.type === 'test:fail') && marked !== undefined) {
      yield `${event.data.name}: ${marked === true || marked === '' ? 'no reason given' : marked}\n`
    }
  }
}
