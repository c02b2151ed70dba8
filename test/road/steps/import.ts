import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Journey } from '../road.ts'
import type { FamilyFile, Story } from '../story.ts'

/** Settings, calendar, activities, prices and families, as an officer would type them. */
export async function importAll(journey: Journey): Promise<string> {
  const { story, portal } = journey
  assert.ok(portal)
  const at = (file: string) => join(story.folder, file)
  for (const [key, value] of Object.entries(story.settings)) {
    await portal.preau('settings', 'set', key, value)
  }
  await portal.preau('calendar', 'import', at(story.calendar))
  await portal.preau('activities', 'import', at(story.activities))
  await portal.preau('tariffs', 'check', at(story.tariffs))
  await portal.preau('tariffs', 'import', at(story.tariffs))
  for (const file of story.refused) await mustBeRefused(journey, file)
  for (const file of story.families) {
    await portal.preau(...familiesImport(story, file), '--dry-run')
    await portal.preau(...familiesImport(story, file))
    const again = await portal.preau(...familiesImport(story, file))
    assert.match(JSON.stringify(again), /already|"created":\{\}|"created":0/i, `${file.file} twice`)
  }
  for (const what of ['calendar', 'activities', 'tariffs']) {
    const trail = await portal.preau('audit', 'log', '--action', `${what}.import`)
    assert.ok(Array.isArray(trail) && trail.length === 1, `who brought the ${what} is in the trail`)
  }
  const families = await portal.preau('families', 'list')
  assert.ok(Array.isArray(families), 'preau families list answers no list')
  return `${families.length} families, ${story.refused.length} faulty files refused whole`
}

function familiesImport(story: Story, file: FamilyFile): string[] {
  const guardians = file.guardians ? ['--guardians', join(story.folder, file.guardians)] : []
  const school = file.school ? ['--school', file.school] : []
  return [
    'families',
    'import',
    join(story.folder, file.file),
    '--format',
    file.format,
    ...guardians,
    ...school,
  ]
}

async function mustBeRefused(
  { story, portal }: Journey,
  file: Story['refused'][number],
): Promise<void> {
  assert.ok(portal)
  const { code, error } = await portal.refused(...familiesImport(story, file))
  assert.equal(code, 4, `${file.file} ended with exit code ${code}`)
  const named = JSON.stringify(error.details)
  for (const { line, column } of file.faults) {
    const found = new RegExp(`"line":${line},[^}]*"column":"${column}`).test(named)
    assert.ok(found, `${file.file}: line ${line}, column ${column} is not named`)
  }
  const families = await portal.preau('families', 'list')
  assert.deepEqual(families, [], `${file.file} left something behind`)
}
