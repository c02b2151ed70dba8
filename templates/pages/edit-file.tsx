import type { Child, FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import type { FormField, Options } from '../../src/requests/forms/model.ts'
import type { ChangeWords } from '../../src/requests/list.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Line } from '../ui/file-line.tsx'
import { ErrorSummary, fieldName, FileField, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { ChangeLine } from '../ui/request.tsx'

export interface EditFilePageProps {
  readonly chrome: Chrome
  readonly title: string
  readonly lead: string
  readonly action: string
  /** The page above it. */
  readonly back: { readonly path: string; readonly label: string }
  /** Lines that the family may fill in now. */
  readonly fields: readonly FormField[]
  /** Changes that wait for the town hall. */
  readonly pending: readonly (ChangeWords & { readonly ref: string })[]
  /** What is on file and stays with the town hall, or is only shown: label and value. */
  readonly kept: readonly (readonly [label: string, value: string | null])[]
  readonly values: FormValues
  readonly errors: FormErrors
  /** Choices that the answer brought: communes of a postcode. */
  readonly options: Readonly<Record<string, Options>>
  /** The paper that proves it. */
  readonly proof: { readonly label: string; readonly help: string } | null
  /** Does anything sent wait for an officer? */
  readonly needsOfficer: boolean
  /** More for the side. */
  readonly aside?: Child
}

/** One screen of « Mes informations » that a parent changes. */
export const EditFilePage: FC<EditFilePageProps> = (props) => {
  const { chrome, title, errors, fields, pending, kept } = props
  return (
    <Layout chrome={chrome} title={titleWith(errors, title)}>
      <Trail href={props.back.path} label={props.back.label} />
      <Greeting title={title} lead={props.lead} />
      <div class="two">
        <div class="two-body two-tall stack">
          <ErrorSummary errors={errors} labels={labelsOf(fields)} isKept />
          {pending.map((change) => (
            <div class="field-pending">
              <p class="v-title">{change.label}</p>
              <ChangeLine change={change} />
              <p>
                La mairie regarde votre demande.{' '}
                <a href={paths.request(change.ref)}>Voir la demande</a>
              </p>
            </div>
          ))}
          {kept.length > 0 && (
            <Card title="Dans votre dossier">
              <Facts rows={kept} />
            </Card>
          )}
          {fields.length > 0 && <EditForm page={props} />}
        </div>
        <div class="two-side">
          <div class="card side">
            <h2>Et ensuite{'\u202F'}?</h2>
            <p>
              {props.needsOfficer
                ? 'La mairie vérifie ce qui touche à l’identité, à l’adresse, aux prix et à l’argent. Jusque-là, rien ne change. Vous suivez sa réponse dans vos demandes.'
                : 'Vos changements comptent dès que vous enregistrez.'}
            </p>
            <p>
              <a href={paths.requests}>Mes demandes</a>
            </p>
          </div>
          {props.aside}
        </div>
      </div>
    </Layout>
  )
}

const EditForm: FC<{ page: EditFilePageProps }> = ({ page }) => (
  <form
    action={page.action}
    method="post"
    enctype={page.proof ? 'multipart/form-data' : undefined}
    data-hx-sync="this:drop"
  >
    <FormFields csrf={page.chrome.csrf} />
    {groupsOf(page.fields).map(([group, lines]) => (
      <fieldset>
        <legend class={group ? undefined : 'vh'}>{group || 'Vos réponses'}</legend>
        {lines.map((field) => (
          <Line
            field={field}
            value={page.values[fieldName(field.id)] ?? ''}
            error={page.errors[fieldName(field.id)]}
            options={page.options[field.id] ?? field.options ?? null}
          />
        ))}
      </fieldset>
    ))}
    {page.proof && (
      <fieldset>
        <legend>Le justificatif</legend>
        <FileField
          id="justificatif"
          label={page.proof.label}
          help={page.proof.help}
          error={page.errors['f_justificatif']}
        />
      </fieldset>
    )}
    <p class="actions">
      <Submit name="enregistrer" label={page.needsOfficer ? 'Envoyer' : 'Enregistrer'} />{' '}
      <a href={page.back.path}>Annuler</a>
    </p>
  </form>
)

function labelsOf(fields: readonly FormField[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ id, label }) => [fieldName(id), label]))
}

function groupsOf(fields: readonly FormField[]): [string, FormField[]][] {
  return [...Map.groupBy(fields, ({ group }) => group ?? '')]
}
