/**
 * Logging in. Specs: RFC 6120 §6, RFC 4422, RFC 5802, RFC 7677, RFC 9266, RFC 4616 (PLAIN), RFC 4505, XEP-0178, XEP-0484.
 * Decides what each SASL message is answered; accounts, keys and throttling are passed in.
 * It reads no XML and no base 64: the stream does (kernel/sasl.ts is the border), and counts the tries. What is offered,
 * and when a channel binding is right, is mechanisms.ts.
 */
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Log } from '../kernel/log.ts';
import type { Authentication, SaslContext, SaslExchange, SaslStep } from '../kernel/sasl.ts';
import type { AccountsWithPasswords } from './accounts.ts';
import { type AttemptParts, createAttempt, usernameOf } from './attempt.ts';
import type { ScramHash, ScramKeys } from './credentials.ts';
import { bindingsOf, downgradeHash, judgeBinding, type Mechanism, offeredOn } from './mechanisms.ts';
import { type ClientFirst, parseClientFinal, parseClientFirst, serverFirst, verifyProof } from './scram.ts';
import { createSingle } from './single.ts';
import type { Throttle } from './throttle.ts';
import { type TokenMechanism, tokenMechanismsOn } from './token-mechanisms.ts';

export interface AuthenticationParts {
  accounts: AccountsWithPasswords;
  throttle: Throttle;
  log: Log;
  /** Domains for guests without an account. */
  isGuestHost?: (host: string) => boolean;
  random?: (bytes: number) => Buffer;
  /** What somebody is told whose account is disabled. */
  disabledWords?: AttemptParts['disabledWords'];
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
      /** What `c=` has to hold: the "GS2 header and channel binding data" (RFC 5802 §5.1). */
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
  // the "from" attribute". Names that do not exist lack none.
  const lacking = parts.accounts.passwords.lacking(from.local, host);
  return lacking.length === 0
    ? all
    : all.filter(({ scram }) => scram === undefined || !lacking.includes(scram));
}

type ExchangeParts = AuthenticationParts & Required<Pick<AuthenticationParts, 'isGuestHost'>>;

function createExchange(parts: ExchangeParts, context: SaslContext): SaslExchange {
  const { accounts, random = randomBytes } = parts;
  const { host, tls } = context;
  const attempt = createAttempt(parts, context);
  const { fail, refusal, wrongPassword, succeed } = attempt;
  const single = createSingle(parts, context, attempt);
  let state: State = { at: 'idle' };

  /** Whatever comes next is a response to nothing. */
  const over = (step: SaslStep): SaslStep => {
    state = { at: 'over' };
    return step;
  };

  /**
   * With -PLUS, client and server do not see the same TLS connection, or not the same certificate: somebody may stand
   * between them. Without, `c=` only repeats what the client said before, and the message contradicts itself.
   */
  function wrongBinding({ plus }: Mechanism, account: string): SaslStep {
    const because = 'the channel binding does not match';
    return plus
      ? fail('not-authorized', because, account, 'The channel binding does not match.', 'other-connection')
      : fail('malformed-request', because, account);
  }

  function scramFirst(bytes: Buffer, mechanism: Mechanism, hash: ScramHash): SaslStep {
    const client = isUtf8(bytes) ? parseClientFirst(bytes.toString('utf8')) : undefined;
    if (!client) return fail('malformed-request', 'not a SCRAM client-first message');
    const verdict = judgeBinding(client.flag, mechanism.plus, tls);
    const username = usernameOf(client.username);
    if (!verdict.allow) {
      const account = `${username}@${host}`;
      // What it saw of our offer is not what we sent.
      const between = verdict.condition === 'not-authorized' ? 'other-connection' : undefined;
      return fail(verdict.condition, verdict.because, account, undefined, between);
    }
    const refused = refusal(username, client.authzid);
    if (refused) return refused;
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
    // RFC 5802 §6: "The server MUST always validate the client's "c=" field.".
    if (!message.binding.equals(exchange.binding)) return wrongBinding(mechanism, `${username}@${host}`);
    const authMessage = `${client.bare},${exchange.serverFirst},${message.withoutProof}`;
    const signature = verifyProof(hash, keys, authMessage, message.proof);
    if (!signature) return wrongPassword(`${username}@${host}`, client.username);
    return succeed(username, mechanism, Buffer.from(`v=${signature.toString('base64')}`));
  }

  function take(message: Uint8Array): SaslStep | Promise<SaslStep> {
    if (message.length > MAX_BYTES) return over(fail('malformed-request', 'message too long'));
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    switch (state.at) {
      case 'idle':
      case 'over':
        return over(fail('malformed-request', 'a response to no challenge'));
      case 'first': {
        const { mechanism } = state;
        state = { at: 'over' };
        if ('scram' in mechanism && mechanism.scram) return scramFirst(bytes, mechanism, mechanism.scram);
        return single(bytes, mechanism);
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
      if (state.at !== 'idle') return over(fail('malformed-request', 'an exchange is under way'));
      if (!tls.encrypted) return over(fail('encryption-required', 'no TLS'));
      const mechanism = offers(context, parts).find((row) => row.name === name);
      // RFC 6120 §6.5.7: no mechanism, or "a mechanism that is not supported by the receiving entity".
      if (!mechanism) return over(fail('invalid-mechanism', 'a mechanism that was not offered'));
      state = { at: 'first', mechanism };
      // RFC 6120 §6.4.2: a mechanism that begins with the client, and no initial response: ask with an empty challenge
      // … which XEP-0175 §2 and its example spare a guest, who need not say anything.
      if (!initial && mechanism.name !== 'ANONYMOUS') return { challenge: new Uint8Array() };
      return take(initial ?? new Uint8Array());
    },
    respond: take,
  };
}

function assertNever(state: never): never {
  throw new Error(`unknown SASL state ${JSON.stringify(state)}`);
}
