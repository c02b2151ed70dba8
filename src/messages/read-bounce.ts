/** What a mail server pipes in as a bounce. */
export interface ReadBounce {
  /** Of our mails that it is about. */
  readonly messageIds: readonly string[]
  /** False for a delay (« still trying ») and for an answer, such as an absence note: our mail arrives, or has. */
  readonly isFinal: boolean
  /** What the other server said. */
  readonly because: string | null
}

/**
 * Reads a delivery status notification (RFC 3464), or the free form of older servers: they give back the headers of our
 * mail, an answer only names it in In-Reply-To.
 */
export function readBounce(text: string): ReadBounce {
  const unfolded = text.replaceAll(/\r?\n[ \t]+/g, ' ')
  const action = /^Action:\s*([a-z]+)/im.exec(unfolded)?.[1]?.toLowerCase()
  const returned = idsIn(unfolded, /^[> ]*Message-ID:\s*(<preau\.\d+@[^>\s]+>)/gim)
  const named = idsIn(unfolded, /(<preau\.\d+@[^>\s]+>)/g)
  const isFinal = action === undefined ? returned.length > 0 : action === 'failed'
  return {
    messageIds: returned.length > 0 ? returned : named,
    isFinal,
    because: /^Diagnostic-Code:\s*(.*)$/im.exec(unfolded)?.[1]?.trim() ?? null,
  }
}

function idsIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap(([, id]) => id ?? []))]
}
