import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { post } from '../db/outbox.ts'
import { newToken, sha256 } from '../kernel/ids.ts'
import { typedLogin } from './logins.ts'

/** A link of a mail works for half an hour. */
const validMs = 30 * 60_000
/** Asked for again within five minutes, the mail that is on its way counts. */
const quietMs = 5 * 60_000

/**
 * Asks for the mail of a forgotten password, by login or by the confirmed address of an account. Says nothing: whether
 * there is such an account is nobody's business. In a transaction of the gate.
 */
export async function askReset(tx: Tx, typed: string, now: Date): Promise<void> {
  const email = typed.trim().toLowerCase()
  const asked = await sql<{ id: number }>`
    insert into reset_code (account_id, kind, token_sha256, expires_at, created_by)
    select id, 'MAIL', sha256(convert_to(${newToken()} || id, 'UTF8')), ${until(now)}, 'visitor'
    from account
    where (login = ${typedLogin(typed)} or email = ${email}) and state = 'ACTIVE' and email_confirmed_at is not null
    on conflict (account_id, kind) where used_at is null do update
      set token_sha256 = excluded.token_sha256, expires_at = excluded.expires_at
      where reset_code.expires_at < ${new Date(until(now).getTime() - quietMs)}
    returning id`.execute(tx)
  await postMails(tx, asked.rows, now)
}

/** Asks for the mail that confirms a new address of an account. In a transaction of the gate. */
export async function askEmailChange(
  tx: Tx,
  { accountId, login, email }: { accountId: number; login: string; email: string },
  now: Date,
): Promise<void> {
  const asked = await sql<{ id: number }>`
    insert into reset_code (account_id, kind, token_sha256, expires_at, new_email, created_by)
    values (${accountId}, 'EMAIL_CHANGE', ${sha256(newToken())}, ${until(now)}, ${email.toLowerCase()}, ${login})
    on conflict (account_id, kind) where used_at is null do update
      set token_sha256 = excluded.token_sha256, expires_at = excluded.expires_at, new_email = excluded.new_email
    returning id`.execute(tx)
  await postMails(tx, asked.rows, now)
}

async function postMails(tx: Tx, codes: readonly { readonly id: number }[], now: Date) {
  const entries = codes.map(({ id }) => {
    return { topic: 'mail.send', payload: { resetCodeId: id } } as const
  })
  await post(tx, now, entries)
}

/** A mail with a link, and the only place where its token stands. */
export interface CodeMail {
  readonly to: string
  readonly personId: number
  readonly firstName: string
  readonly kind: 'MAIL' | 'EMAIL_CHANGE'
  readonly token: string
}

/**
 * Makes the token of a mail at the moment of sending: no table and no queue ever holds it. A mail that is sent again
 * carries a new one, and the one before is void. Null when the code was used or is over.
 */
export async function mintCode(tx: Tx, resetCodeId: number, now: Date): Promise<CodeMail | null> {
  const token = newToken()
  const minted = await sql<Omit<CodeMail, 'token'>>`
    update reset_code c set token_sha256 = ${sha256(token)}, expires_at = ${until(now)}
    from account a join person p on p.account_id = a.id
    where c.id = ${resetCodeId} and a.id = c.account_id and a.state = 'ACTIVE' and c.used_at is null
      and c.kind in ('MAIL', 'EMAIL_CHANGE') and coalesce(c.new_email, a.email) is not null
    returning coalesce(c.new_email, a.email) as "to", p.id as "personId", p.first_name as "firstName", c.kind`.execute(
    tx,
  )
  const [mail] = minted.rows
  return mail ? { ...mail, token } : null
}

function until(now: Date): Date {
  return new Date(now.getTime() + validMs)
}
