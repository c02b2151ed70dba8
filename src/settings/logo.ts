import sharp from 'sharp'

/** The widest and highest a logo is kept, in pixels. */
const side = 512

/**
 * A logo as the portal keeps and serves it: a PNG of 512 pixels at most, drawn anew, without metadata. Reads JPEG,
 * PNG and WebP only; null for anything else.
 */
export async function encodeLogo(bytes: Buffer): Promise<Buffer | null> {
  if (!isPicture(bytes)) return null
  const picture = sharp(bytes, { failOn: 'error', limitInputPixels: 40_000_000 })
  return picture
    .rotate()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 9 })
    .toBuffer()
    .catch(() => null)
}

/** By magic bytes: SVG and everything else that only claims to be a picture never reaches the decoder. */
function isPicture(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 12).toString('latin1')
  return (
    start.startsWith('\u0089PNG\r\n\u001A\n') ||
    start.startsWith('ÿØÿ') ||
    /^RIFF[\s\S]{4}WEBP/.test(start)
  )
}
