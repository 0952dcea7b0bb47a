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
  const open = ports.find(({ type, tls }) => type === 'http' && tls === 'direct');
  if (!open) return undefined;
  // WHY not always the wanted name: a certificate for the domain alone would make every program refuse.
  const name = covers(wanted) ? wanted : host;
  return `https://${name}${open.port === HTTPS ? '' : `:${open.port}`}`;
}

/** RFC 7395 leaves the path open; these are what most servers have. */
export const WEBSOCKET_PATH = '/xmpp-websocket';
export const BOSH_PATH = '/http-bind';

/** XEP-0156 §2.1, XEP-0487 §2.1: what is really open. */
export function connectionsOf(
  origin: string | undefined,
  ports: readonly OpenPort[],
): AlternativeConnection[] {
  const direct = ports.find(({ type, tls }) => type === 'c2s' && tls === 'direct');
  return [
    ...(origin === undefined
      ? []
      : [
          {
            rel: 'urn:xmpp:alt-connections:websocket',
            href: origin.replace(/^http/, 'ws') + WEBSOCKET_PATH,
          },
          { rel: 'urn:xmpp:alt-connections:xbosh', href: origin + BOSH_PATH },
        ]),
    ...(direct ? [{ rel: 'urn:xmpp:alt-connections:tls', port: direct.port }] : []),
  ];
}
