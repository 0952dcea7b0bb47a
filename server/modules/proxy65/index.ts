/**
 * Relay for files. Specs: XEP-0065 1.8.2, RFC 1928.
 * Lets two programs that cannot reach each other send files through us, one stream each, within bounds.
 * It relays over TCP only, and only for streams that one of our people activates. It is no SOCKS proxy to anywhere.
 */
import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { Element } from 'ltx';
import { networkOf } from '../../auth/throttle.ts';
import { parseJid } from '../../kernel/jid.ts';
import { defineModule, type IqRequest } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { shakeHands } from './handshake.ts';
import { proxyOptions } from './options.ts';
import { type Activation, createStreams } from './streams.ts';

const NS_BYTESTREAMS = 'http://jabber.org/protocol/bytestreams';
const PORTS = 'proxy65';
const HANDSHAKE_MS = 30_000;
const MAX_SID = 1024;

/** §6.3.5; `item-not-found` "if the 'from' address does not match": with the hash made of it, we know no more than that. */
const REFUSALS: Readonly<Record<Exclude<Activation, 'active'>, () => StanzaError>> = {
  unknown: () => new StanzaError('item-not-found', 'nobody has connected for this stream'),
  half: () => new StanzaError('not-allowed', 'only one side has connected'),
  'active-already': () => new StanzaError('not-allowed', 'this stream is active'),
  'too-many': () => new StanzaError('resource-constraint', 'you have too many streams open'),
};

export const proxy65 = defineModule({
  name: 'proxy65',
  specs: ['XEP-0065 1.8.2'],
  options: proxyOptions,
  setup(ctx) {
    const { options } = ctx;
    // Without a port for it there is nothing to offer.
    if (!ctx.ports.configured(PORTS)) return;

    const streams = createStreams({
      bounds: { ...options, waitMs: options.waitSeconds * 1000, idleMs: options.idleSeconds * 1000 },
      limited: () => ctx.server.limited,
      now: Date.now,
      ended: (because, owner) => ctx.log.info('a stream was closed', { because, owner }),
    });
    const service = ctx.service('proxy', options.address);

    ctx.ports.serve(PORTS, {
      connection(connection, { address }) {
        const late = setTimeout(() => connection.destroy(), HANDSHAKE_MS);
        connection.once('close', () => clearTimeout(late));
        connection.on('error', (error) =>
          ctx.log.debug('connection failed', { address, cause: error.message }),
        );
        shakeHands(connection, {
          refused: (because) => ctx.log.debug('refused', { address, because }),
          connected(hash) {
            clearTimeout(late);
            return streams.join(hash, connection, networkOf(address));
          },
        });
      },
    });
    ctx.every(5000, streams.sweep);
    ctx.signal.addEventListener('abort', () => streams.closeAll());
    for (const end of ['account.closed', 'account.removed'] as const)
      ctx.on(end, 'record', ({ account }) => streams.closeAll(account.toString()));

    // Programs resolve it, most without IDNA.
    const nameFor = (host: string) => options.name.replaceAll('{host}', domainToASCII(host) || host);
    const openPort = () => ctx.ports.open(PORTS)[0];
    // §3: "If an entity supports this protocol, it MUST advertise that fact". While somebody else has the port, it does not.
    ctx.discoInfo(service, ({ node, to }) =>
      node === undefined && to.local === '' && openPort()
        ? {
            identities: [{ category: 'proxy', type: 'bytestreams', name: 'File Transfer Relay' }],
            features: [NS_BYTESTREAMS],
          }
        : undefined,
    );

    service.iq('get', NS_BYTESTREAMS, 'query', (request) => {
      allow(request);
      const port = openPort();
      // §4: "If the Proxy is unable to act as a StreamHost, the Proxy MUST return an error to the Requester, which SHOULD be
      // <not-allowed/>."
      if (!port) throw new StanzaError('not-allowed', 'The relay is not running');
      const { host } = request;
      return xml(
        'query',
        { xmlns: NS_BYTESTREAMS },
        xml('streamhost', {
          ...{ jid: service.domain(host), host: nameFor(host), port: port.port },
        }),
      );
    });

    service.iq('set', NS_BYTESTREAMS, 'query', (request) => {
      allow(request);
      const { sid, target } = readActivation(request.payload);
      // §6.3.5: "hashing the SID + Requester JID + Target JID and comparing the result against the DST.ADDR".
      const hash = createHash('sha1').update(`${sid}${request.from}${target}`).digest('hex');
      const result = streams.activate(hash, request.from.bare.toString());
      if (result !== 'active') throw REFUSALS[result]();
      return undefined;
    });

    /** §4: "the Proxy MUST return a <forbidden/> error" to those without permission: all but the domain's own people. */
    function allow({ from, to, host, session }: IqRequest): void {
      if (to.local !== '') throw new StanzaError('service-unavailable');
      if (from.domain !== host || !session || !ctx.accounts.exists(from.bare))
        throw new StanzaError('forbidden', 'Only people of this server may use this relay');
    }
  },
});

/** §6.3.5, §9.1: `sid` is required, and "there MUST be only one instance" of `<activate/>`. */
function readActivation(query: Element): { sid: string; target: string } {
  const { sid, mode = 'tcp' } = query.attrs;
  if (!sid || sid.length > MAX_SID) throw new StanzaError('bad-request', 'no sid, or too long a one');
  if (mode !== 'tcp') throw new StanzaError('feature-not-implemented', 'streams over TCP only');
  const asked = query.getChildElements().filter((child) => child.is('activate', NS_BYTESTREAMS));
  if (asked.length !== 1) throw new StanzaError('bad-request', 'one <activate/>');
  const target = parseJid(asked[0]!.getText().trim());
  if (!target) throw new StanzaError('jid-malformed', 'no address');
  return { sid, target: target.toString() };
}
