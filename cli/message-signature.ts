import type { Cli } from './context.ts'

/** The name that families read: the officer's, or the service's where the officer has none of his or her own. */
export function signatureOf({ officer }: Pick<Cli, 'officer'>, service: string): string {
  return officer.name === officer.osUser ? service : `${officer.name}, ${service.toLowerCase()}`
}
