import { readdirSync, readFileSync } from 'node:fs'

/** What processes hold, in MB: resident pages (shared ones counted in each), and each one's fair share of them. */
export interface Memory {
  readonly rssMb: number
  readonly pssMb: number
}

/** /proc tells; elsewhere memory is not measured. */
export const canMeasureMemory = process.platform === 'linux'

/**
 * The memory of a process with all that it started, and of the database's keeper, which outlives its starter and is
 * found by its data folder. PostgreSQL itself is left out.
 */
export function memoryOfHouse(root: number, dataFolder: string): Memory {
  const all = processes()
  const ours = new Set([root])
  for (let before = 0; before < ours.size;) {
    before = ours.size
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid)
  }
  const counted = all.filter(
    ({ pid, command, name }) =>
      name !== 'postgres' && (ours.has(pid) || isKeeper(command, dataFolder)),
  )
  return counted.reduce(
    (sum, { pid }) => {
      const { rssMb, pssMb } = memoryOf(pid)
      return { rssMb: sum.rssMb + rssMb, pssMb: sum.pssMb + pssMb }
    },
    { rssMb: 0, pssMb: 0 },
  )
}

function isKeeper(command: string, dataFolder: string): boolean {
  return /keeper\.(ts|js)/.test(command) && command.includes(dataFolder)
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly name: string
  readonly command: string
}

function processes(): Process[] {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) return []
    // pid (name) state parent …; a name may hold spaces and brackets
    const [, name = '', parent = ''] = /\((.*)\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`)) ?? []
    return [{ pid, parent: Number(parent), name, command: read(`/proc/${pid}/cmdline`) }]
  })
}

function memoryOf(pid: number): Memory {
  const rollup = read(`/proc/${pid}/smaps_rollup`)
  const rssKb = kilobytes(rollup, 'Rss') || kilobytes(read(`/proc/${pid}/status`), 'VmRSS')
  return { rssMb: rssKb / 1024, pssMb: (kilobytes(rollup, 'Pss') || rssKb) / 1024 }
}

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
}

/** Empty when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
