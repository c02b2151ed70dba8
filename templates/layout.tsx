import { html as exactly } from 'hono/html'
import type { Child, FC } from 'hono/jsx'
import { paths } from '../src/paths.ts'
import type { Chrome, Section } from './chrome.ts'
import { ofTown } from './ui/town.ts'

export interface LayoutProps {
  readonly chrome: Chrome
  /** Without the commune's name, which the layout adds. */
  readonly title: string
  readonly children?: Child
}

/** The page around every content. The head is that of web.md, to the letter. */
export const Layout: FC<LayoutProps> = ({ chrome, title, children }) => (
  <html lang="fr">
    <head>
      <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
      <title>
        {title} – {chrome.commune.name}, portail famille
      </title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta
        name="htmx-config"
        content='{"includeIndicatorCSS":false,"requestClass":"htmx-request"}'
      />
      {sheets(chrome.commune.assetVersion)}
    </head>
    <body class={chrome.person ? undefined : 'visitor'}>
      <header>
        <p class="skip">
          <a href="#contenu">Aller au contenu</a>
        </p>
        <div class="banner">
          <div class="frame">
            <Brand chrome={chrome} />
            <Session chrome={chrome} />
          </div>
        </div>
      </header>
      {chrome.person && <Menu chrome={chrome} />}
      <main id="contenu">
        <div class="content">
          <div class="frame">
            <p id="alerte" class="notice" role="alert" hidden></p>
            {children}
          </div>
        </div>
      </main>
      <Footer chrome={chrome} />
    </body>
  </html>
)

/** Conditional comments are the one thing that JSX cannot write; under this name no formatter rewraps them. */
function sheets(version: string) {
  return exactly`<link rel="stylesheet" type="text/css" href="/assets/base.css?v=${version}"/>
<!--[if lte IE 8]><link rel="stylesheet" type="text/css" href="/assets/ie.css?v=${version}"><![endif]-->
<!--[if gt IE 9]><!-->
<link rel="stylesheet" type="text/css" href="/assets/modern.css?v=${version}" media="(prefers-color-scheme: light), (prefers-color-scheme: dark)"/>
<script type="module" src="/assets/app.js?v=${version}"></script>
<!--<![endif]-->`
}

const Brand: FC<{ chrome: Chrome }> = ({ chrome: { commune } }) => (
  <p class="brand">
    <a href={paths.home} class={commune.logoPath ? 'has-logo' : undefined}>
      {commune.logoPath && <img src={commune.logoPath} alt="" height="44" />}
      <span class="town">{commune.name}</span> <span class="portal">Portail famille</span>
    </a>
  </p>
)

const Session: FC<{ chrome: Chrome }> = ({ chrome: { person, csrf } }) => {
  if (!person)
    return (
      <p class="session">
        <a href={paths.contact}>Joindre la mairie</a>
      </p>
    )
  return (
    <div class="session">
      <a class="me" href={paths.account}>
        <span class="vh">Mon compte{'\u00A0'}: </span>
        {person.name}
      </a>{' '}
      {person.householdName && (
        <p class="own-household">
          {person.householdName}
          {'\u00A0'}: <a href={paths.chooseHousehold}>changer de foyer</a>
        </p>
      )}
      <form class="sign-out" action={paths.logout} method="post">
        <input type="hidden" name="_csrf" value={csrf} />
        <input type="submit" class="link-button" name="quitter" value="Se déconnecter" />
      </form>
    </div>
  )
}

const entries: readonly { section: Section; icon: string; href: string; label: string }[] = [
  { section: 'home', icon: 'i-home', href: paths.home, label: 'Accueil' },
  { section: 'calendar', icon: 'i-calendar', href: paths.calendar, label: 'Calendrier' },
  { section: 'invoices', icon: 'i-invoice', href: paths.invoices, label: 'Factures' },
  { section: 'messages', icon: 'i-messages', href: paths.messages, label: 'Messages' },
  { section: 'family', icon: 'i-family', href: paths.children, label: 'Famille' },
]

const Menu: FC<{ chrome: Chrome }> = ({ chrome }) => (
  <nav aria-label="Menu principal">
    <div class="menu">
      <div class="frame">
        <ul>
          {entries.map(({ section, icon, href, label }) => (
            <li>
              <a
                class={icon}
                href={href}
                aria-current={chrome.section === section ? 'page' : undefined}
              >
                {label}
                {section === 'messages' && <Unread count={chrome.person?.unreadCount ?? 0} />}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  </nav>
)

const Unread: FC<{ count: number }> = ({ count }) =>
  count === 0 ? null : (
    <>
      {' '}
      <span class="counter">
        {count}
        <span class="vh">{count > 1 ? ' non lus' : ' non lu'}</span>
      </span>
    </>
  )

const Footer: FC<{ chrome: Chrome }> = ({ chrome: { commune, person } }) => (
  <footer>
    <div class="footer">
      <div class="frame">
        <p>
          Mairie {ofTown(commune.name)}, {commune.address}.{' '}
          <span class="nowrap">
            Téléphone{'\u00A0'}: {commune.phone}
          </span>
          , {commune.openingHours}.
        </p>
        <ul>
          {person && (
            <>
              <li>
                <a href={paths.familyFile}>Mes informations</a>
              </li>{' '}
              <li>
                <a href={paths.documents}>Documents</a>
              </li>{' '}
              <li>
                <a href={paths.messages}>Écrire à la mairie</a>
              </li>{' '}
            </>
          )}
          <li>
            <a href={paths.prices}>Tarifs</a>
          </li>{' '}
          <li>
            <a href={paths.rules}>Règlements</a>
          </li>{' '}
          <li>
            <a href={paths.contact}>Contact</a>
          </li>{' '}
          <li>
            <a href={paths.accessibility}>Accessibilité{'\u00A0'}: partiellement conforme</a>
          </li>{' '}
          <li>
            <a href={paths.legal}>Mentions légales</a>
          </li>
        </ul>
      </div>
    </div>
  </footer>
)
