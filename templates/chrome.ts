/** What every page shows around its content. */
export interface Chrome {
  readonly commune: CommuneView
  /** Null before sign-in. */
  readonly person: {
    readonly name: string
    readonly unreadCount: number
    readonly householdName: string | null
  } | null
  readonly section: Section | null
  /** For the forms of the page. */
  readonly csrf: string
}

export type Section = 'home' | 'calendar' | 'invoices' | 'messages' | 'family'

export interface CommuneView {
  readonly name: string
  readonly address: string
  readonly phone: string
  readonly openingHours: string
  readonly email: string
  /** Address of the commune's logo served by the portal, or null for the arch. */
  readonly logoPath: string | null
  /** Changes with the look: appended to the addresses of the style sheets. */
  readonly assetVersion: string
}
