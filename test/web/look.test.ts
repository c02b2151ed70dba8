import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadAssets } from '../../src/web/assets.ts'
import { contrast, palette } from '../../src/web/palette.ts'

test('whatever colour the commune chooses, its text can be read', () => {
  const worst = { paper: 21, block: 21, dark: 21, button: 21 }
  for (let red = 0; red < 256; red += 51) {
    for (let green = 0; green < 256; green += 51) {
      for (let blue = 0; blue < 256; blue += 51) {
        const chosen = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
        const { light, dark } = palette(chosen)
        worst.paper = Math.min(worst.paper, contrast(light.town, '#fbf7ef'))
        worst.block = Math.min(
          worst.block,
          contrast(light.blockSoft, light.block),
          contrast('#ffffff', light.block),
        )
        worst.dark = Math.min(worst.dark, contrast(dark.town, '#23201b'))
        worst.button = Math.min(
          worst.button,
          contrast(dark.onTown, dark.town),
          contrast(light.onTown, light.townStrong),
        )
      }
    }
  }
  assert.ok(
    worst.paper >= 6.6 && worst.block >= 5.6 && worst.dark >= 7 && worst.button >= 7,
    JSON.stringify(worst),
  )
})

test('the sheets are what old and new browsers expect of them', async () => {
  const { files } = await loadAssets({ colour: '#a33b5a', logo: null })
  const base = files.get('base.css')?.bytes.toString() ?? ''
  const modern = files.get('modern.css')?.bytes.toString() ?? ''
  assert.doesNotMatch(
    base,
    /var\(|display: (flex|grid)|rgb\(|\d(rem|vw|vh)\b|@supports|@layer|url\(/,
  )
  assert.match(modern, /^@supports \(display: grid\) and \(color: var\(--x\)\) \{\n[\s\S]*\}\n$/)
  assert.equal(depthOutside(modern), 0)
  assert.doesNotMatch(modern, /@layer|@import|https?:|data:/)
  // the commune's colour is in both, and the design's is in neither
  assert.ok(
    base.includes(palette('#a33b5a').light.town) && modern.includes(palette('#a33b5a').dark.town),
  )
  for (const written of Object.values(palette('#2f7d5b').light).filter(
    (colour) => colour !== '#ffffff',
  )) {
    assert.ok(!base.includes(written) && !modern.includes(written), written)
  }
})

test('what a page loads weighs little', async () => {
  const { files } = await loadAssets({ colour: '#2f7d5b', logo: null })
  const zipped = (name: string) => files.get(name)?.zipped?.length ?? Infinity
  assert.ok(zipped('base.css') < 4_000, `base.css ${zipped('base.css')}`)
  assert.ok(zipped('modern.css') < 14_000, `modern.css ${zipped('modern.css')}`)
  assert.ok(zipped('htmx.js') < 16_000, `htmx.js ${zipped('htmx.js')}`)
})

/** How many rules begin after the one @supports was closed. */
function depthOutside(css: string): number {
  let depth = 0
  let outside = 0
  for (const sign of css) {
    if (sign === '{') {
      if (depth === 0) outside += 1
      depth += 1
    }
    if (sign === '}') depth -= 1
  }
  return outside - 1 + depth
}
