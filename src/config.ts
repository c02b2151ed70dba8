import { resolve } from 'node:path'
import { z } from './kernel/forms.ts'

/** What the environment may say; every variable is optional (README, « Environment »). */
const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isOrigin, 'Write the origin alone, as https://familles.ville.fr')
    .transform((address) => new URL(address).origin) // as browsers write it, to compare with theirs
    .optional(),
  PREAU_DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  PREAU_KEYS_FILE: z.string().min(1).optional(),
  PREAU_DEMO: z.enum(['0', '1']).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** The portal's addresses begin at the root of a name of its own. */
function isOrigin(address: string): boolean {
  const { origin, href } = new URL(address)
  return href === `${origin}/`
}

export interface Config {
  readonly port: number
  readonly host: string
  /** Origin that parents see, without a trailing slash. */
  readonly publicUrl: string
  readonly isHttps: boolean
  readonly dataDir: string
  /** Null: the embedded PostgreSQL under the data folder. */
  readonly databaseUrl: string | null
  /** Null: BullMQ's PostgreSQL backend in the same server. */
  readonly redisUrl: string | null
  readonly smtpUrl: string | null
  readonly keysFile: string
  readonly demo: boolean
  readonly logLevel: string
}

/** Everything that is wrong with the environment, in one message. Exit code 78. */
export class ConfigError extends Error {}

/** The only reader of the environment. Throws ConfigError naming every fault at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = environment.safeParse(given)
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`The environment is wrong.\n  ${faults.join('\n  ')}`)
  }
  const values = result.data
  const dataDir = resolve(values.PREAU_DATA_DIR)
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${values.PORT}`
  const isHttps = publicUrl.startsWith('https:')
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    publicUrl,
    isHttps,
    dataDir,
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    smtpUrl: values.SMTP_URL ?? null,
    keysFile: resolve(values.PREAU_KEYS_FILE ?? `${dataDir}/keys.json`),
    demo: !isHttps && (values.PREAU_DEMO ?? (values.DATABASE_URL ? '0' : '1')) === '1',
    logLevel: values.LOG_LEVEL,
  })
}
