/** The colours that a page takes from the commune's one colour, for one scheme. */
export interface Scheme {
  /** Links, buttons, marks. */
  readonly town: string
  /** The same when pressed. */
  readonly townStrong: string
  readonly veil: string
  readonly edge: string
  /** Text on `town`. */
  readonly onTown: string
  /** The pay card and the awning. */
  readonly block: string
  /** Second text on `block`. */
  readonly blockSoft: string
}

type Hex = string
type Lch = readonly [lightness: number, chroma: number, hue: number]

/**
 * From one colour (`#2f7d5b`) to tokens that always pass (WCAG 2.2), in OKLCH: the hue is kept, the chroma capped at
 * 0.15, the lightness moved until `town` has 6.6 on paper and, in the dark, 7.2 on a card.
 */
export function palette(chosen: Hex): { readonly light: Scheme; readonly dark: Scheme } {
  const [startLightness, startChroma, hue] = toLch(chosen)
  const chroma = Math.min(startChroma, 0.15)
  let lightness = Math.min(Math.max(startLightness, 0.34), 0.5)
  while (contrast(hex(lightness, chroma, hue), '#fbf7ef') < 6.6) lightness -= 0.005
  let inDark = 0.8
  while (contrast(hex(inDark, Math.min(chroma, 0.11), hue), '#2a2621') < 7.2) inDark += 0.005
  return {
    light: {
      town: hex(lightness, chroma, hue),
      townStrong: hex(lightness - 0.08, chroma, hue),
      veil: hex(0.955, Math.min(chroma * 0.18, 0.02), hue),
      edge: hex(0.85, Math.min(chroma * 0.5, 0.06), hue),
      onTown: '#ffffff',
      block: hex(lightness, chroma, hue),
      blockSoft: hex(0.93, Math.min(chroma * 0.4, 0.035), hue),
    },
    dark: {
      town: hex(inDark, Math.min(chroma, 0.11), hue),
      townStrong: hex(inDark + 0.07, Math.min(chroma, 0.08), hue),
      veil: hex(0.3, Math.min(chroma * 0.45, 0.045), hue),
      edge: hex(0.44, Math.min(chroma * 0.6, 0.06), hue),
      onTown: hex(0.2, Math.min(chroma, 0.04), hue),
      block: hex(Math.min(lightness, 0.37), Math.min(chroma, 0.09), hue),
      blockSoft: hex(0.9, Math.min(chroma * 0.4, 0.035), hue),
    },
  }
}

/** WCAG's contrast of two colours, 1 to 21. */
export function contrast(left: Hex, right: Hex): number {
  const [dark = 0, bright = 0] = [luminance(left), luminance(right)].sort((a, b) => a - b)
  return (bright + 0.05) / (dark + 0.05)
}

function luminance(colour: Hex): number {
  const [red, green, blue] = linearRgb(colour)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linearRgb(colour: Hex): readonly [number, number, number] {
  const part = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [part(1), part(3), part(5)]
}

function toLch(colour: Hex): Lch {
  const [red, green, blue] = linearRgb(colour)
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, Math.hypot(a, b), Math.atan2(b, a)]
}

/** Outside what a screen shows, less chroma at the same lightness and hue. */
function hex(lightness: number, wanted: number, hue: number): Hex {
  for (let chroma = wanted; chroma >= 0; chroma -= 0.004) {
    const parts = fromLch([lightness, chroma, hue])
    if (parts.every((part) => part > -0.0005 && part < 1.0005))
      return `#${parts.map(twoDigits).join('')}`
  }
  const grey = Math.round(lightness ** 3 * 255)
    .toString(16)
    .padStart(2, '0')
  return `#${grey.repeat(3)}`
}

function fromLch([lightness, chroma, hue]: Lch): readonly number[] {
  const a = chroma * Math.cos(hue)
  const b = chroma * Math.sin(hue)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

function twoDigits(linear: number): string {
  const value = Math.max(0, linear)
  const shown = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
  return Math.round(Math.min(1, shown) * 255)
    .toString(16)
    .padStart(2, '0')
}
