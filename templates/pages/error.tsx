import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Greeting } from '../ui/navigation.tsx'

export interface ErrorPageProps {
  readonly chrome: Chrome
  readonly status: number
  /** Instead of the status's own sentence. */
  readonly sentence?: string
  /** What the town hall's computer people look for in the log. */
  readonly reference?: string
}

/** A calm page for what cannot be served: what happened, and what to do now. Always more than 512 bytes. */
export function ErrorPage({ chrome, status, sentence, reference }: ErrorPageProps) {
  const { title, words } = wordsOf(status)
  return (
    <Layout chrome={chrome} title={title}>
      <div class="narrow">
        <Greeting title={title} lead={sentence ?? words} />
        {reference && (
          <p class="small">
            Si cela recommence, appelez la mairie au {chrome.commune.phone} et donnez cette
            référence{'\u00A0'}: <strong>{reference}</strong>.
          </p>
        )}
        <p class="actions">
          <a class="button" href={paths.home}>
            Revenir à l’accueil
          </a>{' '}
          <a href={paths.contact}>Joindre la mairie</a>
        </p>
      </div>
    </Layout>
  )
}

function wordsOf(status: number): { title: string; words: string } {
  return known[status] ?? (status >= 500 ? broken : refused)
}

const refused = {
  title: 'Cette demande n’a pas pu être lue',
  words: 'Rien n’a été enregistré. Revenez à la page précédente et recommencez.',
}

const broken = {
  title: 'Le portail a un souci',
  words: 'Ce n’est pas de votre fait, et rien n’a été perdu. Réessayez dans quelques minutes.',
}

const known: Readonly<Record<number, { title: string; words: string }>> = {
  403: {
    title: 'Cette page était ouverte depuis trop longtemps',
    words: 'Par sécurité, votre envoi n’a pas été pris en compte. Rouvrez la page et recommencez.',
  },
  404: {
    title: 'Cette page n’existe pas',
    words: 'L’adresse est peut-être mal recopiée, ou la page a été retirée.',
  },
  405: { title: 'Cette page ne se demande pas ainsi', words: refused.words },
  409: {
    title: 'Ce n’est plus possible',
    words:
      'La situation a changé entre-temps. Revenez à la page précédente pour voir où elle en est.',
  },
  413: {
    title: 'Cet envoi est trop lourd',
    words: 'Rien n’a été enregistré. Réduisez le fichier ou le texte, puis recommencez.',
  },
  422: {
    title: 'Des caractères ne sont pas acceptés',
    words:
      'Rien n’a été enregistré. Votre texte contient des signes invisibles : retapez-le, puis recommencez.',
  },
  429: {
    title: 'Trop d’essais',
    words: 'Par sécurité, patientez un quart d’heure avant de recommencer.',
  },
  503: {
    title: 'Le portail se repose quelques instants',
    words: 'Rien n’a été perdu. Réessayez dans une minute.',
  },
}
