import { z } from '../kernel/forms.ts'

/** How a secret lies in `setting.value`. */
export const sealedValue = z.object({ master: z.string(), sealed: z.base64() })
