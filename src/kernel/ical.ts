/** One entry of a calendar feed, as RFC 5545 writes it. */
export interface CalendarEvent {
  /** The same for the same event, whenever the feed is read. */
  readonly uid: string
  readonly summary: string
  readonly location: string | null
  /** A day as `YYYY-MM-DD`, or two instants. */
  readonly when: { readonly day: string } | { readonly from: Date; readonly to: Date }
}

/** A whole calendar: lines of 75 octets at most, ended by CRLF. */
export function calendarText(name: string, events: readonly CalendarEvent[], stamp: Date): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Preau//Portail famille//FR',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    'X-WR-TIMEZONE:Europe/Paris',
    'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
    ...events.flatMap((event) => eventLines(event, stamp)),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

function eventLines({ uid, summary, location, when }: CalendarEvent, stamp: Date): string[] {
  const time =
    'day' in when
      ? [`DTSTART;VALUE=DATE:${when.day.replaceAll('-', '')}`]
      : [`DTSTART:${instant(when.from)}`, `DTEND:${instant(when.to)}`]
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${instant(stamp)}`,
    ...time,
    `SUMMARY:${escaped(summary)}`,
    ...(location ? [`LOCATION:${escaped(location)}`] : []),
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** `20261207T110000Z` */
function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll(/\r?\n/g, '\\n')
}

/** 75 octets a line, the rest on lines that begin with a space; never inside a character. */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  let room = 75
  for (const sign of line) {
    const size = Buffer.byteLength(sign)
    if (size > room) {
      parts.push(part)
      part = ''
      room = 74
    }
    part += sign
    room -= size
  }
  return [...parts, part].join('\r\n ')
}
