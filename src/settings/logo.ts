import { pictureLibrary } from '../files/picture-library.ts'
import { isPicture } from '../files/pictures.ts'

/** The widest and highest a logo is kept, in pixels. */
const side = 512

/**
 * A logo as the portal keeps and serves it: a PNG of 512 pixels at most, drawn anew, without metadata. Reads JPEG,
 * PNG and WebP only; null for anything else.
 */
export async function encodeLogo(bytes: Buffer): Promise<Buffer | null> {
  if (!isPicture(bytes)) return null
  const sharp = await pictureLibrary()
  const picture = sharp(bytes, { failOn: 'error', limitInputPixels: 40_000_000 })
  return picture
    .rotate()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 9 })
    .toBuffer()
    .catch(() => null)
}
