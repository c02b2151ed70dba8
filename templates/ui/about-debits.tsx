import type { FC } from 'hono/jsx'
import { paths } from '../../src/paths.ts'

/** Beside the bank account: what it is for. */
export const AboutDebits: FC = () => (
  <div class="card side">
    <h2>Le prélèvement</h2>
    <p>
      Une fois le compte accepté, vous pouvez faire prélever vos factures{'\u00A0'}: la mairie vous
      prépare un mandat à signer.
    </p>
    <p>Si l’IBAN change, le mandat de l’ancien compte s’arrête{'\u00A0'}: il en faut un nouveau.</p>
    <p>
      <a href={paths.mandate}>Prélèvement des factures</a>
    </p>
  </div>
)
