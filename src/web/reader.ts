import type { Chrome } from '../../templates/chrome.ts'
import type { Tx } from '../db/connect.ts'
import { asParent, asVisitor } from '../db/transactions.ts'
import { sha256 } from '../kernel/ids.ts'
import type { WebContext } from './context.ts'
import { csrfFor } from './csrf.ts'
import { chrome, visitorChrome } from './respond.ts'
import { sessionToken } from './session-cookie.ts'

/** Whoever is signed in reads with his or her rights, everybody else as a visitor. */
export async function withReader(
  c: WebContext,
  work: (tx: Tx, around: Chrome) => Response | Promise<Response>,
): Promise<Response> {
  const { db } = c.get('deps')
  const token = sessionToken(c)
  const now = c.get('now')
  const answer =
    token &&
    (await asParent(db, sha256(token), now, async (tx, parent) =>
      work(tx, chrome(c, { tx, parent, now, csrf: csrfFor(token) }, null)),
    ))
  return answer || asVisitor(db, async (tx) => work(tx, visitorChrome(c, '')))
}
