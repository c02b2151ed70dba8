import type sharp from 'sharp'

type PictureLibrary = typeof sharp

let loaded: Promise<PictureLibrary> | null = null

/** sharp, loaded with the first picture: what shows none starts without it. */
export function pictureLibrary(): Promise<PictureLibrary> {
  loaded ??= load()
  return loaded
}

/** Whatever a file claims to be, libvips reads JPEG, PNG and WebP alone, and from memory alone. */
async function load(): Promise<PictureLibrary> {
  const { default: library } = await import('sharp')
  library.block({ operation: ['VipsForeignLoad'] })
  library.unblock({
    operation: [
      'VipsForeignLoadJpegBuffer',
      'VipsForeignLoadPngBuffer',
      'VipsForeignLoadWebpBuffer',
    ],
  })
  library.cache(false)
  return library
}
