import type { UploadFault } from '../files/accept-upload.ts'
import type { WebContext } from './context.ts'

/** Why a file was not taken, and what to do instead. */
export function uploadSentence(fault: UploadFault): string {
  return sentences[fault]
}

const sentences: Readonly<Record<UploadFault, string>> = {
  EMPTY: 'Ce fichier est vide. Choisissez-en un autre.',
  TOO_LARGE:
    'Ce fichier est trop lourd\u00A0: 5\u00A0Mo au plus. Une photo moins grande ou un PDF suffit.',
  WRONG_KIND:
    'Ce fichier n’est pas d’un type accepté. Envoyez une photo (JPEG, PNG ou WebP) ou un PDF.',
  HEIC: 'Votre téléphone a enregistré cette photo au format HEIC, que nous ne savons pas lire. Envoyez-la en JPEG, par exemple en faisant une capture d’écran de la photo.',
  UNREADABLE_PICTURE:
    'Cette image est abîmée ou incomplète. Ouvrez-la pour vérifier, puis envoyez-la de nouveau.',
  UNREADABLE_PDF:
    'Ce PDF est abîmé ou incomplet. Ouvrez-le pour vérifier, puis envoyez-le de nouveau.',
  LOCKED_PDF:
    'Ce PDF est protégé par un mot de passe\u00A0: la mairie ne pourrait pas l’ouvrir. Enregistrez-le sans protection, ou envoyez une photo du document.',
  ACTIVE_PDF:
    'Ce PDF contient un programme ou un fichier joint. Imprimez-le dans un nouveau PDF, ou envoyez une photo du document.',
}

/** Beside a form that is shown again: a browser never sends a chosen file twice by itself. */
export const chooseAgain =
  'Vos réponses sont gardées, sauf le fichier\u00A0: choisissez-le de nouveau avant d’envoyer.'

/**
 * A file that a family sent, out of its seal: a picture is shown, a PDF only saved. Neither may load or run anything,
 * nor be taken for something else.
 */
export function sendFile(
  c: WebContext,
  file: { readonly bytes: Buffer; readonly mediaType: string; readonly name: string },
): Response {
  const isPicture = file.mediaType === 'image/jpeg'
  const name = `${plainName(file.name)}.${isPicture ? 'jpg' : 'pdf'}`
  c.header('Content-Type', file.mediaType)
  c.header('Content-Length', String(file.bytes.length))
  c.header('Content-Disposition', `${isPicture ? 'inline' : 'attachment'}; filename="${name}"`)
  c.header('Cache-Control', 'private, max-age=0, must-revalidate')
  c.header('Content-Security-Policy', "default-src 'none'; sandbox")
  return c.body(new Uint8Array(file.bytes))
}

/** The sent name without its ending, in letters that every browser and system takes. */
function plainName(name: string): string {
  const bare = name
    .replace(/\.\w{1,5}$/, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return bare.slice(0, 80) || 'document'
}
