/**
 * In-band registration. Specs: XEP-0077 2.4.
 * People make an account from their chat program where the operator allows it, change their password, or leave.
 * Closed unless the configuration says `open`; changing and leaving work either way. No forms beyond name and password.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import { judge, networkOf } from '../auth/throttle.ts';
import type { AccountRefusal } from '../kernel/accounts.ts';
import { type Jid, prepareUsername } from '../kernel/jid.ts';
import { defineModule, type IqRequest, type PreAuthIqRequest } from '../kernel/module.ts';
import { NS, resultReply, type StanzaCondition, StanzaError } from '../kernel/stanza.ts';
import { xml } from './support/elements.ts';

const options = z.object({
  /** Attempts to register that one address may make within an hour; an office shares one. */
  perAddressAndHour: z.int().min(1).default(30),
});
const HOUR = 3_600_000;
const MAX_ADDRESSES = 10_000;

/** What each refusal is on the wire; §3.1.1, RFC 6120 §8.3.3. */
const REFUSALS: Readonly<Record<AccountRefusal, readonly [StanzaCondition, string]>> = {
  exists: ['conflict', 'the name is taken'],
  unknown: ['registration-required', 'there is no such account'],
  'not-allowed': ['not-acceptable', 'the name has characters an address cannot have'],
  weak: ['not-acceptable', 'the password is empty, too long, or has characters it cannot have'],
  'unknown-host': ['item-not-found', 'the domain is not served here'],
};

export const registration = defineModule({
  name: 'registration',
  specs: ['XEP-0077 2.4'],
  options,
  setup(ctx) {
    /** Times of attempts, by network. */
    const attempts = new Map<string, number[]>();
    const isOpen = (host: string) => ctx.server.registration(host) === 'open';

    ctx.feature(NS.register, 'host');
    // §8: the stream feature tells a client, before it logs in, that it may register here.
    ctx.streamFeature('connected', ({ encrypted, host }) =>
      encrypted && isOpen(host) ? xml('register', { xmlns: NS.registerFeature }) : undefined,
    );
    ctx.preAuthIq('get', NS.register, 'query', ({ host }) => {
      refuseWhenClosed(host);
      return form('Choose a name and a password.');
    });
    ctx.preAuthIq('set', NS.register, 'query', register);
    for (const target of ['host', 'self'] as const) {
      ctx.iq('get', NS.register, 'query', target, (request) => current(request));
      ctx.iq('set', NS.register, 'query', target, change);
    }

    function refuseWhenClosed(host: string): void {
      // §3.1: "If the host does not support In-Band Registration, it MUST return a <service-unavailable/> error."
      if (!isOpen(host))
        throw new StanzaError('service-unavailable', 'accounts here are made by the administrator');
    }

    async function register({ payload, host, stream }: PreAuthIqRequest): Promise<undefined> {
      refuseWhenClosed(host);
      const { username, password } = readFields(payload);
      throttle(networkOf(stream.remoteAddress));
      const made = await ctx.accounts.create(username, host, password);
      if (typeof made === 'string') refuse(made);
      ctx.log.info('Registered in band', { account: made.toString(), address: stream.remoteAddress });
      return undefined;
    }

    /** §3.1: for someone with an account: `<registered/>` and the name. */
    function current(request: IqRequest): Element {
      const account = ownAccount(request);
      return xml(
        'query',
        { xmlns: NS.register },
        xml('registered'),
        xml('username', {}, account.local),
        xml('password'),
      );
    }

    async function change(request: IqRequest): Promise<undefined> {
      const { payload } = request;
      const account = ownAccount(request);
      if (payload.getChild('remove')) return leave(request, account);
      const { username, password } = readFields(payload);
      // §3.3: only one's own password.
      if (prepareUsername(username) !== account.local)
        throw new StanzaError('not-allowed', 'only your own password can be changed');
      const done = await ctx.accounts.setPassword(account, password);
      if (done !== 'done') refuse(done);
      ctx.log.info('Password changed in band', { account: account.toString() });
      return undefined;
    }

    async function leave({ stanza, payload, session }: IqRequest, account: Jid): Promise<undefined> {
      // §3.2: <bad-request/> when <remove/> is not the only child.
      if (payload.getChildElements().length !== 1) throw new StanzaError('bad-request');
      // WHY before and not as the handler's answer: the removal ends this very session, and §3.2 wants the answer first.
      session?.send(resultReply(stanza));
      await ctx.accounts.remove(account);
      ctx.log.info('Account removed in band', { account: account.toString() });
      return undefined;
    }

    function ownAccount({ from, host, session }: IqRequest): Jid {
      // §3.1.1: people of other servers have no account here, and make none from there.
      if (!session || from.domain !== host) throw new StanzaError('not-allowed');
      return from.bare;
    }

    /** Counts an attempt, or refuses it. Attempts and not accounts, so that many at once cannot slip through. */
    function throttle(network: string): void {
      const now = Date.now();
      const earlier = attempts.get(network) ?? [];
      const verdict = judge(earlier, now, ctx.options.perAddressAndHour, HOUR);
      if (ctx.server.limited && !verdict.allow)
        throw new StanzaError('resource-constraint', 'too many attempts from your address; try later');
      attempts.delete(network);
      attempts.set(network, [...earlier, now].slice(-ctx.options.perAddressAndHour));
      const oldest = attempts.keys().next().value;
      if (attempts.size > MAX_ADDRESSES && oldest !== undefined) attempts.delete(oldest);
    }
  },
});

const form = (instructions: string) =>
  xml(
    'query',
    { xmlns: NS.register },
    xml('instructions', {}, instructions),
    xml('username'),
    xml('password'),
  );

/** §3.1: "If the requesting entity does not provide all of the requested information", <not-acceptable/>. */
function readFields(payload: Element): { username: string; password: string } {
  const username = payload.getChildText('username');
  const password = payload.getChildText('password');
  if (!username || !password) throw new StanzaError('not-acceptable', 'a name and a password are needed');
  return { username, password };
}

function refuse(refusal: AccountRefusal): never {
  const [condition, text] = REFUSALS[refusal];
  throw new StanzaError(condition, text);
}
