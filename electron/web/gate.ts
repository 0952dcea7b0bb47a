/**
 * Who may come in. Pure decisions; `web-server.ts` asks them for each request.
 *
 * A page in the same browser, a name that an attacker's DNS points at 127.0.0.1, another account's program: none of them
 * may use the manager. So the Host must be one of ours, a WebSocket's Origin our own, a post must carry a header that
 * forms cannot send, and everything needs the cookie that only a one-time link gives.
 */
import ipaddr from 'ipaddr.js';

export interface GateFacts {
  readonly port: number;
  readonly secure: boolean;
  /** Names and addresses we may be called by, without ports. */
  readonly names: readonly string[];
}

const bracketed = (name: string) => (name.includes(':') ? `[${name}]` : name);

/** Values the Host header may have. */
export function allowedHosts({ port, secure, names }: GateFacts): Set<string> {
  const standard = secure ? 443 : 80;
  const hosts = names.map((name) => bracketed(name.toLowerCase()));
  return new Set(
    hosts.flatMap((host) => (port === standard ? [host, `${host}:${port}`] : [`${host}:${port}`])),
  );
}

/** Against DNS rebinding: a foreign name that leads here is not answered. */
export const isOurHost = (host: string | undefined, allowed: ReadonlySet<string>): boolean =>
  host !== undefined && allowed.has(host.toLowerCase());

/** SPEC: RFC 6455 §10.2: servers "SHOULD verify the |Origin| field"; ours accepts its very own origin only. */
export function isOwnOrigin(origin: string | undefined, host: string, secure: boolean): boolean {
  return (
    origin !== undefined && origin.toLowerCase() === `${secure ? 'https' : 'http'}://${host.toLowerCase()}`
  );
}

/** A header that a form cannot send, and a foreign page only with our consent, which it never gets. */
export const CSRF_HEADER = 'x-chatelaine';
export const hasCsrfHeader = (headers: Readonly<Record<string, unknown>>): boolean =>
  headers[CSRF_HEADER] === '1';

/** The session's secret in a Cookie header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').slice(0, 8192).split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

const COOKIE_DAYS = 30;

/** Cookies know no ports: the name tells two managers on one machine apart. */
/**
 * SPEC: RFC 6265bis §4.1.3.2: a name that begins with `__Host-` is only taken over TLS, for this host alone and all of its
 * paths: nobody of a neighbouring name can put one of theirs in its place.
 */
export const cookieName = (port: number, secure: boolean): string =>
  `${secure ? '__Host-' : ''}chatelaine-${port}`;

export function cookie(name: string, secret: string, secure: boolean, days = COOKIE_DAYS): string {
  const parts = [`${name}=${secret}`, 'Path=/', `Max-Age=${days * 86_400}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

/** Takes the cookie back. */
export const noCookie = (name: string, secure: boolean): string =>
  cookie(name, '', secure).replace(/Max-Age=\d+/, 'Max-Age=0');

/** Whether only this machine can reach an address. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);

/**
 * Whether an address belongs to this computer or an office network: private (RFC 1918, RFC 4193), link-local, or loopback.
 * Whoever comes from anywhere else is no colleague in the same house.
 */
export function isNeighbour(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  const range = ipaddr.isValid(plain) ? ipaddr.parse(plain).range() : 'none';
  return ['private', 'uniqueLocal', 'linkLocal', 'loopback'].includes(range);
}

export interface Tries {
  /** False when too many wrong ones came from this address lately. */
  allowed(from: string): boolean;
  wrong(from: string): void;
}

const WRONG = 10;
const WITHIN_MS = 60_000;
const MOST_ADDRESSES = 1000;

/**
 * Tokens have 256 bits, guessing them is hopeless; this keeps a guesser from costing anything. Counted by address, so that
 * nobody can keep others out by guessing.
 */
export function createTries(now: () => number): Tries {
  const wrong = new Map<string, number[]>();
  const recent = (from: string) => (wrong.get(from) ?? []).filter((at) => now() - at < WITHIN_MS);
  return {
    allowed: (from) => recent(from).length < WRONG,
    wrong(from) {
      const times = [...recent(from), now()];
      wrong.delete(from);
      wrong.set(from, times);
      for (const oldest of wrong.keys()) {
        if (wrong.size <= MOST_ADDRESSES) break;
        wrong.delete(oldest);
      }
    },
  };
}
