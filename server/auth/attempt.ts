/**
 * What all mechanisms share: who may try, who may act as whom, and how a log-in ends. Specs: RFC 6120 §6.3.8, §6.5.
 * Each end is told to the throttle and to the log; the peer sees a condition only.
 */
import { createHash } from 'node:crypto';
import type { AttemptStop } from '../kernel/attempts.ts';
import { type Jid, makeJid, parseJid, prepareUsername } from '../kernel/jid.ts';
import { spokenFor } from '../kernel/languages.ts';
import type { Log } from '../kernel/log.ts';
import type { SaslCondition, SaslContext, SaslStep } from '../kernel/sasl.ts';
import type { AccountsWithPasswords } from './accounts.ts';
import type { Throttle } from './throttle.ts';

export interface AttemptParts {
  readonly accounts: Pick<AccountsWithPasswords, 'get' | 'noteLogin'>;
  readonly throttle: Throttle;
  readonly log: Log;
  /** What somebody is told whose account is disabled; undefined: the condition says it all. */
  readonly disabledWords?: ((account: Jid, lang: string | undefined) => string | undefined) | undefined;
}

export interface Attempt {
  /** `because` is exact and stays in the log. */
  fail(
    failure: SaslCondition,
    because: string,
    account?: string,
    text?: string,
    stopped?: AttemptStop,
  ): SaslStep;
  /** The step that refuses who may not try or may not act as `authzid`; undefined to go on. */
  refusal(username: string, authzid: string): SaslStep | undefined;
  mayActAs(authzid: string, username: string): boolean;
  /** @param typed the name as the client wrote it. */
  wrongPassword(account: string, typed?: string): SaslStep;
  /** After a right password, proof, token or certificate. */
  succeed(username: string, mechanism: { readonly name: string }, data?: Buffer): SaslStep;
}

/** What a refusal means for the person; the conditions that are not here are a program's mistake. */
const STOPS: Readonly<Partial<Record<SaslCondition, AttemptStop>>> = {
  'account-disabled': 'disabled',
  'credentials-expired': 'token-expired',
  'encryption-required': 'no-tls',
  'invalid-authzid': 'other-account',
  'invalid-mechanism': 'no-mechanism',
  'mechanism-too-weak': 'no-mechanism',
  'not-authorized': 'wrong-password',
  'temporary-auth-failure': 'throttled',
};

export function createAttempt(
  { accounts, throttle, log, disabledWords }: AttemptParts,
  context: SaslContext,
): Attempt {
  const { host, remoteAddress } = context;

  /** `because` is exact and stays in the log; the peer sees the condition only. */
  function fail(
    failure: SaslCondition,
    because: string,
    account?: string,
    text?: string,
    stopped: AttemptStop = STOPS[failure] ?? 'login-broken',
  ): SaslStep {
    log.warn('Log-in failed', { condition: failure, because, account, host, address: remoteAddress });
    // A short name that stands for what cannot be one tells nobody anything.
    const named = account?.startsWith('@') ? undefined : account;
    context.seen?.({ stopped, because, ...(named && { account: named }) });
    return { failure, text };
  }

  /** RFC 6120 §6.3.8: the authorization identity is the bare address of the account; empty means the same. */
  function mayActAs(authzid: string, username: string): boolean {
    if (authzid === '') return true;
    const wanted = parseJid(authzid);
    // XEP-0388 §2.3: "If the stream's from attribute (if present) does not match the non-empty authorization string, the server
    // MUST fail the authentication".
    if (context.from && !wanted?.equals(context.from.bare)) return false;
    return wanted?.isBare === true && wanted.local === username && wanted.domain === host;
  }

  function refuseThrottled(account: string): SaslStep | undefined {
    const verdict = throttle.check(remoteAddress, account);
    if (verdict.allow) return undefined;
    context.seen?.({ until: Date.now() + verdict.retryAfterMs });
    return fail('temporary-auth-failure', 'too many failed log-ins', account);
  }

  function wrongPassword(account: string, typed?: string): SaslStep {
    throttle.failed(remoteAddress, account);
    const whole = typed === undefined ? undefined : wholeAddress(typed, host);
    if (whole !== undefined) context.seen?.({ account: whole });
    const stopped = whole === undefined ? 'wrong-password' : 'whole-address';
    return fail('not-authorized', 'wrong name or password', account, undefined, stopped);
  }

  /** After a right password or proof. */
  function succeed(username: string, mechanism: { readonly name: string }, data?: Buffer): SaslStep {
    const jid = makeJid(username, host);
    const info = jid && accounts.get(jid);
    if (!jid || !info) return wrongPassword(`${username}@${host}`);
    if (info.disabled) {
      // After the right password: what is said is said to whoever has it.
      const text = disabledWords?.(jid, context.lang);
      const step = fail('account-disabled', 'the account is disabled', jid.toString(), text);
      return { ...step, ...(text !== undefined && { lang: spokenFor(context.lang) }) };
    }
    throttle.succeeded(jid.toString());
    accounts.noteLogin(jid);
    log.info('Logged in', { account: jid.toString(), mechanism: mechanism.name, address: remoteAddress });
    return { success: { account: jid, data } };
  }

  return {
    ...{ fail, mayActAs, wrongPassword, succeed },
    refusal(username, authzid) {
      const account = `${username}@${host}`;
      const throttled = refuseThrottled(account);
      if (throttled || mayActAs(authzid, username)) return throttled;
      return fail('invalid-authzid', 'a foreign authorization identity', account);
    },
  };
}

/**
 * RFC 6120 §6.3.7 has the simple user name be the local part; some programs have people type the address into that field. WHY no
 * other text is told: it may be the password, in the wrong field.
 */
function wholeAddress(typed: string, host: string): string | undefined {
  const jid = parseJid(typed);
  return jid?.isBare && jid.local && jid.domain === host ? jid.toString() : undefined;
}

/**
 * The account a client means. A name that cannot be one becomes a short name no account can have ("@" is not allowed in
 * it), so that it is answered like any unknown one and costs the log and the throttle no room.
 */
export function usernameOf(name: string): string {
  return prepareUsername(name) ?? `@${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}
