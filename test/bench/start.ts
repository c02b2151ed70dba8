import { chmodSync, cpSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, type Figure } from './figures.ts'
import { startHouse, type RunningHouse } from './house.ts'
import { canMeasureMemory } from './processes.ts'
import type { Town } from './town.ts'

const firstLimitMs = 180_000
/** Start-up is over, the documents of the demonstration are printed, the compiler is gone as it would be. */
const settleMs = 30_000
const leftOut = new Set(['node_modules', '.git', '.data', '.cache', 'dist', 'bench-results.json'])

/** `npm start` in a fresh copy of the sources: installation from npm's cache, first page, idle memory, second start. */
export async function startBench(town: Town): Promise<Figure[]> {
  const root = join(town.folder, 'copy')
  cpSync(town.root, root, {
    recursive: true,
    filter: (path) => path === town.root || !leftOut.has(basename(path)),
  })
  chmodSync(town.folder, 0o755) // PostgreSQL runs as another user when this is root
  const { house: first, note } = await firstStart(root, town.root)
  const firstS = first.firstPageMs / 1_000
  await sleep(settleMs)
  const memory = first.memory()
  await first.stop()
  const second = await start(root, {}, 60_000)
  await second.stop()
  const figures: Figure[] = [
    { name: 'first start', value: firstS, unit: 's', limit: atMost(60), note },
    { name: 'later start', value: second.firstPageMs / 1_000, unit: 's', limit: atMost(5) },
  ]
  if (!canMeasureMemory) return figures
  const { pssMb, rssMb } = memory
  const idle = `${Math.round(rssMb)} MB when shared pages are counted in each process`
  return [
    ...figures,
    { name: 'idle memory', value: pssMb, unit: 'MB PSS', limit: atMost(350), note: idle },
  ]
}

async function firstStart(
  root: string,
  installed: string,
): Promise<{ house: RunningHouse; note: string }> {
  try {
    const house = await start(root, { npm_config_offline: 'true' }, firstLimitMs)
    return { house, note: 'with npm ci from its cache, offline' }
  } catch (error) {
    if (!/ENOTCACHED|The installation failed/.test(String(error))) throw error
    symlinkSync(join(installed, 'node_modules'), join(root, 'node_modules'))
    const house = await start(root, {}, firstLimitMs)
    return { house, note: 'without npm ci: its cache lacks some packages' }
  }
}

function start(
  root: string,
  env: Readonly<Record<string, string>>,
  limitMs: number,
): Promise<RunningHouse> {
  return startHouse({ root, dataFolder: join(root, '.data'), env, limitMs })
}
