// Completes package-lock.json after `npm install`: a registry that serves only this machine's
// platform leaves the other platforms' optional packages out, and `npm ci` then refuses the file.
// Adds them by name and version (npm skips what does not fit the machine) and drops addresses.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
  'wasi',
]
const processors = [
  'arm64',
  'x64',
  'ia32',
  'arm',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'mips64el',
  'wasm32',
]

function platformOf(name) {
  const system = name.includes('windows') ? 'win32' : systems.find((known) => name.includes(known))
  const cpu = processors.find((known) => name.includes(known))
  return { os: [system ?? 'linux'], ...(cpu ? { cpu: [cpu] } : {}) }
}

for (const [place, entry] of Object.entries(lock.packages)) {
  delete entry.resolved
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!/^\d/.test(version)) continue
    const beside = `${place.slice(0, place.lastIndexOf('node_modules/'))}node_modules/${name}`
    const found = [beside, `node_modules/${name}`].some(
      (at) => lock.packages[at]?.version === version,
    )
    if (found) continue
    lock.packages[beside] = { version, ...platformOf(name), optional: true }
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))
lock.packages = Object.fromEntries(sorted)
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
