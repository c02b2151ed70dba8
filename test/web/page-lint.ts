/** What is wrong with a page by the rules of web.md: one sentence a fault. */
export function pageFaults(html: string): string[] {
  return [
    ...headFaults(html),
    ...forbidden.filter(([pattern]) => pattern.test(html)).map(([, sentence]) => sentence),
    ...idFaults(html),
    ...controlFaults(html),
    ...formFaults(html),
    ...headingFaults(html),
    ...tableFaults(html),
    ...spaceFaults(html),
  ]
}

const head =
  /^<!DOCTYPE html>\n<html lang="fr"><head><meta http-equiv="Content-Type" content="text\/html; charset=utf-8"\/><title>[^<]+ – [^<]+, portail famille<\/title>[\s\S]*?<link rel="stylesheet" type="text\/css" href="\/assets\/base\.css\?v=([0-9a-f]{12})"\/>\n<!--\[if lte IE 8\]><link rel="stylesheet" type="text\/css" href="\/assets\/ie\.css\?v=\1"><!\[endif\]-->\n<!--\[if gt IE 9\]><!-->\n<link rel="stylesheet" type="text\/css" href="\/assets\/modern\.css\?v=\1" media="\(prefers-color-scheme: light\), \(prefers-color-scheme: dark\)"\/>\n<script type="module" src="\/assets\/app\.js\?v=\1"><\/script>\n<!--<!\[endif\]--><\/head><body/

function headFaults(html: string): string[] {
  const faults = []
  if (!head.test(html)) faults.push('the head is not that of web.md')
  if (html.length <= 512) faults.push('512 bytes or less: Internet Explorer shows its own page')
  for (const tag of ['header', 'main', 'footer']) {
    if (html.split(`<${tag}>`).length + html.split(`<${tag} id=`).length - 2 !== 1) {
      faults.push(`not exactly one bare <${tag}>`)
    }
  }
  return faults
}

const forbidden: readonly (readonly [RegExp, string])[] = [
  [
    /<(button|template|dialog|datalist|style|noscript|iframe|object|embed|base)\b/i,
    'an element that is not allowed',
  ],
  [/<script(?! type="module" src="\/assets\/app\.js)/i, 'a script of its own'],
  [/<[^>]* style=/i, 'an inline style'],
  [/<[^>]* on[a-z]+=/i, 'an inline handler'],
  [/<[^>]* hx-/i, 'hx- without data-'],
  [/<[^>]* data-hx-(boost|on|put|delete)/i, 'an htmx attribute that is not allowed'],
  [/(src|href|action)="(http:|https:|data:|javascript:|\/\/)/i, 'an address that is not ours'],
  [/<[^>]* (form|formaction|formmethod)="/i, 'a submit that decides elsewhere'],
  [/<(header|nav|main|footer)[^>]* class=/i, 'a class on a landmark'],
  [/="(undefined|null|false|NaN|\[object)/, 'a value that was never meant'],
  [/\\u[0-9a-f]{4}|\{'/i, 'source code in the page'],
  [/>[^<]*(undefined|\[object Object\]|NaN)[^<]*</, 'a word of the machine'],
  [/<img(?![^>]* alt=)/i, 'an image without alt'],
  [/class=""/, 'an empty class'],
  [/<form(?![^>]* method=)/i, 'a form without method'],
]

function idFaults(html: string): string[] {
  const ids = values(html, /<[^>]*? id="([^"]+)"/g)
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at)
  const pointers = [
    ...values(html, / for="([^"]+)"/g),
    ...values(html, / aria-(?:describedby|labelledby)="([^"]+)"/g).flatMap((list) =>
      list.split(' '),
    ),
    ...values(html, / href="#([^"]+)"/g),
  ]
  return [
    ...twice.map((id) => `id ${id} twice`),
    ...pointers
      .filter((id) => !ids.includes(id))
      .map((id) => `${id} is pointed at and is not there`),
  ]
}

const namesOfForms = ['action', 'method', 'submit', 'id', 'name', 'target', 'length', 'elements']

function controlFaults(html: string): string[] {
  const labelled = new Set(values(html, /<label for="([^"]+)"/g))
  const ids = new Set(values(html, /<[^>]*? id="([^"]+)"/g))
  const faults: string[] = []
  for (const [tag = ''] of html.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)?.[1] ?? ''
    const type = / type="([^"]*)"/.exec(tag)?.[1] ?? 'text'
    const id = / id="([^"]*)"/.exec(tag)?.[1] ?? ''
    if (!name) faults.push(`a control without name: ${tag}`)
    if (namesOfForms.includes(name)) faults.push(`a control named ${name}`)
    if (ids.has(name)) faults.push(`${name} is a name and an id`)
    if (type === 'submit' && !/ value="[^"]+"/.test(tag))
      faults.push(`a submit without label: ${tag}`)
    if (type !== 'hidden' && type !== 'submit' && !labelled.has(id)) faults.push(`no label: ${tag}`)
  }
  return faults
}

function formFaults(html: string): string[] {
  const faults: string[] = []
  for (const [form = ''] of html.matchAll(/<form[\s\S]*?<\/form>/g)) {
    const action = / action="([^"]*)"/.exec(form)?.[1] ?? 'no action'
    const isPost = /<form[^>]* method="post"/.test(form)
    if (isPost && !/name="_csrf" value="[0-9a-f]{64}"/.test(form))
      faults.push(`${action}: no token`)
    if (isPost && action !== '/deconnexion' && !/name="_key" value="[a-z2-7]{52}"/.test(form)) {
      faults.push(`${action}: no one-use key`)
    }
    if (/<form[^>]* data-hx-(get|post)/.test(form) && !/data-hx-sync="this:drop"/.test(form)) {
      faults.push(`${action}: a double click would post twice`)
    }
    if (!/<input type="submit"/.test(form)) faults.push(`${action}: nothing to press`)
  }
  return faults
}

function headingFaults(html: string): string[] {
  const levels = values(html, /<h([1-6])\b/g).map(Number)
  const faults = levels.filter((level) => level === 1).length === 1 ? [] : ['not exactly one h1']
  levels.slice(1).forEach((level, at) => {
    if (level > (levels[at] ?? 1) + 1) faults.push(`h${level} after h${levels[at]}`)
  })
  return faults
}

function tableFaults(html: string): string[] {
  const faults: string[] = []
  for (const [table = ''] of html.matchAll(/<table[\s\S]*?<\/table>/g)) {
    if (!/<table[^>]* aria-labelledby=|<caption/.test(table)) faults.push('a table without a name')
    if (/<th(?![a-z])(?![^>]* scope=)/.test(table)) faults.push('a heading cell without scope')
  }
  return faults
}

/** French: a narrow no-break space before ; ! ? and €, a no-break space before : and inside « ». */
function spaceFaults(html: string): string[] {
  const body = html.slice(html.indexOf('<body'))
  const texts = values(body, />([^<]+)</g).map((text) => text.replace(/&[a-z#0-9]+;/g, 'x'))
  const wrong = texts.filter((text) =>
    / [;!?€»:]|« |[\p{L}\d][!?€](?=\s|$)|\p{L}:(?=\s|$)/u.test(text),
  )
  return wrong.map((text) => `a space that breaks: ${text.trim().slice(0, 60)}`)
}

function values(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '')
}
