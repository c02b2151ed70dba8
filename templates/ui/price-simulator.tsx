import type { FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { paths } from '../../src/paths.ts'
import { ErrorSummary, Field, Submit } from './form.tsx'
import { atTown } from './town.ts'

export interface PriceSimulatorProps {
  readonly town: string
  readonly values: FormValues
  readonly errors: FormErrors
}

/** Quotient, residence, children: a plain GET form, so that an answer has an address of its own. */
export const PriceSimulator: FC<PriceSimulatorProps> = ({ town, values, errors }) => (
  <div class="card simulator">
    <h2>Et pour nous{'\u202F'}?</h2>
    <ErrorSummary errors={errors} />
    <form action={paths.prices} method="get">
      <Field
        id="quotient"
        label="Votre quotient familial"
        help="Celui de la CAF ou de la MSA. Laissez vide si vous n’en avez pas."
        value={values['f_quotient'] ?? ''}
        error={errors['f_quotient']}
        inputmode="numeric"
        isShort
      />
      <div class="field">
        <label for="habite">Vous habitez</label>
        <select class="input" id="habite" name="f_habite">
          <option value="ici" selected={values['f_habite'] !== 'ailleurs'}>
            {atTown(town)}
          </option>
          <option value="ailleurs" selected={values['f_habite'] === 'ailleurs'}>
            dans une autre commune
          </option>
        </select>
      </div>
      <div class="field">
        <label for="enfants">Nombre d’enfants inscrits</label>
        <select class="input" id="enfants" name="f_enfants">
          {['1', '2', '3', '4', '5', '6'].map((count) => (
            <option value={count} selected={values['f_enfants'] === count}>
              {count}
            </option>
          ))}
        </select>
      </div>
      <p class="actions">
        <Submit name="calculer" label="Voir nos prix" />
      </p>
    </form>
  </div>
)
