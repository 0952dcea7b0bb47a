/** Where the world finds our web. Pure. */
import type { AlternativeConnection } from '../../kernel/http.ts';
import type { OpenPort } from '../listeners.ts';

export interface AddressFacts {
  readonly host: string;
  /** The name to be shown when the certificate is good for it. */
  readonly wanted: string;
  /** `https://chat.example.org`, `{host}` for the domain: where a reverse proxy shows us. */
  readonly url: string | undefined;
  readonly ports: readonly OpenPort[];
  /** Whether the domain's certificate is good for a name. */
  readonly covers: (name: string) => boolean;
}

const HTTPS = 443;

/** Undefined: nobody could reach it under TLS. */
export function originOf({ host, wanted, url, ports, covers }: AddressFacts): string | undefined {
  if (url !== undefined) return url.replaceAll('{host}', host).replace(/\/+$/, '');
  const all = ports.filter(({ type, tls }) => type === 'http' && tls === 'direct');
  // What every network lets out comes first.
  const open = all.find((one) => one.port === HTTPS) ?? all[0];
  if (!open) return undefined;
  // WHY not always the wanted name: a certificate for the domain alone would make every program refuse.
  const name = covers(wanted) ? wanted : host;
  return `https://${name}${open.port === HTTPS ? '' : `:${open.port}`}`;
}

/** RFC 7395 leaves the path open; these are what most servers have. */
export const WEBSOCKET_PATH = '/xmpp-websocket';
export const BOSH_PATH = '/http-bind';

/** XEP-0487 §2: TLS from the first byte, by what is behind it. */
const DIRECT: Readonly<Record<string, string>> = {
  c2s: 'urn:xmpp:alt-connections:tls',
  s2s: 'urn:xmpp:alt-connections:s2s-tls',
};

/**
 * XEP-0156 §2.1, XEP-0487 §2.1: what is really open.
 * @param elsewhere a web server in front has the origin.
 */
export function connectionsOf(
  origin: string | undefined,
  ports: readonly OpenPort[],
  elsewhere = false,
): AlternativeConnection[] {
  const direct = ports.flatMap(({ type, tls, port }) => {
    const rel = tls === 'direct' ? DIRECT[type] : undefined;
    return rel === undefined ? [] : [{ rel, port }];
  });
  const web = (kind: string, href: string) => ({
    rel: `urn:xmpp:alt-connections:${kind}`,
    href,
    ...(elsewhere && { elsewhere }),
  });
  return [
    ...(origin === undefined
      ? []
      : [web('websocket', origin.replace(/^http/, 'ws') + WEBSOCKET_PATH), web('xbosh', origin + BOSH_PATH)]),
    ...direct,
  ];
}
