/** A component for tests (XEP-0114), over the raw client: it writes its own addresses, and shares no code with the server. */
import { createHash } from 'node:crypto';
import { connectClient, type RawClient } from './xmpp-client.ts';

export interface ComponentClientOptions {
  readonly port: number;
  readonly domain: string;
  /** The served domain it stands beside: where it asks to know that all is handled. */
  readonly host: string;
  readonly secret: string;
}

const NS_COMPONENT = 'jabber:component:accept';

export const componentHeader = (domain: string, namespace = NS_COMPONENT): string =>
  `<stream:stream xmlns='${namespace}' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}'>`;

export const handshakeFor = (id: string | undefined, secret: string): string =>
  `<handshake>${createHash('sha1').update(`${id}${secret}`).digest('hex')}</handshake>`;

/** Connected, and nothing said. */
export const connectComponentPort = (port: number): Promise<RawClient> =>
  connectClient({ port, host: 'component', tls: 'starttls' });

/** Attached; what the server says then is in `received`. Throws what came instead. */
export async function attachComponent(options: ComponentClientOptions): Promise<RawClient> {
  const { port, domain, host, secret } = options;
  const client = await connectComponentPort(port);
  const { attrs } = await client.openHeader(componentHeader(domain));
  client.send(handshakeFor(attrs.id, secret));
  const answer = await client.expect();
  if (answer.name !== 'handshake') throw new Error(`not attached: ${answer}`);
  let last = 0;
  /** With addresses, which a component's stanzas need. */
  const query: RawClient['query'] = (type, payload, to = host) => {
    last += 1;
    const id = `c${last}`;
    client.send(`<iq type='${type}' id='${id}' from='${domain}' to='${to}'>${payload}</iq>`);
    return client.find(
      (element) => element.name === 'iq' && element.attrs.id === id && element.attrs.type !== type,
      `the answer to ${id}`,
    );
  };
  return Object.assign(client, {
    query,
    async settle() {
      await query('get', "<query xmlns='settled:nobody-handles-this'/>");
    },
  });
}
