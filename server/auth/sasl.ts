/**
 * Logging in. Specs: RFC 6120 §6, RFC 4422, RFC 5802, RFC 7677, RFC 9266, RFC 4616 (PLAIN).
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
import type { Credentials, ScramHash } from './credentials.ts';
import { bindingsOf, judgeBinding, type Mechanism, offeredOn } from './mechanisms.ts';
import { type ClientFirst, parseClientFinal, parseClientFirst, serverFirst, verifyProof } from './scram.ts';
import type { Throttle } from './throttle.ts';

export interface AuthenticationParts {
  accounts: AccountsWithPasswords;
  throttle: Throttle;
  log: Log;
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
  | { readonly at: 'first'; readonly mechanism: Mechanism }
  | {
      readonly at: 'final';
      readonly mechanism: Mechanism;
      readonly hash: ScramHash;
      readonly client: ClientFirst;
      readonly username: string;
      readonly credentials: Credentials;
      readonly nonce: string;
      /** What `c=` has to hold: "the GS2 header followed by the channel binding data" (RFC 5802 §5.1). */
      readonly binding: Buffer;
      readonly serverFirst: string;
    };

export function createAuthentication(parts: AuthenticationParts): Authentication {
  return {
    mechanisms: (context) => offeredOn(context).map(({ name }) => name),
    bindings: ({ tls }) => bindingsOf(tls),
    exchange: (context) => createExchange(parts, context),
  };
}

function createExchange(parts: AuthenticationParts, context: SaslContext): SaslExchange {
  const { accounts, throttle, log, random = randomBytes } = parts;
  const { host, remoteAddress, tls } = context;
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
  function succeed(username: string, mechanism: Mechanism, data?: Buffer): SaslStep {
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
    const credentials = accounts.passwords.credentials(username, host);
    const nonce = client.nonce + random(NONCE_BYTES).toString('base64');
    const binding = Buffer.concat([Buffer.from(client.gs2Header), verdict.data]);
    const challenge = serverFirst(nonce, credentials);
    state = {
      ...{ at: 'final', mechanism, hash, client, username, credentials, nonce, binding },
      serverFirst: challenge,
    };
    return { challenge: Buffer.from(challenge) };
  }

  function scramFinal(bytes: Buffer, exchange: Extract<State, { at: 'final' }>): SaslStep {
    const { client, credentials, hash, nonce, username, mechanism } = exchange;
    const message = isUtf8(bytes) ? parseClientFinal(bytes.toString('utf8')) : undefined;
    if (!message) return fail('malformed-request', 'not a SCRAM client-final message');
    // RFC 5802 §5.1: "The server MUST verify that the nonce sent by the client in the second message is the same as the one
    // sent by the server in its first message."
    if (message.nonce !== nonce) return fail('malformed-request', 'another nonce');
    // RFC 5802 §6: "the server MUST […] check that the channel binding data received matches its own".
    if (!message.binding.equals(exchange.binding)) return wrongBinding(mechanism, `${username}@${host}`);
    const authMessage = `${client.bare},${exchange.serverFirst},${message.withoutProof}`;
    const signature = verifyProof(hash, credentials, authMessage, message.proof);
    if (!signature) return wrongPassword(`${username}@${host}`);
    return succeed(username, mechanism, Buffer.from(`v=${signature.toString('base64')}`));
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
        return mechanism.scram ? scramFirst(bytes, mechanism, mechanism.scram) : plain(bytes, mechanism);
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
      const mechanism = offeredOn(context).find((row) => row.name === name);
      // RFC 6120 §6.5.7: no mechanism, or "a mechanism that is not supported by the receiving entity".
      if (!mechanism) return fail('invalid-mechanism', 'a mechanism that was not offered');
      state = { at: 'first', mechanism };
      // RFC 6120 §6.4.2: a mechanism that begins with the client, and no initial response: ask with an empty challenge
      return initial ? take(initial) : { challenge: new Uint8Array() };
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
