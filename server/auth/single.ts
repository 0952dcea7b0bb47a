/**
 * Mechanisms of one message: the client says all it has to say at once. Specs: RFC 4616 (PLAIN), RFC 4505 (ANONYMOUS), RFC 4422
 * appendix A and XEP-0178 (EXTERNAL), XEP-0484 (tokens).
 */
import { isUtf8 } from 'node:buffer';
import { makeJid } from '../kernel/jid.ts';
import type { Log } from '../kernel/log.ts';
import type { SaslContext, SaslStep } from '../kernel/sasl.ts';
import type { AccountsWithPasswords } from './accounts.ts';
import { guestAddress, isTrace } from './anonymous.ts';
import { type Attempt, usernameOf } from './attempt.ts';
import type { Mechanism } from './mechanisms.ts';
import { isTokenHash, parseTokenMessage, type TokenMechanism, tokenHash } from './token-mechanisms.ts';

export interface SingleParts {
  readonly accounts: Pick<AccountsWithPasswords, 'passwords' | 'tokens'>;
  readonly log: Log;
}

/** Decides the one message of a mechanism that is not SCRAM. */
export type Single = (bytes: Buffer, mechanism: Mechanism | TokenMechanism) => SaslStep | Promise<SaslStep>;

export function createSingle({ accounts, log }: SingleParts, context: SaslContext, attempt: Attempt): Single {
  const { host, remoteAddress, tls, device } = context;
  const { fail, refusal, mayActAs, wrongPassword, succeed } = attempt;

  async function plain(bytes: Buffer, mechanism: Mechanism): Promise<SaslStep> {
    // RFC 4616 §2: "message = [authzid] UTF8NUL authcid UTF8NUL passwd"
    const [authzid, name, password, ...rest] = bytes.toString('utf8').split('\0');
    if (!isUtf8(bytes) || authzid === undefined || !name || !password || rest.length > 0)
      return fail('malformed-request', 'not a PLAIN message');
    const username = usernameOf(name);
    const refused = refusal(username, authzid);
    if (refused) return refused;
    const right = await accounts.passwords.check(username, host, password);
    return right ? succeed(username, mechanism) : wrongPassword(`${username}@${host}`, name);
  }

  function anonymous(bytes: Buffer): SaslStep {
    if (!isTrace(bytes)) return fail('malformed-request', 'no trace information of RFC 4505');
    const account = guestAddress(host);
    log.info('A guest came in', { account: account.toString(), address: remoteAddress });
    return { success: { account } };
  }

  /** RFC 4422 appendix A: the certificate says who it is, the message, if there is one, as whom. */
  function external(bytes: Buffer, mechanism: Mechanism): SaslStep {
    const shown = tls.clientAddresses?.(host) ?? [];
    const authzid = bytes.toString('utf8');
    // XEP-0178 §2: with more than one address in the certificate, the client says which it means.
    const meant = authzid === '' ? shown : shown.filter((jid) => mayActAs(authzid, jid.local));
    if (!isUtf8(bytes) || /\0/.test(authzid)) return fail('malformed-request', 'not a message of EXTERNAL');
    if (authzid !== '' && meant.length === 0)
      return fail('invalid-authzid', 'an address the certificate does not have');
    const [jid, ...others] = meant;
    if (!jid || others.length > 0) return fail('invalid-authzid', 'the certificate has several addresses');
    return succeed(jid.local, mechanism);
  }

  /** XEP-0484 §3.4: one message, and the answer proves that the server knows the token, too. */
  function token(bytes: Buffer, mechanism: TokenMechanism): SaslStep {
    const message = parseTokenMessage(bytes);
    if (!message || !isUtf8(bytes.subarray(0, bytes.indexOf(0))))
      return fail('malformed-request', 'not a message of HT');
    const username = usernameOf(message.username);
    const account = `${username}@${host}`;
    const refused = refusal(username, '');
    if (refused) return refused;
    const binding = (mechanism.binding && tls.channelBinding?.(mechanism.binding)) ?? new Uint8Array();
    // A name no account can have has no tokens either; the work is the same.
    const jid = makeJid(username, host) ?? makeJid('nobody', host)!;
    let key: Buffer | undefined;
    const found = accounts.tokens.find(jid, device ?? '', mechanism.name, (candidate) => {
      if (!isTokenHash(message.hash, candidate, binding)) return false;
      key = candidate;
      return true;
    });
    if (!found || !key || device === undefined) return wrongPassword(account);
    // XEP-0484 §4.2: "If the server no longer trusts a token, it MUST instead fail the authentication (returning the SASL
    // 'credentials-expired' error condition)".
    if (found.expired) return fail('credentials-expired', 'the token has expired', account);
    const verdict = succeed(username, mechanism, tokenHash(key, 'Responder', binding));
    if ('success' in verdict) found.accept(context.fast?.invalidate ?? false);
    return verdict;
  }

  return (bytes, mechanism) => {
    if ('binding' in mechanism) return token(bytes, mechanism);
    if (mechanism.kind === 'anonymous') return anonymous(bytes);
    return mechanism.kind === 'external' ? external(bytes, mechanism) : plain(bytes, mechanism);
  };
}
