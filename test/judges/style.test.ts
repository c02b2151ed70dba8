import assert from 'node:assert/strict'
import { test } from 'node:test'
import stylelint from 'stylelint'
import { loadAssets } from '../../src/web/assets.ts'

/**
 * What those browsers read all the same: `text-decoration: none`, `overflow: hidden`, `inline-block` on what is inline
 * by itself; and what they may pass over: `@media print` and its repeated table heads.
 */
const passedOver = [
  'mdn-text-decoration-shorthand',
  'css-overflow',
  'inline-block',
  'css-mediaqueries',
  'css-table',
]

const config = {
  plugins: ['stylelint-no-unsupported-browser-features'],
  rules: {
    'plugin/no-unsupported-browser-features': [
      true,
      { browsers: ['ie 7', 'firefox 3.5'], ignore: passedOver },
    ],
    'block-no-empty': true,
    'color-no-invalid-hex': true,
    'property-no-unknown': true,
    'selector-type-no-unknown': true,
    'unit-no-unknown': true,
  },
}

async function faultsOf(code: string): Promise<string[]> {
  const { results } = await stylelint.lint({ code, config })
  return results.flatMap(({ warnings }) => warnings.map((one) => `${one.line}: ${one.text}`))
}

test('the first style sheet says nothing that Internet Explorer 7 or Firefox 3.5 cannot read', async () => {
  const { files } = await loadAssets({ colour: '#2f7d5b', logo: null })
  const base = files.get('base.css')?.bytes.toString() ?? ''
  assert.deepEqual(await faultsOf(base), [])
  assert.deepEqual(base.match(/@media[^{]*/g), ['@media print '])
  assert.notDeepEqual(await faultsOf('p { display: flex }'), [], 'it is able to find something')
})
