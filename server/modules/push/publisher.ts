/**
 * Publishes notifications to push services. Spec: XEP-0357 §7, XEP-0060 §7.1 (publish).
 * One publication at a time for each device; what comes meanwhile is summed up in the next.
 */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS, type StanzaCondition, StanzaError } from '../../kernel/stanza.ts';
import { parseXml } from '../../kernel/xml.ts';
import { xml } from '../support/elements.ts';
import { afterError } from './decide.ts';
import type { Outcomes } from './outcomes.ts';
import { keyOf, type Registration, type Registrations } from './registrations.ts';

export const PUSH = 'urn:xmpp:push:0';
export const SUMMARY = 'urn:xmpp:push:summary';
export const PUBSUB = 'http://jabber.org/protocol/pubsub';

/** Devices that were told something since they were last seen; who was told longest ago is counted anew. */
const MAX_LINES = 20_000;

export type Summary = Readonly<Record<string, string>>;

export interface Publisher {
  publish(account: Jid, registration: Registration, summary: Summary): void;
  /** Sends one now, whatever waits, and tells what the service answers. */
  attempt(account: Jid, registration: Registration): Promise<Attempt>;
  /** The device is here again; it needs no reminder of what it missed. */
  seen(account: Jid, key: string): void;
}

/** `silent`: nothing within ten seconds. `condition`: of a refusal (RFC 6120 §8.3.3). */
export interface Attempt {
  readonly answer: 'taken' | 'refused' | 'silent';
  readonly condition: string;
}

const ATTEMPT_MS = 10_000;

interface Line {
  /** Messages since the device was last seen. */
  count: number;
  busy: boolean;
  next: Summary | undefined;
}

export function createPublisher(
  ctx: ModuleContext,
  registrations: Registrations,
  outcomes: Outcomes,
): Publisher {
  const lines = new Map<string, Line>();
  const nameOf = (account: Jid, key: string) => `${account} ${key}`;

  async function send(account: Jid, key: string, line: Line): Promise<void> {
    while (line.next && !ctx.signal.aborted) {
      // Read anew: it may have been disabled, or got other options, while the last one was on its way.
      const registration = registrations.get(account, key);
      const summary = line.next;
      line.next = undefined;
      // §6: "When a service is not enabled, the server MUST NOT attempt publishing notifications to the service."
      if (!registration) break;
      await ctx.router.query(publication(account.domain, registration, summary)).then(
        () => taken(account, registration),
        (error: unknown) => failed(account, registration, error),
      );
    }
    line.busy = false;
  }

  function taken(account: Jid, registration: Registration): void {
    noteErrors(account, registration, 0);
    if (registrations.get(account, keyOf(registration))) outcomes.accepted(account, registration);
  }

  function failed(account: Jid, registration: Registration, error: unknown): void {
    if (ctx.signal.aborted) return;
    const condition = conditionOf(error);
    const errors = registration.errors + 1;
    const { service, node, failingSince = Date.now() } = registration;
    const verdict = afterError(condition, errors, Date.now() - failingSince);
    ctx.log.info('A push service refused', { account: account.toString(), service, condition, verdict });
    if (registrations.get(account, keyOf(registration)))
      outcomes.refused(account, registration, { condition, over: verdict === 'disable' });
    if (verdict === 'keep') noteErrors(account, registration, errors, failingSince);
    else registrations.remove(account, service, node);
  }

  function noteErrors(account: Jid, registration: Registration, errors: number, failingSince?: number): void {
    const now = registrations.get(account, keyOf(registration));
    if (now && now.errors !== errors) registrations.put(account, { ...now, errors, failingSince });
  }

  return {
    publish(account, registration, summary) {
      const key = keyOf(registration);
      const name = nameOf(account, key);
      const line = lines.get(name) ?? { count: 0, busy: false, next: undefined };
      lines.delete(name);
      lines.set(name, line);
      const [longest] = lines.keys();
      if (lines.size > MAX_LINES && longest !== undefined) lines.delete(longest);
      if (summary['last-message-body'] !== undefined) line.count += 1;
      line.next = { ...line.next, ...summary, 'message-count': String(line.count) };
      if (line.busy) return;
      line.busy = true;
      void send(account, key, line);
    },
    async attempt(account, registration) {
      const summary = { 'last-message-body': 'New message', 'message-count': '1' };
      try {
        await ctx.router.query(publication(account.domain, registration, summary), ATTEMPT_MS);
        taken(account, registration);
        return { answer: 'taken', condition: '' };
      } catch (error) {
        failed(account, registration, error);
        const condition = conditionOf(error);
        return condition === 'remote-server-timeout'
          ? { answer: 'silent', condition: '' }
          : { answer: 'refused', condition };
      }
    },
    seen: (account, key) => void lines.delete(nameOf(account, key)),
  };
}

const conditionOf = (error: unknown): StanzaCondition =>
  error instanceof StanzaError ? error.condition : 'undefined-condition';

/** §7: "a PubSub publish […] where the item payload is a <notification/> element". */
function publication(from: string, { service, node, options }: Registration, summary: Summary): Element {
  const form = xml('x', { xmlns: NS.data, type: 'form' }, field('FORM_TYPE', SUMMARY, 'hidden'));
  for (const [name, value] of Object.entries(summary)) form.cnode(field(name, value));
  const notification = xml('notification', { xmlns: PUSH }, form);
  const publish = xml('publish', { node: node || undefined }, xml('item', {}, notification));
  const pubsub = xml('pubsub', { xmlns: PUBSUB }, publish);
  // §7: "If additional data was provided when enabling the service, the publish request SHOULD include the data as publish options."
  if (options) pubsub.cnode(xml('publish-options', {}, parseXml(options)));
  const to = parseJid(service)?.toString() ?? service;
  return xml('iq', { xmlns: NS.client, type: 'set', from, to }, pubsub);
}

const field = (name: string, value: string, type?: string) =>
  xml('field', { var: name, type }, xml('value', {}, value));
