import { Hono } from 'hono'
import { ChildPhotoPage } from '../../templates/pages/child-photo.tsx'
import { acceptUpload } from '../files/accept-upload.ts'
import { movePhoto, photoOf, removePhoto, setPhoto } from '../households/child/photo.ts'
import type { ParentWrite } from '../households/child/parent-write.ts'
import { paths } from '../paths.ts'
import { around, carryOut, withOpenChild, withOwnChild, writerOf } from './child-access.tsx'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyForm, type FamilyRequest } from './guard.ts'
import { sentFile } from './multipart.ts'
import { page } from './respond.ts'
import { sendFile, uploadSentence } from './uploads.ts'

/** A child's photo: sent, turned, brought nearer, taken away; and the picture itself. */
export function childPhotoRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.childPhoto(':ref'),
    family((c, request) => photoPage(c, request, null)),
  )

  routes.post(
    paths.childPhoto(':ref'),
    familyForm(
      (c, request) =>
        withOpenChild(c, request, 'CHILD.photo', ({ ref }) => {
          const by = writerOf(request, { path: paths.childPhoto(ref), code: 'photo' })
          return 'envoyer' in request.form
            ? takePhoto(c, request, ref, by)
            : changed(c, request, ref, by)
        }),
      { files: ['f_photo'] },
    ),
  )

  routes.get(
    paths.childPicture(':ref', ':file'),
    family(async (c, { tx }) => {
      const bytes = await photoOf(tx, c.get('deps').keys, c.req.param('ref') ?? '')
      if (!bytes) return c.notFound()
      return sendFile(c, { bytes, mediaType: 'image/jpeg', name: 'photo.jpg' })
    }),
  )

  return routes
}

async function takePhoto(
  c: WebContext,
  request: FamilyForm,
  childRef: string,
  by: ParentWrite,
): Promise<Response> {
  const file = sentFile(request.files, 'f_photo')
  if (!file) return photoPage(c, request, 'Choisissez une photo sur votre appareil.')
  const accepted = await acceptUpload(file.bytes, { purpose: 'PHOTO' })
  if (!accepted.ok) return photoPage(c, request, uploadSentence(accepted.fault))
  const picture = accepted.file.bytes
  return carryOut(c, setPhoto(request.tx, c.get('deps').keys, { childRef, picture }, by))
}

const moves = {
  tourner_gauche: 'TURN_LEFT',
  tourner_droite: 'TURN_RIGHT',
  rapprocher: 'NEARER',
  eloigner: 'FARTHER',
  plus_gauche: 'LEFT',
  plus_droite: 'RIGHT',
  plus_haut: 'UP',
  plus_bas: 'DOWN',
} as const

function changed(
  c: WebContext,
  request: FamilyForm,
  childRef: string,
  by: ParentWrite,
): Promise<Response> {
  const { tx, form } = request
  if ('retirer' in form) return carryOut(c, removePhoto(tx, { childRef }, by))
  const move = Object.entries(moves).find(([verb]) => verb in form)?.[1]
  if (!move) return photoPage(c, request, 'Choisissez ce que vous voulez faire de la photo.')
  return carryOut(c, movePhoto(tx, c.get('deps').keys, { childRef, move }, by))
}

function photoPage(c: WebContext, request: FamilyRequest, error: string | null): Promise<Response> {
  return withOwnChild(c, request, (child) =>
    child.access['CHILD.photo'] === 'HIDDEN'
      ? c.notFound()
      : page(
          c,
          <ChildPhotoPage frame={around(c, request)} child={child} error={error} />,
          error ? 422 : 200,
        ),
  )
}
