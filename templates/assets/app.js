export {}

// htmx 4 also loads in browsers where each of its swaps would throw after the request was sent: ask first.
if (CSS.supports('selector(:not(a b))') && 'replaceChildren' in Element.prototype) {
  const version = new URL(import.meta.url).search
  import(`./htmx.js${version}`).then(listen, () => {})
}

function listen() {
  // Two clicks would send a form twice, and the browser drop the first answer: with it the cookie of a new session.
  const sentAt = new WeakMap()
  document.addEventListener('submit', (event) => {
    const isSecondClick = event.timeStamp - sentAt.get(event.target) < 1_000
    if (isSecondClick) event.preventDefault()
    else sentAt.set(event.target, event.timeStamp)
  })
  // Only what the server marked as a part may be pasted in; anything else (an error, the login page) is a visit.
  document.addEventListener('htmx:before:response', (event) => {
    const { headers, raw } = event.detail.ctx.response
    if (headers.get('X-Fragment') === '1' || headers.get('HX-Redirect')) return
    event.preventDefault()
    // the same address as the plain form: a page that answered a POST is asked for again, never posted again
    window.location.assign(raw.redirected ? raw.url : window.location.href)
  })
  document.addEventListener('htmx:error', () => {
    say('La mairie n’a pas reçu votre demande : vérifiez votre connexion, puis recommencez.')
  })
}

function say(sentence) {
  const zone = document.getElementById('alerte')
  if (!zone) return
  zone.textContent = sentence
  zone.hidden = false
}
