const inside = import.meta.url.includes('/dist/src/') ? '../../../' : '../../'

/**
 * A file or folder of the house that is no code (migrations, style sheets, Typst templates), from the project's root:
 * the same for the sources and for what is compiled into dist/.
 */
export function houseFolder(path: string): URL {
  return new URL(`${inside}${path}`, import.meta.url)
}
