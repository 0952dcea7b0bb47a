/**
 * Logging in. Specs: RFC 6120 §6, RFC 4422, RFC 5802, RFC 7677, RFC 4616 (PLAIN).
 * Decides what each SASL message is answered; accounts, keys and throttling are passed in.
 * It reads no XML and no base 64: the stream does (kernel/sasl.ts is the border), and counts the tries. Channel binding
 * (-PLUS) comes later: rows in `MECHANISMS` and the branch marked in `scramFirst`.
 */
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { makeJid, parseJid, prepareUsername } from '../kernel/jid.ts';
import type { Log } from '../kernel/log.ts';
import type { Authentication, SaslCondition, SaslContext, SaslExchange, SaslStep } from '../kernel/sasl.ts';
import type { AccountsWithPasswords } from './accounts.ts';
import type { Credentials, ScramHash } from './credentials.ts';
import { type ClientFirst, parseClientFinal, parseClientFirst, serverFirst, verifyProof } from './scram.ts';
import type { Throttle } from './throttle.ts';

export interface AuthenticationParts {
  accounts: AccountsWithPasswords;
  throttle: Throttle;
  log: Log;
  random?: (bytes: number) => Buffer;
}

type Mechanism = { readonly name: string; readonly scram?: ScramHash };

/** Best first. `SCRAM-SHA-512` and the -PLUS variants are further rows. */
const MECHANISMS: readonly Mechanism[] = [
  { name: 'SCRAM-SHA-256', scram: 'sha256' },
  { name: 'SCRAM-SHA-1', scram: 'sha1' },
  { name: 'PLAIN' },
];

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
      readonly serverFirst: string;
    };

export function createAuthentication(parts: AuthenticationParts): Authentication {
  return {
    // WHY nothing before TLS: PLAIN would show the password, and SCRAM could be tried offline by whoever listens.
    mechanisms: ({ tls }) => (tls.encrypted ? MECHANISMS.map(({ name }) => name) : []),
    exchange: (context) => createExchange(parts, context),
  };
}

function createExchange(parts: AuthenticationParts, context: SaslContext): SaslExchange {
  const { accounts, throttle, log, random = randomBytes } = parts;
  const { host, remoteAddress, tls } = context;
  let state: State = { at: 'idle' };

  /** `because` is exact and stays in the log; the peer sees the condition only. */
  const fail = (failure: SaslCondition, because: string, account?: string): SaslStep => {
    state = { at: 'over' };
    log.info('Log-in failed', { condition: failure, because, account, host, address: remoteAddress });
    return { failure };
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
    const username = prepareUsername(name) ?? name;
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
    // RFC 5802 §6: "If the channel binding flag was "p" and the server does not support the indicated channel binding type,
    // then the server MUST fail authentication." -PLUS goes here.
    if (client.flag.kind === 'required')
      return fail('malformed-request', 'channel binding asked of a plain mechanism');
    // WHY 'y' passes: it says "I could, but you did not offer it", and we did not.
    const username = prepareUsername(client.username) ?? client.username;
    const account = `${username}@${host}`;
    const throttled = refuseThrottled(account);
    if (throttled) return throttled;
    if (!mayActAs(client.authzid, username))
      return fail('invalid-authzid', 'a foreign authorization identity', account);
    const credentials = accounts.passwords.credentials(username, host);
    const nonce = client.nonce + random(NONCE_BYTES).toString('base64');
    const challenge = serverFirst(nonce, credentials);
    state = { at: 'final', mechanism, hash, client, username, credentials, nonce, serverFirst: challenge };
    return { challenge: Buffer.from(challenge) };
  }

  function scramFinal(bytes: Buffer, exchange: Extract<State, { at: 'final' }>): SaslStep {
    const { client, credentials, hash, nonce, username, mechanism } = exchange;
    const message = isUtf8(bytes) ? parseClientFinal(bytes.toString('utf8')) : undefined;
    if (!message) return fail('malformed-request', 'not a SCRAM client-final message');
    // RFC 5802 §5.1: "The server MUST verify that the nonce sent by the client in the second message is the same as the one
    // sent by the server in its first message." `c=` repeats the GS2 header.
    if (message.nonce !== nonce) return fail('malformed-request', 'another nonce');
    if (!message.binding.equals(Buffer.from(client.gs2Header)))
      return fail('malformed-request', 'another channel binding');
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
      const mechanism = MECHANISMS.find((row) => row.name === name);
      // RFC 6120 §6.5.7: a mechanism that is not supported
      if (!mechanism) return fail('invalid-mechanism', 'a mechanism that was not offered');
      state = { at: 'first', mechanism };
      // RFC 6120 §6.4.2: a mechanism that begins with the client, and no initial response: ask with an empty challenge
      return initial ? take(initial) : { challenge: new Uint8Array() };
    },
    respond: take,
  };
}

function assertNever(state: never): never {
  throw new Error(`unknown SASL state ${JSON.stringify(state)}`);
}
