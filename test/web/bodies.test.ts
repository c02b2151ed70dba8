import { test } from 'node:test'
import { proveForms } from './every-form.ts'

const seed = 1
const count = 6

test('nothing that a parent or a stranger sends is answered with a fault of ours', async (t) => {
  t.diagnostic(`seed ${seed}, ${count} bodies a form: ${await proveForms({ count, seed })}`)
})
