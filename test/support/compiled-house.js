// Tests name the sources and get the compiled program, as `preau start` runs it: it loads in half the time.
import { registerHooks } from 'node:module'

const root = new URL('../../', import.meta.url).href
const dist = `${root}dist/`
const source = /^(?:src|templates|jobs|cli)\/.*\.tsx?$/

registerHooks({
  resolve(specifier, context, next) {
    // as the program finds them, some in dist/node_modules: one copy of each for test and program
    const isPackage = /^[@\w]/.test(specifier) && !specifier.includes(':')
    const found = next(specifier, isPackage ? { ...context, parentURL: dist } : context)
    const path = found.url.startsWith(root) ? found.url.slice(root.length) : ''
    if (!source.test(path)) return found
    return { ...found, format: 'module', url: dist + path.replace(/\.tsx?$/, '.js') }
  },
})
