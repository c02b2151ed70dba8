import { getConnInfo } from '@hono/node-server/conninfo'
import type { WebContext } from './context.ts'

/** Who knocks: the address wrong tries are counted by, and the device as the account page names it. */
export function visitorOf(c: WebContext): { address: string; device: string; now: Date } {
  return {
    address: addressOf(c),
    device: deviceInWords(c.req.header('User-Agent') ?? ''),
    now: c.get('now'),
  }
}

/** The last address that a proxy on this machine or network wrote, else that of the connection. */
function addressOf(c: WebContext): string {
  const direct = connectionAddress(c)
  if (!c.get('deps').config.isHttps || !isNear(direct)) return direct
  const told = c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() ?? ''
  return /^[0-9a-fA-F.:]{3,45}$/.test(told) ? told : direct
}

function connectionAddress(c: WebContext): string {
  if (typeof c.env !== 'object' || c.env === null || !('incoming' in c.env)) return '127.0.0.1'
  return getConnInfo(c).remote.address ?? '127.0.0.1'
}

function isNear(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '')
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(plain)
}

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/MSIE|Trident/, 'Internet Explorer'],
  [/Safari/, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux/, 'Linux'],
]

/** `Firefox sur Android` */
export function deviceInWords(userAgent: string): string {
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1]
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1]
  if (!browser) return system ?? 'Appareil inconnu'
  return system ? `${browser} sur ${system}` : browser
}
