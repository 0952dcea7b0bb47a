/**
 * Logging in. Specs: RFC 6120 §6, RFC 4422, RFC 5802, RFC 7677, RFC 9266, RFC 4616 (PLAIN), RFC 4505, XEP-0178, XEP-0484.
 * Decides what each SASL message is answered; accounts, keys and throttling are passed in.
 * It reads no XML and no base 64: the stream does (kernel/sasl.ts is the border), and counts the tries. What is offered,
 * and when a channel binding is right, is mechanisms.ts.
 */
import { isUtf8 } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { makeJid, parseJid, prepareUsername } from '../kernel/jid.ts';
import type { Log } from '../kernel/log.ts';
import type { Authentication, SaslCondition, SaslContext, SaslExchange, SaslStep } from '../kernel/sasl.ts';
import type { AccountsWithPasswords } from './accounts.ts';
import { guestAddress, isTrace } from './anonymous.ts';
import type { ScramHash, ScramKeys } from './credentials.ts';
import { bindingsOf, downgradeHash, judgeBinding, type Mechanism, offeredOn } from './mechanisms.ts';
import { type ClientFirst, parseClientFinal, parseClientFirst, serverFirst, verifyProof } from './scram.ts';
import type { Throttle } from './throttle.ts';
import {
  isTokenHash,
  parseTokenMessage,
  type TokenMechanism,
  tokenHash,
  tokenMechanismsOn,
} from './token-mechanisms.ts';

export interface AuthenticationParts {
  accounts: AccountsWithPasswords;
  throttle: Throttle;
  log: Log;
  /** Domains for guests without an account. */
  isGuestHost?: (host: string) => boolean;
  random?: (bytes: number) => Buffer;
}

/** Longest message accepted: the names and the password of PLAIN, 1023 bytes each, fit twice. */
const MAX_BYTES = 6144;
const NONCE_BYTES = 18;

/**
 * ```
 *          start, no initial            bytes                     proof
 *   idle ────────────────────▶ first ──────────▶ final (SCRAM) ──────────▶ over: success or failure
 *     └────── start with initial ────────┘ └──── PLAIN ────────────────────────▲
 * ```
 */
type State =
  | { readonly at: 'idle' }
  | { readonly at: 'over' }
  | { readonly at: 'first'; readonly mechanism: Mechanism | TokenMechanism }
  | {
      readonly at: 'final';
      readonly mechanism: Mechanism;
      readonly hash: ScramHash;
      readonly client: ClientFirst;
      readonly username: string;
      readonly keys: ScramKeys;
      readonly nonce: string;
      /** What `c=` has to hold: "the GS2 header followed by the channel binding data" (RFC 5802 §5.1). */
      readonly binding: Buffer;
      readonly serverFirst: string;
    };

export function createAuthentication(parts: AuthenticationParts): Authentication {
  const isGuestHost = parts.isGuestHost ?? (() => false);
  const { tokens, upgrades } = parts.accounts;
  const all = { ...parts, isGuestHost };
  return {
    mechanisms: (context) => offers(context, all).map(({ name }) => name),
    bindings: ({ tls, host }) => (isGuestHost(host) ? [] : bindingsOf(tls)),
    exchange: (context) => createExchange(all, context),
    upgrades,
    tokens: {
      // Guests do not come back.
      grant: (request) =>
        isGuestHost(request.account.domain) ? Promise.resolve(undefined) : tokens.grant(request),
    },
  };
}

/** XEP-0484 §3.4: who brings a token says so, and only then mechanisms of tokens count. */
function offers(context: SaslContext, parts: ExchangeParts): readonly (Mechanism | TokenMechanism)[] {
  const { host, from, tls } = context;
  const guests = parts.isGuestHost(host);
  if (context.fast) return guests ? [] : tokenMechanismsOn(tls);
  const all = offeredOn(context, guests);
  if (guests || from?.domain !== host) return all;
  // XEP-0388 §2.1: "The mechanism elements MUST only offer mechanisms the server can offer for the JID provided by the client in
  // the "from" attribute". WHY it tells strangers nothing: names that do not exist lack none.
  const lacking = parts.accounts.passwords.lacking(from.local, host);
  return lacking.length === 0
    ? all
    : all.filter(({ scram }) => scram === undefined || !lacking.includes(scram));
}

type ExchangeParts = AuthenticationParts & Required<Pick<AuthenticationParts, 'isGuestHost'>>;

function createExchange(parts: ExchangeParts, context: SaslContext): SaslExchange {
  const { accounts, throttle, log, random = randomBytes } = parts;
  const { host, remoteAddress, tls, device } = context;
  let state: State = { at: 'idle' };

  /** `because` is exact and stays in the log; the peer sees the condition only. */
  const fail = (failure: SaslCondition, because: string, account?: string, text?: string): SaslStep => {
    state = { at: 'over' };
    log.warn('Log-in failed', { condition: failure, because, account, host, address: remoteAddress });
    return { failure, text };
  };

  /** RFC 6120 §6.3.8: the authorization identity is the bare address of the account; empty means the same. */
  const mayActAs = (authzid: string, username: string): boolean => {
    if (authzid === '') return true;
    const wanted = parseJid(authzid);
    // XEP-0388 §2.3: "If the stream's from attribute (if present) does not match the non-empty authorization string, the server
    // MUST fail the authentication".
    if (context.from && !wanted?.equals(context.from.bare)) return false;
    return wanted?.isBare === true && wanted.local === username && wanted.domain === host;
  };

  function refuseThrottled(account: string): SaslStep | undefined {
    const verdict = throttle.check(remoteAddress, account);
    return verdict.allow ? undefined : fail('temporary-auth-failure', 'too many failed log-ins', account);
  }

  function wrongPassword(account: string): SaslStep {
    throttle.failed(remoteAddress, account);
    return fail('not-authorized', 'wrong name or password', account);
  }

  /**
   * With -PLUS, client and server do not see the same TLS connection, or not the same certificate: somebody may stand
   * between them. Without, `c=` only repeats what the client said before, and the message contradicts itself.
   */
  function wrongBinding({ plus }: Mechanism, account: string): SaslStep {
    const because = 'the channel binding does not match';
    return plus
      ? fail('not-authorized', because, account, 'The channel binding does not match.')
      : fail('malformed-request', because, account);
  }

  /** After a right password or proof. */
  function succeed(username: string, mechanism: { readonly name: string }, data?: Buffer): SaslStep {
    const jid = makeJid(username, host);
    const info = jid && accounts.get(jid);
    if (!jid || !info) return wrongPassword(`${username}@${host}`);
    if (info.disabled) return fail('account-disabled', 'the account is disabled', jid.toString());
    state = { at: 'over' };
    throttle.succeeded(jid.toString());
    accounts.noteLogin(jid);
    log.info('Logged in', { account: jid.toString(), mechanism: mechanism.name, address: remoteAddress });
    return { success: { account: jid, data } };
  }

  async function plain(bytes: Buffer, mechanism: Mechanism): Promise<SaslStep> {
    // RFC 4616 §2: "message = [authzid] UTF8NUL authcid UTF8NUL passwd"
    const [authzid, name, password, ...rest] = bytes.toString('utf8').split('\0');
    if (!isUtf8(bytes) || authzid === undefined || !name || !password || rest.length > 0)
      return fail('malformed-request', 'not a PLAIN message');
    const username = usernameOf(name);
    const account = `${username}@${host}`;
    const throttled = refuseThrottled(account);
    if (throttled) return throttled;
    if (!mayActAs(authzid, username))
      return fail('invalid-authzid', 'a foreign authorization identity', account);
    const right = await accounts.passwords.check(username, host, password);
    return right ? succeed(username, mechanism) : wrongPassword(account);
  }

  function scramFirst(bytes: Buffer, mechanism: Mechanism, hash: ScramHash): SaslStep {
    const client = isUtf8(bytes) ? parseClientFirst(bytes.toString('utf8')) : undefined;
    if (!client) return fail('malformed-request', 'not a SCRAM client-first message');
    const verdict = judgeBinding(client.flag, mechanism.plus, tls);
    if (!verdict.allow) return fail(verdict.condition, verdict.because);
    const username = usernameOf(client.username);
    const account = `${username}@${host}`;
    const throttled = refuseThrottled(account);
    if (throttled) return throttled;
    if (!mayActAs(client.authzid, username))
      return fail('invalid-authzid', 'a foreign authorization identity', account);
    const keys = accounts.passwords.credentials(username, host)[hash];
    const nonce = client.nonce + random(NONCE_BYTES).toString('base64');
    const binding = Buffer.concat([Buffer.from(client.gs2Header), verdict.data]);
    const offered = offers(context, parts).map(({ name }) => name);
    const challenge = serverFirst(nonce, keys, downgradeHash(hash, offered, bindingsOf(tls)));
    state = {
      ...{ at: 'final', mechanism, hash, client, username, keys, nonce, binding },
      serverFirst: challenge,
    };
    return { challenge: Buffer.from(challenge) };
  }

  function scramFinal(bytes: Buffer, exchange: Extract<State, { at: 'final' }>): SaslStep {
    const { client, keys, hash, nonce, username, mechanism } = exchange;
    const message = isUtf8(bytes) ? parseClientFinal(bytes.toString('utf8')) : undefined;
    if (!message) return fail('malformed-request', 'not a SCRAM client-final message');
    // RFC 5802 §5.1: "The server MUST verify that the nonce sent by the client in the second message is the same as the one
    // sent by the server in its first message."
    if (message.nonce !== nonce) return fail('malformed-request', 'another nonce');
    // RFC 5802 §6: "the server MUST […] check that the channel binding data received matches its own".
    if (!message.binding.equals(exchange.binding)) return wrongBinding(mechanism, `${username}@${host}`);
    const authMessage = `${client.bare},${exchange.serverFirst},${message.withoutProof}`;
    const signature = verifyProof(hash, keys, authMessage, message.proof);
    if (!signature) return wrongPassword(`${username}@${host}`);
    return succeed(username, mechanism, Buffer.from(`v=${signature.toString('base64')}`));
  }

  function beginWith(bytes: Buffer, mechanism: Mechanism): SaslStep | Promise<SaslStep> {
    if (mechanism.scram) return scramFirst(bytes, mechanism, mechanism.scram);
    if (mechanism.kind === 'anonymous') return anonymous(bytes);
    return mechanism.kind === 'external' ? external(bytes, mechanism) : plain(bytes, mechanism);
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
    const throttled = refuseThrottled(account);
    if (throttled) return throttled;
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

  function take(message: Uint8Array): SaslStep | Promise<SaslStep> {
    if (message.length > MAX_BYTES) return fail('malformed-request', 'message too long');
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    switch (state.at) {
      case 'idle':
      case 'over':
        return fail('malformed-request', 'a response to no challenge');
      case 'first': {
        const { mechanism } = state;
        state = { at: 'over' };
        if ('binding' in mechanism) return token(bytes, mechanism);
        return beginWith(bytes, mechanism);
      }
      case 'final': {
        const exchange = state;
        state = { at: 'over' };
        return scramFinal(bytes, exchange);
      }
      default:
        return assertNever(state);
    }
  }

  return {
    start(name, initial) {
      if (state.at !== 'idle') return fail('malformed-request', 'an exchange is under way');
      if (!tls.encrypted) return fail('encryption-required', 'no TLS');
      const mechanism = offers(context, parts).find((row) => row.name === name);
      // RFC 6120 §6.5.7: no mechanism, or "a mechanism that is not supported by the receiving entity".
      if (!mechanism) return fail('invalid-mechanism', 'a mechanism that was not offered');
      state = { at: 'first', mechanism };
      // RFC 6120 §6.4.2: a mechanism that begins with the client, and no initial response: ask with an empty challenge
      // … which XEP-0175 §2 and its example spare a guest, who need not say anything.
      if (!initial && mechanism.name !== 'ANONYMOUS') return { challenge: new Uint8Array() };
      return take(initial ?? new Uint8Array());
    },
    respond: take,
  };
}

/**
 * The account a client means. A name that cannot be one becomes a short name no account can have ("@" is not allowed in
 * it), so that it is answered like any unknown one and costs the log and the throttle no room.
 */
function usernameOf(name: string): string {
  return prepareUsername(name) ?? `@${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

function assertNever(state: never): never {
  throw new Error(`unknown SASL state ${JSON.stringify(state)}`);
}
