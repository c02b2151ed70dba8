/**
 * « 1er », « 2e » as French prints them, with raised letters, in the text of a page alone: not within a tag, nor in
 * what can hold no element, nor in what names a field or is heard only. Done once for every page: dates come from
 * everywhere.
 */
export function raiseOrdinals(html: string): string {
  return html.replace(
    ordinals,
    (whole, plain?: string, number?: string, ending?: string) =>
      plain ?? (number && ending ? `${number}<sup>${ending}</sup>` : whole),
  )
}

const ordinals =
  /(<(?:title|option|textarea)\b[^>]*>[^<]*|<label\b[^]*?<\/label>|<span class="vh">[^<]*)|(?<![\w-])(\d{1,3})(er|e)(?![\w-])(?=[^<>]*<)/g
