/** The first words of a message, in a line. */
export function excerpt(body: string, longest = 80): string {
  const line = body.replace(/\s+/g, ' ').trim()
  if (line.length <= longest) return line
  return `${line
    .slice(0, longest)
    .replace(/\s+\S*$/, '')
    .replace(/[.,;:\s]+$/, '')}…`
}
