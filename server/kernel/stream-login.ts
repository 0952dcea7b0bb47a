/**
 * The log-in on a stream (RFC 6120 §6, XEP-0388): whose turn it is, and how often it may fail. What the bytes mean is
 * `stream-sasl.ts` and `stream-sasl2.ts` (elements) and `server/auth/` (messages).
 *
 * ```
 *             auth                    challenge
 *   idle ──────────────▶ deciding ──────────────▶ asked
 *     ▲                   │  │  ▲     response      │
 *     └─ failure, abort ──┘  │  └───────────────────┘
 *                            └─ success ──▶ over: the stream begins anew, or goes on (SASL2)
 * ```
 */
import type { Element } from 'ltx';
import type { InlineFeatures } from './inline.ts';
import type { Jid } from './jid.ts';
import type { Log } from './log.ts';
import type { Authentication, SaslContext, SaslExchange } from './sasl.ts';
import { NS } from './stanza.ts';
import { loginFeatures } from './stream-features.ts';
import type { InlineLogin } from './stream-inline.ts';
import {
  channelBindingFeature,
  SASL1,
  type SaslOutcome,
  type SaslProfile,
  saslFailure,
  saslStep,
} from './stream-sasl.ts';
import { type LoginRequest, loginFeature2, NS_SASL2, readRequest, SASL2 } from './stream-sasl2.ts';
import { createTasks, type Tasks } from './stream-tasks.ts';
import type { Turns } from './stream-turns.ts';

export interface Login {
  /** An exchange has begun and is not over: nothing but its elements may come. */
  readonly underWay: boolean;
  /** What a secured stream offers: mechanisms and channel bindings. */
  features(): Element[];
  /** True for an element of either profile. */
  speaks(element: Element): boolean;
  /** Takes an element of a profile. */
  take(element: Element): void;
}

export interface LoginParts {
  readonly authentication: Authentication;
  readonly inline: InlineFeatures;
  readonly context: () => SaslContext;
  readonly turns: Pick<Turns, 'wait'>;
  readonly log: Log;
  readonly send: (element: Element) => void;
  /** RFC 6120: the client opens a new stream. */
  readonly onSuccess: (account: Jid) => void;
  /** XEP-0388: the stream goes on, with what was asked for. */
  readonly onSuccess2: (login: InlineLogin) => void;
  readonly fail: (condition: 'policy-violation' | 'not-authorized', text: string) => void;
}

/** RFC 6120 §6.4.5: "a configurable but reasonable number of retries (at least 2)", then <policy-violation/>. */
const LOGIN_TRIES = 5;

type Success = Extract<SaslOutcome, { is: 'success' }>;
interface Decided {
  readonly outcome: SaslOutcome;
  /** What was made ready for a SASL2 log-in. */
  readonly more?: Pick<InlineLogin, 'token' | 'info'>;
}

interface Attempt {
  readonly profile: SaslProfile;
  readonly exchange: SaslExchange;
  readonly context: SaslContext;
  /** SASL2: what was asked for together with it. */
  readonly request: LoginRequest | undefined;
  /** SASL2: the log-in was right, and tasks stand between it and its success. */
  tasks?: { readonly list: Tasks; readonly success: Success };
}

export function createLogin(parts: LoginParts): Login {
  const { authentication, turns, log, send } = parts;
  let attempt: Attempt | undefined;
  let failures = 0;

  const reportAs =
    (profile: SaslProfile) =>
    (error: Error): Decided => {
      log.error('a log-in could not be decided', { cause: error.stack ?? error.message });
      return { outcome: saslFailure('temporary-auth-failure', undefined, profile) };
    };

  /** Passwords take their time; nothing else of this stream is looked at meanwhile. */
  function decide(element: Element, on: Attempt): void {
    attempt = on;
    const { exchange, context, profile } = on;
    const outcome = saslStep(exchange, element, authentication.mechanisms(context), profile).then((outcome) =>
      prepare(outcome, on),
    );
    turns.wait(outcome.catch(reportAs(profile)), (decided) => settle(decided, on));
  }

  function goOn(element: Element, on: Attempt, { list, success }: NonNullable<Attempt['tasks']>): void {
    const step = list.take(element).then(async (step): Promise<Decided> => {
      if (step.is === 'going on') return { outcome: { is: 'challenge', element: step.element } };
      if (step.is === 'failed') return { outcome: saslFailure(step.condition, undefined, on.profile) };
      return finish(success, on.request);
    });
    turns.wait(step.catch(reportAs(on.profile)), (decided) => settle(decided, on));
  }

  /** What of a SASL2 log-in takes its time, or stands before it: tasks, tokens, what is told of the account. */
  async function prepare(outcome: SaslOutcome, on: Attempt): Promise<Decided> {
    if (outcome.is !== 'success' || !on.request) return { outcome };
    const { upgrades, mechanism } = on.request;
    const due = upgrades
      .map((task) => authentication.upgrades?.begin(outcome.account, task, mechanism))
      .filter((task) => task !== undefined);
    if (due.length === 0) return finish(outcome, on.request);
    const list = createTasks(due);
    // XEP-0388 §2.6.3: the mechanism's last word goes out with the first task, and not again with the success.
    const data = outcome.element.getChild('additional-data', NS_SASL2);
    if (data) outcome.element.remove(data);
    on.tasks = { list, success: outcome };
    return { outcome: { is: 'challenge', element: list.begin(data) } };
  }

  async function finish(outcome: Success, request: LoginRequest | undefined): Promise<Decided> {
    if (!request) return { outcome };
    // XEP-0484 §3.3: no token "unless the client has been successfully and fully authenticated".
    const token = await grantToken(outcome.account, request);
    const info = request.bind ? await parts.inline.info(outcome.account.bare) : [];
    return { outcome, more: { token, info } };
  }

  async function grantToken(account: Jid, request: LoginRequest) {
    // XEP-0484 §4.1: tokens belong to a client that names its installation.
    if (request.device === undefined) return undefined;
    return authentication.tokens?.grant({
      account,
      device: request.device,
      wanted: request.wantsToken,
      used: request.fast && request.mechanism,
      invalidate: request.fast?.invalidate ?? false,
    });
  }

  function settle({ outcome, more }: Decided, { request }: Pick<Attempt, 'request'>) {
    if (outcome.is === 'challenge') return send(outcome.element);
    attempt = undefined;
    if (outcome.is === 'failure') {
      send(outcome.element);
      // Decided here, before any mechanism is asked.
      if (outcome.condition === 'invalid-mechanism') parts.context().seen?.({ stopped: 'no-mechanism' });
      failures += 1;
      if (failures >= LOGIN_TRIES) parts.fail('policy-violation', 'too many failed log-ins');
      return;
    }
    const { account, element } = outcome;
    if (request && more) return parts.onSuccess2({ account, request, success: element, ...more });
    send(element);
    parts.onSuccess(account);
  }

  function begin(element: Element, profile: SaslProfile): Attempt {
    const request = profile === SASL2 ? readRequest(element) : undefined;
    const mechanism = String(element.attrs.mechanism ?? '');
    parts.context().seen?.({ mechanism, ...(request?.program && { program: request.program }) });
    const context = { ...parts.context(), device: request?.device, fast: request?.fast };
    return { profile, request, context, exchange: authentication.exchange(context) };
  }

  return {
    get underWay() {
      return attempt !== undefined;
    },
    features() {
      const context = parts.context();
      const mechanisms = authentication.mechanisms(context);
      const resume = parts.inline.resume();
      return [
        ...loginFeatures(mechanisms),
        ...loginFeature2({
          mechanisms,
          tokenMechanisms: authentication.mechanisms({ ...context, fast: { invalidate: false } }),
          bindFeatures: parts.inline.bindFeatures(),
          resume: resume?.offer(),
          upgrades: authentication.upgrades?.offered(context) ?? [],
        }),
        ...channelBindingFeature(authentication.bindings(context)),
      ];
    },
    speaks: (element) => element.getNS() === NS.sasl || element.getNS() === NS_SASL2,
    take(element) {
      const profile = element.getNS() === NS_SASL2 ? SASL2 : SASL1;
      const refuse = (condition: Parameters<typeof saslFailure>[0]) =>
        settle({ outcome: saslFailure(condition, undefined, profile) }, { request: undefined });
      // XEP-0388 §2.4: "Servers MUST disconnect Clients immediately if any other traffic is received."
      if (attempt && attempt.profile !== profile)
        return parts.fail('not-authorized', 'another log-in is under way');
      // RFC 6120 §6.5.1: "sent in reply to the <abort/> element", also when what it aborts has failed by itself.
      if (element.getName() === 'abort') return refuse('aborted');
      if (attempt?.tasks) return goOn(element, attempt, attempt.tasks);
      // RFC 6120 §6.4.2: another <auth/> within a handshake: "the receiving entity MUST discard the ongoing handshake and MUST
      // process a new handshake for the subsequently requested SASL mechanism." It counts as a try, or there were no end to them.
      if (attempt && element.is('auth', NS.sasl)) {
        attempt = undefined;
        failures += 1;
        if (failures >= LOGIN_TRIES) return parts.fail('policy-violation', 'too many failed log-ins');
      }
      if (attempt) return decide(element, attempt);
      if (element.getName() !== (profile === SASL2 ? 'authenticate' : 'auth'))
        return refuse('malformed-request');
      // RFC 6120 §6.5.4: "cannot be used unless the confidentiality and integrity of the underlying stream are protected".
      if (!parts.context().tls.encrypted) {
        parts.context().seen?.({ stopped: 'no-tls' });
        return refuse('encryption-required');
      }
      decide(element, begin(element, profile));
    },
  };
}
