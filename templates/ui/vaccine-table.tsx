import type { FC } from 'hono/jsx'
import type { VaccinationState } from '../../src/households/child/vaccination-state.ts'
import { capitalised, dateInWords, listInWords, ofName } from '../../src/kernel/french.ts'
import { diseases, diseaseStates, groupedDiseases, lastDose } from './health-words.ts'
import { Badge, Notice } from './notices.tsx'

/** Which mandatory vaccines are there, and what to do about those that are not. */
export const VaccineTable: FC<{ firstName: string; state: VaccinationState }> = ({
  firstName,
  state,
}) => (
  <>
    <table class="account vaccines">
      <caption class="vh">Vaccins obligatoires {ofName(firstName)}</caption>
      <thead>
        <tr>
          <th scope="col">Contre</th>
          <th scope="col">Dernière dose</th>
          <th scope="col" class="num">
            État
          </th>
        </tr>
      </thead>
      <tbody>
        {groupedDiseases(state.diseases).map((group) => (
          <tr>
            <td class="what">
              {capitalised(listInWords(group.map(({ disease }) => diseases[disease])))}
            </td>
            <td class="c-date">{group[0] && lastDose(group[0])}</td>
            <td class="num">
              {group[0] && (
                <Badge look={diseaseStates[group[0].state][0]}>
                  {diseaseStates[group[0].state][1]}
                </Badge>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
    {!state.isComplete && (
      <Notice>
        {state.provisionalUntil
          ? `Il manque une dose ou sa date. Votre enfant est accueilli jusqu’au ${dateInWords(state.provisionalUntil)}, le temps de la faire ou de la noter ici.`
          : 'Il manque une dose ou sa date depuis plus de trois mois. Notez-la ici, ou parlez-en à votre médecin.'}
      </Notice>
    )}
  </>
)
