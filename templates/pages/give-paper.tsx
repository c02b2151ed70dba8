import type { FC } from 'hono/jsx'
import type { AskedPaper } from '../../src/households/papers-to-supply.ts'
import type { FormErrors } from '../../src/kernel/forms.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ErrorSummary, FileField, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info } from '../ui/notices.tsx'
import { askedWords } from '../ui/paper-words.ts'

export interface GivePaperPageProps {
  readonly chrome: Chrome
  readonly paper: AskedPaper
  readonly errors: FormErrors
}

/** One paper to send: a file, and nothing else to fill in. */
export const GivePaperPage: FC<GivePaperPageProps> = ({ chrome, paper, errors }) => {
  const whose = paper.childFirstName ? `Pour ${paper.childFirstName}` : 'Pour votre foyer'
  const { sentence } = askedWords(paper)
  return (
    <Layout chrome={chrome} title={titleWith(errors, paper.label)}>
      <Trail href={paths.papers} label="Pièces à fournir" />
      <div class="narrow">
        <ErrorSummary errors={errors} />
        <Greeting title={paper.label} lead={whose} />
        {paper.state === 'REFUSED' && <Info>{sentence}</Info>}
        <form
          class="card"
          action={paths.givePaper}
          method="post"
          enctype="multipart/form-data"
          data-hx-sync="this:drop"
        >
          <FormFields csrf={chrome.csrf} />
          <input type="hidden" name="piece" value={paper.kind} />
          {paper.childRef && <input type="hidden" name="enfant" value={paper.childRef} />}
          {paper.help && <p>{paper.help}</p>}
          <FileField id="fichier" label="Le fichier" error={errors['f_fichier']} />
          {paper.isPrivate && (
            <p class="small">
              L’autre foyer de votre enfant, s’il en a un, ne verra pas cette pièce.
            </p>
          )}
          <p class="actions">
            <Submit name="envoyer" label="Envoyer à la mairie" /> <a href={paths.papers}>Revenir</a>
          </p>
        </form>
      </div>
    </Layout>
  )
}
