import type { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { activitiesOfChild } from '../src/enrolments/of-child.ts'
import { childFile, childWithoutHealth } from '../src/households/child-file.ts'
import { pickupChild } from '../src/households/child/officer-pickups.ts'
import { photoOf } from '../src/households/child/photo.ts'
import { householdOfChild, sheetContacts } from '../src/households/child/sheet-contacts.ts'
import { vaccinationState } from '../src/households/child/vaccination-state.ts'
import { dayOf } from '../src/kernel/day.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import { openPdfRenderer } from '../src/pdf.ts'
import { readSettings } from '../src/settings/settings.ts'
import { childSheetData } from '../templates/pdf/child-sheet-data.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { requireFolder, writePrivately } from './letter-files.ts'
import type { Answer } from './output.ts'

interface SheetOptions {
  readonly complete?: true
  readonly out: string
}

/** `preau documents child-sheet REF --out FILE`, the complete one with a reason. */
export function addChildSheet(command: Command, run: CliRun): void {
  withExample(
    command
      .command('child-sheet')
      .description("a child's sheet as a PDF, with everybody's phones")
      .argument('<ref>', 'of the child: preau families show prints it')
      .option('--complete', 'with health, consents and enrolments; asks for --reason')
      .requiredOption('--out <file>', 'where to write it, readable by you alone')
      .action((ref: string, options: SheetOptions) =>
        run.withDatabase(
          (cli) => write(cli, ref, options),
          options.complete ? { sensitive: 'health' } : {},
        ),
      ),
    'preau documents child-sheet 6f1c2d3e-4b5a-4c6d-8e7f-0a1b2c3d4e5f --complete --out fiche.pdf --reason "outing of 12 June"',
  )
}

async function write(cli: Cli, ref: string, { complete, out }: SheetOptions): Promise<Answer> {
  await requireFolder(out)
  const data = await sheetOf(cli, ref, complete ?? false)
  const printer = openPdfRenderer()
  try {
    await writePrivately(out, await printer.render('child-sheet', data))
  } finally {
    printer.close()
  }
  return { summary: `${data.title} is in ${out}`, data: { child: ref, file: out } }
}

function sheetOf({ db, keys, now, actor, reason }: Cli, ref: string, isComplete: boolean) {
  const today = dayOf(now)
  return asWorker(db, async (tx) => {
    const { id } = await pickupChild(tx, ref)
    const of = { householdId: await householdOfChild(tx, id, today), ref }
    const reader = {
      now,
      actorKind: 'OFFICER',
      actor,
      ...(reason ? { purpose: reason } : {}),
    } as const
    const child = isComplete
      ? await childFile(tx, keys, { ...of, personId: null }, reader)
      : await childWithoutHealth(tx, of, today)
    if (!child) throw new Refusal('NOT_FOUND')
    const settings = await readSettings(tx, keys)
    const { insee } = settings.commune
    return childSheetData({
      child,
      today,
      settings,
      contacts: await sheetContacts(tx, id, today),
      photo: await photoOf(tx, keys, ref),
      more: child.health && {
        health: child.health,
        vaccination: vaccinationState(child.birthDate, child.health.vaccinations, {
          day: today,
          insee,
        }),
        activities: await activitiesOfChild(tx, id, today),
      },
    })
  })
}
