import { pictureLibrary } from './picture-library.ts'

export interface DrawnPicture {
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
}

/**
 * A picture drawn anew as a JPEG: upright, on white, no side longer than `side` pixels, without a trace of its
 * metadata (GPS above all). Null when it cannot be read whole.
 */
export async function redraw(bytes: Buffer, side: number): Promise<DrawnPicture | null> {
  const sharp = await pictureLibrary()
  return sharp(bytes, { failOn: 'error', limitInputPixels: 50_000_000, sequentialRead: true })
    .timeout({ seconds: 8 })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: 84 })
    .toBuffer({ resolveWithObject: true })
    .then(
      ({ data, info }) => ({ bytes: data, width: info.width, height: info.height }),
      () => null,
    )
}

/** By its first bytes: a picture that we read. */
export function isPicture(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 12).toString('latin1')
  return (
    start.startsWith('\u0089PNG\r\n\u001A\n') ||
    start.startsWith('ÿØÿ') ||
    /^RIFF[\s\S]{4}WEBP/.test(start)
  )
}
