/** The child process of src/pdf.ts: plain Node, no loader. One message in, one message out. */
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

interface Order {
  readonly template: string
  readonly data: string
  readonly createdAt: number
}

const folder = process.argv[2] ?? ''

/** So many share what is the same in them, their fixed texts above all: it is laid out once. */
const documentsPerTidying = 8
let documents = 0

const compiler = NodeCompiler.create({
  workspace: folder,
  fontArgs: [{ fontPaths: [`${folder}/fonts`] }],
})

process.on('message', (order: Order) => {
  process.send?.({ ...answer(order), rss: process.memoryUsage.rss() })
  tidy()
})
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {}) // Ctrl-C reaches the whole group: who started us finishes this document first

function answer(order: Order): { pdf: Buffer } | { error: string } {
  try {
    return { pdf: compile(order) }
  } catch (error) {
    return { error: words(error) }
  }
}

/**
 * The compiler frees a document, almost a megabyte, with the JavaScript object that holds it. V8 sees a small object and
 * is in no hurry: without this, memory grows until the child must be replaced.
 */
function tidy(): void {
  documents += 1
  if (documents % documentsPerTidying > 0) return
  compiler.evictCache(1)
  globalThis.gc?.({ type: 'minor' })
}

function compile(order: Order): Buffer {
  const compiled = compiler.compile({
    mainFilePath: `${folder}/${order.template}.typ`,
    inputs: { data: order.data },
  })
  if (!compiled.result) throw compiled.takeError() ?? compiled.takeDiagnostics()
  return compiler.pdf(compiled.result, {
    pdfStandard: 'ua-1',
    pdfTags: true,
    creationTimestamp: order.createdAt,
  })
}

/** Typst's diagnostics name the template and its line; what they quote, a name perhaps, stays out of the log. */
function words(error: unknown): string {
  const found = error as { shortDiagnostics?: unknown } | null
  const said =
    error instanceof Error ? error.message : JSON.stringify(found?.shortDiagnostics ?? 'unknown')
  return said.replace(/`[^`]*`/g, '`…`')
}
