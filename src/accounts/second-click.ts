import { Refusal } from '../kernel/refusal.ts'
import type { Door, Visitor } from './door.ts'
import { signIn, type SignedIn } from './sign-in.ts'

/** How long after it was used a code may come a second time. */
export const secondClickMinutes = 2

/**
 * Two clicks send a form with a code twice, and the browser shows the answer to the second, whose code is used: the
 * password that the first one chose opens all the same. `given` is null when it was not this code that was just used:
 * then refuses as the code was refused.
 */
export async function orSignIn<T>(
  work: Promise<T>,
  door: Door,
  given: () => Promise<{ readonly login: string; readonly password: string } | null>,
  visitor: Visitor & { readonly now: Date },
): Promise<T | ({ readonly ok: true } & SignedIn)> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'WRONG_CODE') throw error
    const again = await given()
    const opened = again && (await signIn(door, again, visitor).catch(() => null))
    if (!opened) throw error
    return { ok: true, ...opened }
  }
}
