import type { Sharp } from 'sharp'
import { pictureLibrary } from './picture-library.ts'
import { z } from '../kernel/forms.ts'

/** Which part of a picture is shown as a portrait. */
export const portraitFrame = z.object({
  /** Quarter turns to the right. */
  turns: z.int().min(0).max(3),
  /** How often it was brought nearer. */
  nearer: z.int().min(0).max(4),
  /** Where the part lies in the picture, in percent of the room that is left: 0 is left and top. */
  across: z.int().min(0).max(100),
  down: z.int().min(0).max(100),
})

export type PortraitFrame = z.infer<typeof portraitFrame>

/** What a parent may do with a portrait. */
export type PortraitMove =
  | 'TURN_LEFT'
  | 'TURN_RIGHT'
  | 'NEARER'
  | 'FARTHER'
  | 'LEFT'
  | 'RIGHT'
  | 'UP'
  | 'DOWN'

/** Of a portrait, in pixels: three by four. */
const [width, height] = [600, 800]
const nearest = 4
const step = 25

/** What is seen first: the middle, and the upper part of a tall picture, where faces are. */
export const firstFrame: PortraitFrame = { turns: 0, nearer: 0, across: 50, down: 0 }

/** The frame after a move; a turn begins again in the middle. */
export function movedFrame(frame: PortraitFrame, move: PortraitMove): PortraitFrame {
  const by = (name: 'across' | 'down', steps: number): PortraitFrame => ({
    ...frame,
    [name]: Math.min(100, Math.max(0, frame[name] + steps * step)),
  })
  const turned = (quarters: number): PortraitFrame => ({
    ...firstFrame,
    turns: (frame.turns + quarters) % 4,
  })
  const near = (nearer: number): PortraitFrame => ({
    ...frame,
    nearer: Math.min(nearest, Math.max(0, nearer)),
  })
  return {
    TURN_LEFT: turned(3),
    TURN_RIGHT: turned(1),
    NEARER: near(frame.nearer + 1),
    FARTHER: near(frame.nearer - 1),
    LEFT: by('across', -1),
    RIGHT: by('across', 1),
    UP: by('down', -1),
    DOWN: by('down', 1),
  }[move]
}

/** The part of an accepted picture that a frame shows, as a portrait of three by four. */
export async function portraitOf(picture: Buffer, frame: PortraitFrame): Promise<Buffer> {
  const sharp = await pictureLibrary()
  const turned = await sharp(picture)
    .rotate(frame.turns * 90)
    .toBuffer()
  const { width: from, height: to } = await sharp(turned).metadata()
  const scale = Math.min(from / width, to / height) * 0.8 ** frame.nearer
  const part = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
  const left = Math.round(((from - part.width) * frame.across) / 100)
  const top = Math.round(((to - part.height) * frame.down) / 100)
  const shown = sharp(turned).extract({ ...part, left, top })
  return encoded(shown.resize({ width, height, fit: 'fill' }))
}

function encoded(picture: Sharp): Promise<Buffer> {
  return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 82 }).toBuffer()
}
