/** Who asks: by a token, by an administrator's password, or by the address alone. */
import { createThrottle } from '../../auth/index.ts';
import type { HttpRequest } from '../../kernel/http.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { networkList } from '../../kernel/networks.ts';
import { type AccessTokens, bearerOf } from '../support/access-tokens.ts';
import { pageBehind } from '../support/page-behind.ts';
import { isProxied } from '../support/proxied.ts';
import type { Rule } from './options.ts';
import { ApiProblem } from './problem.ts';

export interface Caller {
  /** For the audit log. */
  readonly who: string;
  /** Whose pace it is. */
  readonly key: string;
  readonly scopes: readonly string[];
}

/** RFC 9110 §11.6.1: a 401 says how to do it. */
const CHALLENGE = { 'www-authenticate': 'Bearer realm="Chatelaine"' };
// RFC 6750 §3.1: an expired, revoked, malformed or otherwise invalid token is `invalid_token`.
const INVALID = { 'www-authenticate': 'Bearer realm="Chatelaine", error="invalid_token"' };

const REFUSED = {
  unknown: 'This token is not known here.',
  expired: 'This token has expired.',
  revoked: 'This token was revoked.',
  elsewhere: 'This token does not work from your address.',
} as const;

export interface CallersParts {
  readonly ctx: Pick<ModuleContext, 'accounts' | 'server'>;
  readonly rules: readonly Rule[];
  readonly tokens: AccessTokens;
  readonly now: () => number;
}

/** Answers who asks; throws an ApiProblem when that is nobody we know. */
export function createCallers({ ctx, rules, tokens, now }: CallersParts) {
  const throttle = createThrottle({ clock: now });
  const known = rules.map((rule) => ({ ...rule, has: networkList(rule.from) }));
  const rulesFor = (who: Rule['who'], { headers, remoteAddress }: HttpRequest) =>
    known.filter(
      (rule) => rule.who === who && rule.has(remoteAddress) && (rule.proxied || !isProxied(headers)),
    );

  /** Whoever tries many waits. */
  function refuseGuessers(address: string, account: string): void {
    const verdict = ctx.server.limited ? throttle.check(address, account) : { allow: true as const };
    if (!verdict.allow)
      throw new ApiProblem('too-often', 'Too many tokens or passwords were wrong. Try again later.', {
        'retry-after': String(Math.ceil(verdict.retryAfterMs / 1000)),
      });
  }

  function byToken(text: string, address: string): Caller {
    // WHY the right one is taken first: nobody guesses 256 bits, and a forgotten script with an old token must not shut out its neighbours.
    const verdict = tokens.check(text, address);
    if (verdict.ok) {
      const { id, name, scopes } = verdict.token;
      return { who: `token ${name} (${id})`, key: `token ${id}`, scopes };
    }
    refuseGuessers(address, 'token');
    throttle.failed(address, `token ${verdict.id}`);
    throw new ApiProblem('token.refused', REFUSED[verdict.because], INVALID);
  }

  async function byPassword(given: string, request: HttpRequest): Promise<Caller> {
    const here = rulesFor('administrators', request);
    const address = request.remoteAddress;
    const [, user = '', password = ''] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(given, 'base64').toString()) ?? [];
    const jid = parseJid(user);
    const account = jid?.isBare ? jid.toString() : '';
    refuseGuessers(address, account);
    const refused = new ApiProblem('token.refused', undefined, CHALLENGE);
    if (!jid || account === '' || here.length === 0) throw refused;
    const right = await ctx.accounts.checkPassword(jid, password);
    if (!right) throttle.failed(address, account);
    // Commands are about the whole server: administrators of one domain among several have theirs in their programs.
    const administers = ctx.server.hosts.every((host) => ctx.server.admins.of(host).includes(account));
    if (!right || !administers) throw refused;
    throttle.succeeded(account);
    return {
      ...{ who: `administrator ${account}`, key: `account ${account}` },
      scopes: here.flatMap(({ scopes }) => scopes),
    };
  }

  function byAddress(request: HttpRequest): Caller {
    const { headers, remoteAddress } = request;
    const here = rulesFor('anyone', request);
    if (here.length === 0) throw new ApiProblem('token.missing', undefined, CHALLENGE);
    const page = pageBehind(headers, ctx.server.hosts);
    if (page !== undefined)
      throw new ApiProblem('token.missing', `Without a token this is refused: ${page}.`, CHALLENGE);
    return {
      ...{ who: `rule ${here.map(({ name }) => name).join(', ')}`, key: `address ${remoteAddress}` },
      scopes: here.flatMap(({ scopes }) => scopes),
    };
  }

  return async function callerOf(request: HttpRequest): Promise<Caller> {
    const { headers, remoteAddress } = request;
    const token = bearerOf(headers);
    if (token !== undefined) return byToken(token, remoteAddress);
    const basic = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(headers.authorization ?? '')?.[1];
    if (basic !== undefined) return byPassword(basic, request);
    if (headers.authorization !== undefined) throw new ApiProblem('token.refused', undefined, CHALLENGE);
    return byAddress(request);
  };
}
