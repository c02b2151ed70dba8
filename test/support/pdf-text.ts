import { extractText, getDocumentProxy } from 'unpdf'

/** The text of a PDF, as a reader would copy it: pages joined, spaces folded. */
export async function pdfText(bytes: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), {
    mergePages: true,
  })
  return text.replace(/\s+/g, ' ')
}
