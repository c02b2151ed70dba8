import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { readYaml, type FileAnomaly, type YamlMap, type YamlValue } from '../kernel/yaml-file.ts'
import { readBoolean, readChoice, readLabel, readMaps, readText } from '../kernel/yaml-values.ts'

/** A kind of paper as its file says it (docs/papers.md). */
export interface PaperKindSpec {
  readonly code: string
  readonly label: string
  readonly help: string | null
  readonly scope: 'FAMILY' | 'CHILD'
  readonly months: number | null
  /** `08-31`. */
  readonly fixedDay: string | null
  readonly isAskedOfAll: boolean
  readonly isBlocking: boolean
  readonly isPrivate: boolean
  readonly activities: readonly { readonly code: string; readonly isBlocking: boolean }[]
}

/** Reads `papers:`, a list of kinds. Whatever is wrong is told with its place. */
export function readPaperKinds(
  text: string,
  file: string,
): { readonly kinds: readonly PaperKindSpec[]; readonly anomalies: readonly FileAnomaly[] } {
  const { root, anomalies } = readYaml(text, file)
  const kinds = root ? readMaps(root.require('papers'), readKind) : []
  root?.close()
  return { kinds, anomalies }
}

function readKind(map: YamlMap): PaperKindSpec | null {
  const code = readText(map.require('code'))
  const label = readLabel(map.require('label'))
  const scope = readChoice(map.require('of'), { family: 'FAMILY', child: 'CHILD' } as const)
  const activities = map.get('activities')?.entries() ?? []
  const kind = {
    help: readText(map.get('help')),
    ...readValidity(map.get('valid')),
    isAskedOfAll: readBoolean(map.get('everybody')) ?? false,
    isBlocking: readBoolean(map.get('blocking')) ?? false,
    isPrivate: readBoolean(map.get('private')) ?? scope === 'FAMILY',
    activities: activities.map(({ key, value }) => ({
      code: key,
      isBlocking: readChoice(value, { blocking: true, optional: false }) ?? false,
    })),
  }
  if (code !== null && !/^[A-Z][A-Z0-9_]{1,39}$/.test(code)) {
    map.fault(`"${code}" is no code`, 'capitals, digits and _: SWIM_CERTIFICATE')
  }
  if (label !== null && label.length > 80) map.fault('The label is longer than 80 characters')
  return code && label && scope ? { code, label, scope, ...kind } : null
}

/** `for good` (or nothing), `12 months`, `until 08-31`. */
function readValidity(value: YamlValue | null) {
  const text = readText(value) ?? 'for good'
  const months = /^(\d{1,3}) months?$/.exec(text)?.[1]
  const fixedDay = /^until ((?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))$/.exec(text)?.[1]
  const isKnown =
    text === 'for good' || fixedDay || (months && Number(months) >= 1 && Number(months) <= 120)
  if (!isKnown) value?.fault(`"${text}" is no length of time`, 'for good, 12 months, until 08-31')
  return { months: months ? Number(months) : null, fixedDay: fixedDay ?? null }
}

/** Writes kinds by their codes; those that are not named stay. Returns the activities that do not exist. */
export async function savePaperKinds(
  tx: Tx,
  kinds: readonly PaperKindSpec[],
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<readonly string[]> {
  const rows = JSON.stringify(kinds.map((kind, at) => ({ ...kind, place: (at + 1) * 10 })))
  await sql`
    insert into evidence_kind (code, label, help, scope, validity, months, fixed_day, asked_of_all, blocking,
                               private_to_household, place)
    select code, label, help, scope,
           case when months is not null then 'DURATION' when "fixedDay" is not null then 'FIXED_DATE' else 'NONE' end,
           months, "fixedDay", "isAskedOfAll", "isBlocking", "isPrivate", place
    from jsonb_to_recordset(${rows}::jsonb) as k(code text, label text, help text, scope text, months smallint,
      "fixedDay" text, "isAskedOfAll" boolean, "isBlocking" boolean, "isPrivate" boolean, place smallint)
    on conflict (code) do update set label = excluded.label, help = excluded.help, scope = excluded.scope,
      validity = excluded.validity, months = excluded.months, fixed_day = excluded.fixed_day,
      asked_of_all = excluded.asked_of_all, blocking = excluded.blocking,
      private_to_household = excluded.private_to_household, place = excluded.place, retired = false`.execute(
    tx,
  )
  const asked = JSON.stringify(
    kinds.flatMap(({ code, activities }) => activities.map((one) => ({ ...one, kind: code }))),
  )
  await sql`
    delete from activity_evidence
    where kind_id in (select id from evidence_kind where code = any(${kinds.map(({ code }) => code)}::text[]))`.execute(
    tx,
  )
  await sql`
    insert into activity_evidence (activity_id, kind_id, blocking)
    select a.id, k.id, x."isBlocking"
    from jsonb_to_recordset(${asked}::jsonb) as x(code text, kind text, "isBlocking" boolean)
    join activity a on a.code = x.code join evidence_kind k on k.code = x.kind`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'evidence.kinds',
    subject: 'evidence_kind',
  })
  const unknown = await sql<{ code: string }>`
    select distinct x.code from jsonb_to_recordset(${asked}::jsonb) as x(code text)
    where not exists (select 1 from activity a where a.code = x.code)`.execute(tx)
  return unknown.rows.map((row) => row.code)
}
