/** What a web server needs, out of what the office decided. Pure. */
import type { SiteFile, WebsiteFront } from '../../contract/index.ts';
import { BEHIND_PORT, PROOF_PORT, USUAL_PORTS } from '../office-doors.ts';
import type { Front } from './front.ts';
import { hosterFiles } from './hoster.ts';
import { siteWriters } from './programs/index.ts';
import { sslhConfiguration } from './sslh.ts';

export interface FileFacts {
  readonly domain: string;
  /** Chatelaine's port under TLS. */
  readonly webPort: number | undefined;
  /** Those for programs and for other servers; absent where it has none. */
  readonly ports: {
    readonly starttls: number;
    readonly direct: number;
    readonly serversDirect?: number | undefined;
  };
  /** This machine's address on its network. */
  readonly here: string;
}

/** The largest file the server takes: its own default (server/modules/upload/options.ts). */
export const MAX_UPLOAD = 100 * 1024 * 1024;

export function frontOf(wish: WebsiteFront, { domain, webPort, here }: FileFacts): Front {
  const { name, program, machine } = wish;
  return {
    ...{ domain, name, maxUpload: MAX_UPLOAD },
    ports: { http: 80, https: 443 },
    upstream:
      machine === null
        ? { address: '127.0.0.1', port: BEHIND_PORT, tls: false }
        : { address: here, port: webPort ?? USUAL_PORTS.web, tls: true },
    ...(machine === null && { proofs: { address: '127.0.0.1', port: PROOF_PORT } }),
    // Where the usual programs put them.
    certificate: {
      chain: `/etc/letsencrypt/live/${name}/fullchain.pem`,
      key: `/etc/letsencrypt/live/${name}/privkey.pem`,
      both: `/etc/haproxy/certs/${name}.pem`,
    },
    authority: `/etc/ssl/chatelaine-${domain}.crt`,
    automatic: program === 'caddy',
  };
}

const EXTENSION: Readonly<Record<WebsiteFront['program'], string>> = {
  ...{ nginx: '.conf', apache: '.conf', caddy: '.caddy', haproxy: '.cfg' },
};

export function siteFiles(wish: WebsiteFront, facts: FileFacts): SiteFile[] {
  const front = frontOf(wish, facts);
  const written = siteWriters[wish.program](front).map(({ kind, place, text, commands }) => ({
    ...{ kind, place, text },
    fileName: `${kind === 'site' ? front.name : `${front.domain}-host-meta`}${EXTENSION[wish.program]}`,
    // The authority's file is what the page "Connect an app" gives out.
    commands: front.upstream.tls
      ? [`install -m 644 chatelaine-${front.domain}.crt ${front.authority}`, ...commands]
      : [...commands],
  }));
  const address = `https://${front.name}`;
  const atHoster = hosterFiles(address).map((file) => ({ kind: 'hoster' as const, ...file, commands: [] }));
  return [...written, ...atHoster, onePort(wish, facts)];
}

/** Where a web server on this machine listens instead, once sslh has its port. */
const MOVED_PORT = 8443;

/** Chat and web behind one port, for whoever has sslh there; a web server on this machine stays in front of the web. */
function onePort({ machine }: WebsiteFront, { ports, webPort }: FileFacts): SiteFile {
  const web = machine === null ? { https: MOVED_PORT, moved: true } : { https: webPort ?? USUAL_PORTS.web };
  const text = sslhConfiguration({
    listen: { address: '0.0.0.0', port: 443 },
    ...{ xmpp: ports.starttls, xmppTls: ports.direct, serversTls: ports.serversDirect },
    ...{ ...web, host: '127.0.0.1' },
  });
  const place = '/etc/sslh/sslh.cfg';
  // Debian's service reads no file of its own accord, and its example asks for one's own address.
  const commands = [
    `install -D -m 644 sslh.cfg ${place}`,
    `sed -i 's#^DAEMON_OPTS=.*#DAEMON_OPTS="--user sslh -F${place}"#' /etc/default/sslh`,
    'systemctl restart sslh',
  ];
  return { kind: 'one-port', fileName: 'sslh.cfg', place, text, commands };
}
