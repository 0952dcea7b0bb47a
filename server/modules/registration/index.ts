/**
 * In-band registration. Specs: XEP-0077 2.4, XEP-0158 1.0.1, XEP-0445 0.2.0.
 * People make an account from their chat program where the operator allows it or has invited them, change their password, or leave.
 * Closed unless the configuration says `open`; invitations work either way. It asks for nothing beyond name and password.
 */
import type { Element } from 'ltx';
import { networkOf } from '../../auth/throttle.ts';
import { type Jid, makeJid, prepareUsername } from '../../kernel/jid.ts';
import { spokenFor } from '../../kernel/languages.ts';
import { defineModule, type PreAuthIqRequest, stop } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { announcement } from '../support/announce.ts';
import { createBudget } from '../support/budget.ts';
import { xml } from '../support/elements.ts';
import { createInvitations, type Invitation, PARS } from '../support/invitations.ts';
import { createCaptcha } from './captcha.ts';
import { refused, registerError } from './errors.ts';
import { challengeForm, plainFields, readSubmission, redirection, type Submission } from './forms.ts';
import { options } from './options.ts';
import { createOwnAccount } from './own-account.ts';
import { createQueue } from './queue.ts';
import { createRedeeming } from './redeem.ts';
import { fromAddress, underName } from './rules.ts';
import { WORDS } from './words.ts';

const TOKEN_FEATURE = 'urn:xmpp:ibr-token:0';

const QUESTIONS_PER_ATTEMPT = 5;

export const registration = defineModule({
  name: 'registration',
  specs: ['XEP-0077 2.4', 'XEP-0158 1.0.1', 'XEP-0445 0.2.0'],
  needs: ['roster'],
  options,
  setup(ctx) {
    const { options } = ctx;
    const mayTry = createBudget(options.perAddressAndHour);
    const mayAsk = createBudget(options.perAddressAndHour * QUESTIONS_PER_ATTEMPT);
    const captcha = createCaptcha();
    const asked = new WeakMap<PreAuthIqRequest['stream'], string>();
    const queue = createQueue(ctx);
    const invitations = createInvitations(ctx);
    const redeeming = createRedeeming(ctx, invitations);
    const own = createOwnAccount(ctx);
    const isOpen = (host: string) => ctx.server.registration(host) === 'open';

    ctx.feature(NS.register, 'host');
    // §7: the stream feature tells a client, before it logs in, that it may register here.
    ctx.streamFeature('connected', ({ encrypted, host }) =>
      encrypted && isOpen(host) ? xml('register', { xmlns: NS.registerFeature }) : undefined,
    );
    // XEP-0445 §3: who was invited may, whether or not others may.
    ctx.streamFeature('connected', ({ encrypted }) =>
      encrypted ? xml('register', { xmlns: TOKEN_FEATURE }) : undefined,
    );
    ctx.preAuthIq('set', PARS, 'preauth', preauth);
    ctx.preAuthIq('get', NS.register, 'query', fields);
    ctx.preAuthIq('set', NS.register, 'query', register);
    for (const target of ['host', 'self'] as const) {
      ctx.iq('get', NS.register, 'query', target, own.current);
      ctx.iq('set', NS.register, 'query', target, own.change);
    }

    // After a right password only: nobody else learns that somebody waits.
    ctx.on('login.disabled', 'guard', ({ account, lang }) =>
      queue.has(account) ? stop(WORDS[spokenFor(lang)].waits) : undefined,
    );

    /** XEP-0445 §4: "If the token provided by the client was unknown, invalid or expired": an error. */
    function preauth({ payload, stream }: PreAuthIqRequest): undefined {
      const token = payload.attrs.token;
      if (!token) throw registerError('bad-request', 'the token is missing');
      // WHY counted: a token must not be found by trying.
      limitAttempts(stream.remoteAddress);
      if (!redeeming.show(stream, token))
        throw registerError('item-not-found', 'The provided token is invalid or expired');
    }

    function fields({ stanza, host, stream }: PreAuthIqRequest): Element {
      const invitation = redeeming.on(stream);
      const words = WORDS[spokenFor(stanza.attrs['xml:lang'])];
      if (invitation) return plainFields(invitation.username, false, words);
      refuseStrangers(host, stream.remoteAddress);
      if (options.redirect !== undefined) return redirection(options.redirect, words);
      return options.captcha ? question(stream, stanza) : plainFields('', options.approval, words);
    }

    /** One open question a stream: asking again and again must not crowd out those of others. */
    function question(stream: PreAuthIqRequest['stream'], { attrs }: Element): Element {
      // Making a picture takes work.
      if (ctx.server.limited && !mayAsk(networkOf(stream.remoteAddress)))
        throw registerError(
          'resource-constraint',
          'too many questions were asked from your address; try later',
        );
      const before = asked.get(stream);
      if (before !== undefined) captcha.forget(before);
      const challenge = captcha.ask(attrs['xml:lang'] ?? '');
      asked.set(stream, challenge.id);
      const words = WORDS[spokenFor(attrs['xml:lang'])];
      return challengeForm(challenge, attrs.id ?? '', options.approval, words);
    }

    /** May somebody nobody invited register here at all? */
    function refuseStrangers(host: string, address: string): void {
      // §3.1: "If the host does not support In-Band Registration, it MUST return a <service-unavailable/> error."
      if (!isOpen(host))
        throw registerError('service-unavailable', 'accounts here are made by the administrator');
      const verdict = fromAddress(address, options);
      if (!verdict.allow) throw registerError('not-allowed', verdict.because);
    }

    function limitAttempts(address: string): void {
      if (ctx.server.limited && !mayTry(networkOf(address)))
        throw registerError('resource-constraint', 'too many attempts from your address; try later');
    }

    async function register(request: PreAuthIqRequest): Promise<undefined> {
      const { payload, host, stream } = request;
      // §3.2: <unexpected-request/>: "the entity is not registered with the server".
      if (payload.getChild('remove')) throw registerError('unexpected-request', 'log in first');
      const invitation = redeeming.on(stream);
      if (!invitation) {
        refuseStrangers(host, stream.remoteAddress);
        // Elsewhere; whoever guesses the fields is told so, too.
        if (options.redirect !== undefined)
          throw registerError('not-allowed', `to register, visit ${options.redirect}`);
      }
      limitAttempts(stream.remoteAddress);
      const submission = readSubmission(payload);
      // §3.1: "If the requesting entity does not provide all of the requested information during registration […] then the server or
      // service MUST return a <not-acceptable/> error".
      if (submission.username === '' || submission.password === '')
        throw registerError('not-acceptable', 'a name and a password are needed');
      const account = invitation
        ? await redeem(stream, invitation, submission)
        : await registerStranger(host, stream.remoteAddress, submission);
      ctx.log.info('Registered in band', { account: account.toString(), address: stream.remoteAddress });
      return undefined;
    }

    async function registerStranger(host: string, address: string, given: Submission): Promise<Jid> {
      if (options.captcha && !captcha.check(given.challenge, given.answers))
        // XEP-0158 §3.1.3: for an incorrect response <not-acceptable/>.
        throw registerError('not-acceptable', 'the question was not answered; ask for a new one');
      const name = prepareUsername(given.username);
      const verdict = name === undefined ? undefined : underName(name, options);
      if (verdict && !verdict.allow) throw registerError('not-acceptable', verdict.because);
      if (name !== undefined && invitations.reserves(host, name))
        throw registerError('conflict', 'the name is taken');
      if (options.approval && queue.isFull(host))
        throw registerError('resource-constraint', 'too many people wait for approval already');
      const account = await create(host, given, options.approval);
      if (options.approval) queue.add(account, address);
      notify(host, account, address, options.approval);
      return account;
    }

    async function create(
      host: string,
      { username, password }: Submission,
      disabled: boolean,
      displayName = '',
    ): Promise<Jid> {
      const made = await ctx.accounts.create(username, host, password, { disabled, displayName });
      if (typeof made === 'string') throw refused(made);
      return made;
    }

    async function redeem(
      stream: PreAuthIqRequest['stream'],
      invitation: Invitation,
      given: Submission,
    ): Promise<Jid> {
      const { host, remoteAddress } = stream;
      const name = prepareUsername(given.username);
      if (invitation.username !== '' && name !== invitation.username)
        throw registerError('not-acceptable', `the invitation is for ${invitation.username}`);
      const other = name === undefined ? undefined : invitations.reserves(host, name);
      if (other && other.token !== invitation.token) throw registerError('conflict', 'the name is taken');
      const account = await redeeming.use(stream, invitation, () =>
        invitation.kind === 'reset' ? reset(host, given) : create(host, given, false, invitation.displayName),
      );
      if (account === false) throw registerError('item-not-found', 'the invitation has been used');
      if (invitation.kind !== 'reset') notify(host, account, remoteAddress, false);
      return account;
    }

    /** A forgotten password: whoever is still logged in with the old one has to log in again. */
    async function reset(host: string, { username, password }: Submission): Promise<Jid> {
      const account = makeJid(username, host);
      const done = account ? await ctx.accounts.setPassword(account, password) : 'unknown';
      if (done !== 'done' || !account) throw refused(done === 'done' ? 'unknown' : done);
      for (const session of [...ctx.sessions.of(account)])
        session.end('the password was set anew', 'not-authorized');
      return account;
    }

    function notify(host: string, account: Jid, address: string, waits: boolean): void {
      const body = waits
        ? `${account} registered from ${address} and waits for approval.`
        : `${account} registered from ${address}.`;
      const told = new Set([...options.watchers, ...(waits ? ctx.server.admins.named(host) : [])]);
      for (const to of told) ctx.router.route(announcement(host, to, { body }));
    }
  },
});
