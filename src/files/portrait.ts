import sharp, { type Sharp } from 'sharp'

/** How a portrait is changed from what is kept: a quarter turn, or nearer by a fifth, keeping the middle or the top. */
export type PortraitMove = 'LEFT' | 'RIGHT' | 'NEARER' | 'NEARER_TOP'

/** Of a portrait, in pixels: three by four, at most. */
const [width, height] = [600, 800]

/** A picture that was accepted, cut to a portrait around its middle; the upper part of a tall one, where faces are. */
export async function portraitOf(picture: Buffer): Promise<Buffer> {
  const { width: from, height: to } = await sharp(picture).metadata()
  const position = to > from ? 'top' : 'centre'
  return encoded(sharp(picture).resize({ width, height, fit: 'cover', position }))
}

/** The same portrait, turned or nearer. */
export async function movedPortrait(portrait: Buffer, move: PortraitMove): Promise<Buffer> {
  if (move === 'LEFT' || move === 'RIGHT') {
    const turned = sharp(portrait).rotate(move === 'LEFT' ? 270 : 90)
    return encoded(sharp(await turned.toBuffer()).resize({ width, height, fit: 'cover' }))
  }
  const [w, h] = [Math.round(width * 0.8), Math.round(height * 0.8)]
  const top = move === 'NEARER_TOP' ? 0 : Math.round((height - h) / 2)
  const part = { left: Math.round((width - w) / 2), top, width: w, height: h }
  return encoded(sharp(portrait).extract(part).resize({ width, height, fit: 'cover' }))
}

function encoded(picture: Sharp): Promise<Buffer> {
  return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 82 }).toBuffer()
}
