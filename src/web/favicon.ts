import { pictureLibrary } from '../files/picture-library.ts'

const side = 48
/** Points looked at in each direction of a pixel: edges are smooth. */
const fine = 4

/**
 * The arch and its sun, in the commune's colour (`#rrggbb`), as a PNG. Drawn point by point: what decodes pictures in
 * this process reads what telephones take, and no SVG.
 */
export async function drawFavicon(colour: string): Promise<Buffer> {
  const arch = rgb(colour)
  const sun = rgb('#ffc64b')
  const pixels = Buffer.alloc(side * side * 4)
  for (let at = 0; at < side * side; at += 1) {
    const points = pointsOf(at % side, Math.floor(at / side))
    const lit = points.filter(isSun).length
    const covered = points.filter(isArch).length
    const share = covered === 0 ? 0 : lit / covered
    const mixed = arch.map((value, channel) => value + ((sun[channel] ?? 0) - value) * share)
    pixels.set([...mixed.map(Math.round), Math.round((covered / points.length) * 255)], at * 4)
  }
  const raw = { width: side, height: side, channels: 4 } as const
  const sharp = await pictureLibrary()
  return sharp(pixels, { raw }).png({ compressionLevel: 9 }).toBuffer()
}

type Point = readonly [x: number, y: number]

function pointsOf(column: number, row: number): Point[] {
  return Array.from({ length: fine * fine }, (_, at) => [
    column + ((at % fine) + 0.5) / fine,
    row + (Math.floor(at / fine) + 0.5) / fine,
  ])
}

function isArch([x, y]: Point): boolean {
  if (Math.abs(x - 24) > 19) return false
  return y >= 24 || ((x - 24) / 19) ** 2 + ((y - 24) / 22) ** 2 <= 1
}

function isSun([x, y]: Point): boolean {
  if (Math.abs(x - 24) > 10) return false
  return y >= 32 || (x - 24) ** 2 + (y - 32) ** 2 <= 100
}

function rgb(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}
