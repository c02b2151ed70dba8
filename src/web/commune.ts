import type { CommuneView } from '../../templates/chrome.ts'
import { displayPhone } from '../kernel/text.ts'
import { paths } from '../paths.ts'
import type { Settings } from '../settings/settings.ts'
import type { Assets } from './assets.ts'

/** What every page shows of the commune. */
export function communeView({ commune, look }: Settings, assets: Assets | null): CommuneView {
  const version = assets?.version ?? ''
  return {
    name: commune.name,
    address: `${commune.service}, ${[commune.street, commune.complement].filter(Boolean).join(', ')}`,
    phone: displayPhone(commune.phone),
    openingHours: commune.openingHours,
    email: commune.email,
    logoPath: look.logo && assets ? `${paths.asset('logo.png')}?v=${version}` : null,
    assetVersion: version,
  }
}
