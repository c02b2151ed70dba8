import type { FC } from 'hono/jsx'
import { paths } from '../../src/paths.ts'
import { Tabs } from './navigation.tsx'

/** The two halves of « Famille ». */
export const FamilyTabs: FC<{ current: 'children' | 'file' }> = ({ current }) => (
  <Tabs
    tabs={[
      { href: paths.children, label: 'Mes enfants', isCurrent: current === 'children' },
      { href: paths.familyFile, label: 'Mes informations', isCurrent: current === 'file' },
    ]}
  />
)
