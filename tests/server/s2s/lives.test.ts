/** How connections between servers live and die, and what becomes of the stanzas: nothing is lost without a word. */
import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defineModule, stop } from '../../../server/kernel/module.ts';
import { modules } from '../../../server/modules/index.ts';
import type { RemoteDomain } from '../../../server/s2s/report.ts';
import { dialbackAnswer, type FakeServer, startFakeServer } from '../../support/fake-xmpp-server.ts';
import {
  type Cable,
  createPartners,
  layCable,
  type Partner,
  type PartnerOptions,
  type Partners,
  waitFor,
} from '../../support/federation.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let partners: Partners;
const fakes: FakeServer[] = [];
const cables: Cable[] = [];
beforeEach(() => {
  partners = createPartners();
});
afterEach(async () => {
  await partners.stop();
  await Promise.all([...fakes.splice(0), ...cables.splice(0)].map((one) => one.stop()));
});

type Person = RawClient & { jid: string };

async function person(server: Partner, name: string, has = false): Promise<Person> {
  if (!has) await server.createAccounts(name);
  const session = await server.session(name, { resource: 'desk' });
  session.send('<presence/>');
  await session.find(({ name }) => name === 'presence', 'own presence');
  return session;
}

const text = (to: string, id: string) =>
  `<message to='${to}' type='chat' id='${id}'><body>hello</body></message>`;
const isMessage = (id: string) => (element: { name: string; attrs: Record<string, string> }) =>
  element.name === 'message' && element.attrs.id === id;
const about = (server: Partner, domain: string): RemoteDomain | undefined =>
  server.server.federation.report().domains.find((one) => one.domain === domain);

async function bounceOf(session: Person, id: string): Promise<string> {
  const error = await session.find(({ attrs }) => attrs.id === id && attrs.type === 'error', `${id} back`);
  return error.getChild('error')?.getChildElements()[0]?.name ?? '';
}

const DIALBACK = "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>";

/** A server in the clear that lets everybody in and counts nothing. */
async function startCareless(domain: string, onMessage: (id: string, end: () => void) => void) {
  const fake = await startFakeServer({
    features: DIALBACK,
    onElement(element, connection) {
      if (element.name === 'db:result') connection.send(dialbackAnswer(element, 'valid'));
      if (element.name === 'message') onMessage(element.attrs.id ?? '', () => connection.socket.destroy());
    },
  });
  fakes.push(fake);
  partners.directory.put(domain, { port: fake.port });
  return fake;
}

describe('a server that is not there', () => {
  test('what is for it waits, and is delivered when it is', async () => {
    const here = await partners.start('here.test');
    partners.directory.put('there.test', { port: 1 });
    const nina = await person(here, 'nina');
    nina.send(text('otto@there.test', 'm1'));
    await waitFor(() => about(here, 'there.test')?.problem !== undefined, 'a failure');
    expect(about(here, 'there.test')).toMatchObject({
      ...{ state: 'waiting', queued: 1, failures: 1 },
      problem: { code: 'connect.refused', direction: 'out', target: '127.0.0.1:1' },
    });
    const there = await partners.start('there.test');
    const otto = await person(there, 'otto');
    here.server.federation.retry('there.test');
    await otto.find(isMessage('m1'), 'the message');
    expect(about(here, 'there.test')).toMatchObject({ state: 'works', queued: 0, failures: 0 });
    expect(about(here, 'there.test')?.problem).toBeUndefined();
  });

  test('it is tried again without anybody asking', async () => {
    const here = await partners.start('here.test');
    partners.directory.put('there.test', { port: 1 });
    const nina = await person(here, 'nina');
    nina.send(text('otto@there.test', 'm1'));
    await waitFor(() => about(here, 'there.test')?.problem !== undefined, 'a failure');
    const otto = await person(await partners.start('there.test'), 'otto');
    await otto.find(isMessage('m1'), 'the message');
  });

  test('what waited too long goes back', async () => {
    const here = await partners.start('here.test', { federation: { limits: { queueSeconds: 1 } } });
    partners.directory.put('there.test', { port: 1 });
    const nina = await person(here, 'nina');
    nina.send(text('otto@there.test', 'm1'));
    expect(await bounceOf(nina, 'm1')).toBe('remote-server-timeout');
    expect(about(here, 'there.test')).toMatchObject({ queued: 0, bounced: 1 });
  });

  test('too much goes back at once', async () => {
    const here = await partners.start('here.test', { federation: { limits: { queueStanzas: 2 } } });
    partners.directory.put('there.test', { port: 1 });
    const nina = await person(here, 'nina');
    for (const id of ['m1', 'm2', 'm3']) nina.send(text('otto@there.test', id));
    expect(await bounceOf(nina, 'm3')).toBe('resource-constraint');
    expect(about(here, 'there.test')).toMatchObject({ queued: 2 });
  });

  test('nobody waits for a domain that is not', async () => {
    const here = await partners.start('here.test');
    const nina = await person(here, 'nina');
    nina.send(text('otto@there.test', 'm1'));
    expect(await bounceOf(nina, 'm1')).toBe('remote-server-not-found');
    expect(about(here, 'there.test')).toMatchObject({ state: 'refused', problem: { code: 'dns.no-domain' } });
  });

  test('when we stop, what waits goes back', async () => {
    const here = await partners.start('here.test');
    partners.directory.put('there.test', { port: 1 });
    const nina = await person(here, 'nina');
    nina.send(text('otto@there.test', 'm1'));
    await waitFor(() => about(here, 'there.test')?.queued === 1, 'the queue');
    await here.server.federation.stop();
    expect(await bounceOf(nina, 'm1')).toBe('remote-server-timeout');
    nina.send(text('otto@there.test', 'm2'));
    expect(await bounceOf(nina, 'm2')).toBe('remote-server-not-found');
  });
});

describe('a connection that breaks', () => {
  test('the other server starts anew: the next stanza makes a new one', async () => {
    const here = await partners.start('here.test');
    const there = await partners.start('there.test');
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    nina.send(text(otto.jid, 'm1'));
    await otto.find(isMessage('m1'), 'm1');
    await there.stop({ keep: true });
    await waitFor(() => about(here, 'there.test')?.links.length === 0, 'the end');
    const again = await partners.start('there.test', { folder: there.folder });
    const back = await person(again, 'otto', true);
    nina.send(text(back.jid, 'm2'));
    await back.find(isMessage('m2'), 'm2');
  });

  test('what is not acknowledged goes back (XEP-0198)', async () => {
    const here = await partners.start('here.test');
    const there = await partners.start('there.test');
    const cable = await layCable(there.s2s.starttls);
    cables.push(cable);
    partners.directory.put('there.test', { port: cable.port });
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    nina.send(text(otto.jid, 'm1'));
    await otto.find(isMessage('m1'), 'm1');
    cable.hold();
    nina.send(text(otto.jid, 'm2'));
    await waitFor(() => about(here, 'there.test')!.sent === 2, 'm2 on its way');
    cable.cut();
    expect(await bounceOf(nina, 'm2')).toBe('remote-server-timeout');
  });

  test('what no answer has confirmed goes back (XEP-0199)', async () => {
    const here = await partners.start('here.test', { federation: { tls: 'optional' } });
    const careless = await startCareless('there.test', (id, end) => id === 'm2' && end());
    const nina = await person(here, 'nina');
    nina.send(text('otto@there.test', 'm1'));
    nina.send(text('otto@there.test', 'm2'));
    expect([await bounceOf(nina, 'm1'), await bounceOf(nina, 'm2')]).toEqual([
      'remote-server-timeout',
      'remote-server-timeout',
    ]);
    expect(careless.received.filter(({ name }) => name === 'message')).toHaveLength(2);
  });

  test('what was confirmed does not', async () => {
    const here = await partners.start('here.test', { federation: { tls: 'optional' } });
    const there = await partners.start('there.test', { unknown: true });
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    nina.send(text(otto.jid, 'm1'));
    await otto.find(isMessage('m1'), 'm1');
    nina.send(text(otto.jid, 'm2'));
    await otto.find(isMessage('m2'), 'm2');
    here.server.federation.close('there.test');
    await waitFor(() => about(here, 'there.test')?.links.length === 0, 'the end');
    await nina.settle();
    expect(about(here, 'there.test')?.bounced).toBe(0);
  });
});

describe('one connection for all of our domains (XEP-0220 §2.6.1)', () => {
  test('rooms use the connection of the people', async () => {
    const here = await partners.start('here.test');
    const there = await partners.start('there.test');
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    nina.send(text(otto.jid, 'm1'));
    await otto.find(isMessage('m1'), 'm1');
    nina.send(
      "<presence to='room@conference.here.test/nina'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
    );
    await nina.find(({ name, attrs }) => name === 'message' && attrs.type === 'groupchat', 'the subject');
    otto.send(
      "<presence to='room@conference.here.test/otto'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
    );
    await waitFor(
      () => otto.received.some(({ attrs }) => attrs.from?.startsWith('room@conference.here.test') ?? false),
      'an answer of the room',
    );
    const { links } = about(here, 'there.test')!;
    expect(links.filter(({ direction }) => direction === 'out')).toHaveLength(1);
  });

  test('what a room sends on it may be answered on it (XEP-0288)', async () => {
    // With its name on the certificate nobody has to be called back.
    const here = await partners.start('here.test', { names: ['conference.here.test'] });
    const there = await partners.start('there.test');
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    nina.send(text(otto.jid, 'm1'));
    await otto.find(isMessage('m1'), 'm1');
    nina.send(
      "<presence to='room@conference.here.test/nina'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
    );
    await nina.find(({ attrs }) => attrs.type === 'groupchat', 'the subject');
    nina.send(
      `<message to='room@conference.here.test'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='${otto.jid}'/></x></message>`,
    );
    await otto.find(({ attrs }) => attrs.from === 'room@conference.here.test', 'the invitation');
    otto.send(
      "<presence to='room@conference.here.test/otto'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
    );
    await otto.find(({ attrs }) => attrs.from === 'room@conference.here.test/otto', 'being in');
    const { links } = about(here, 'there.test')!;
    expect(links.map(({ direction, bidirectional }) => ({ direction, bidirectional }))).toEqual([
      { direction: 'out', bidirectional: true },
    ]);
  });
});

describe('whom we do not speak with', () => {
  test('a reload ends what is not allowed any more, and leaves the rest', async () => {
    const here = await partners.start('here.test');
    const there = await partners.start('there.test');
    const other = await partners.start('other.test');
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    const olga = await person(other, 'olga');
    nina.send(text(otto.jid, 'm1') + text(olga.jid, 'm2'));
    await otto.find(isMessage('m1'), 'm1');
    await olga.find(isMessage('m2'), 'm2');
    const { config } = here;
    const hosts = { 'there.test': { policy: 'block' as const } };
    here.server.reload({ ...config, federation: { ...config.federation, hosts } });
    await waitFor(() => about(here, 'there.test')?.links.length === 0, 'the end');
    expect(about(here, 'other.test')?.links).toHaveLength(1);
    expect(about(here, 'there.test')).toMatchObject({ state: 'refused', policy: { allowed: false } });
    nina.send(text(otto.jid, 'm3'));
    expect(await bounceOf(nina, 'm3')).toBe('policy-violation');
    otto.send(text(nina.jid, 'm4'));
    expect(await bounceOf(otto, 'm4')).toBe('remote-server-timeout');
    expect(about(there, 'here.test')?.problem).toMatchObject({ code: 'stream.refused', direction: 'out' });
    // Allowed again it is as if it had never been: nothing waits for a failure that was our own rule.
    nina.send(text(otto.jid, 'm5'));
    expect(await bounceOf(nina, 'm5')).toBe('policy-violation');
    here.server.reload(config);
    nina.send(text(otto.jid, 'm6'));
    expect((await otto.find(isMessage('m6'), 'm6')).attrs.type).toBe('chat');
  });

  test('an operator’s list holds both ways, also for connections that stand', async () => {
    let blocked = false;
    const list = defineModule({
      name: 'list',
      specs: [],
      setup: (ctx) =>
        ctx.on('remote.contacted', 'guard', ({ domain }) =>
          blocked && domain === 'there.test' ? stop('on the list') : undefined,
        ),
    });
    const here = await partners.start('here.test', { modules: [...modules, list] });
    const there = await partners.start('there.test');
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    nina.send(text(otto.jid, 'm1'));
    await otto.find(isMessage('m1'), 'm1');
    blocked = true;
    await waitFor(() => about(here, 'there.test')?.links.length === 0, 'the end');
    nina.send(text(otto.jid, 'm2'));
    expect(await bounceOf(nina, 'm2')).toBe('policy-violation');
    otto.send(text(nina.jid, 'm3'));
    expect(await bounceOf(otto, 'm3')).toBe('remote-server-timeout');
    blocked = false;
    here.server.federation.tick();
    nina.send(text(otto.jid, 'm4'));
    await otto.find(isMessage('m4'), 'm4');
  });

  test('closed is closed: nobody is let in, and nobody is looked for', async () => {
    const here = await partners.start('here.test', { federation: { policy: 'closed' } });
    const there = await partners.start('there.test', { federation: { limits: { queueSeconds: 1 } } });
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    nina.send(text(otto.jid, 'm1'));
    expect(await bounceOf(nina, 'm1')).toBe('remote-server-not-found');
    otto.send(text(nina.jid, 'm2'));
    expect(await bounceOf(otto, 'm2')).toBe('remote-server-timeout');
    expect(here.server.outside.at('there.test')).toBeUndefined();
  });
});

describe('connections that lead nowhere', () => {
  /** All the server says on a connection on which that was sent, until it closes it. */
  async function until(port: number, send: string): Promise<string> {
    const socket = connect({ port, host: '127.0.0.1' });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    if (send !== '') socket.write(send);
    await new Promise((resolve) => socket.once('close', resolve));
    return Buffer.concat(chunks).toString('utf8');
  }
  const bounded: PartnerOptions = { federation: { limits: { negotiateSeconds: 1 } } };
  const head =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' from='x.test' to='here.test' version='1.0'>";

  const NOWHERE: Record<string, readonly ['starttls' | 'direct', string, RegExp]> = {
    silence: ['starttls', '', /connection-timeout/],
    'silence before TLS': ['direct', '', /^$/],
    'half a header': ['starttls', '<stream:str', /connection-timeout/],
    'a header and nothing more': ['starttls', head, /<\/stream:stream>$/],
    'STARTTLS and nothing more': [
      ...(['starttls', `${head}<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`] as const),
      /<proceed[^>]*>$/,
    ],
    HTTP: ['starttls', 'GET / HTTP/1.1\r\n\r\n', /not-well-formed/],
    'TLS that is none': ['direct', 'x'.repeat(500), /^.{0,20}$/s],
  };

  test('they end by themselves, and leave nothing behind', async () => {
    const here = await partners.start('here.test', bounded);
    const ends = Object.entries(NOWHERE).map(async ([what, [tls, send, answer]]) => {
      const said = await until(here.s2s[tls], send);
      return [what, answer.test(said) ? 'as it should' : said];
    });
    expect(await Promise.all(ends)).toEqual(Object.keys(NOWHERE).map((what) => [what, 'as it should']));
    expect(here.server.federation.report()).toMatchObject({ incoming: 0, outgoing: 0, domains: [] });
  });

  test('hundreds of them leave a quiet person’s session as quick as it was', async () => {
    const here = await partners.start('here.test', { config: { limits: { pendingPerAddress: 300 } } });
    const nina = await person(here, 'nina');
    const measure = async () => {
      const times: number[] = [];
      for (let turn = 0; turn < 40; turn++) {
        const since = performance.now();
        await nina.query('get', "<ping xmlns='urn:xmpp:ping'/>", 'here.test');
        times.push(performance.now() - since);
      }
      return times.sort((a, b) => a - b)[20]!;
    };
    const before = await measure();
    const sockets = Array.from({ length: 400 }, (_, at) => {
      const socket = connect({ port: here.s2s[at % 2 === 0 ? 'starttls' : 'direct'], host: '127.0.0.1' });
      socket.on('error', () => {});
      socket.write(at % 4 === 0 ? `${head}<db:result xmlns:db='jabber:server:dialback'` : 'x'.repeat(at));
      return socket;
    });
    const during = await measure();
    for (const socket of sockets) socket.destroy();
    expect(during).toBeLessThan(20 * before + 100);
  });

  test('an idle one is closed in order, and a silent one is asked', async () => {
    let offset = 0;
    const here = await partners.start('here.test', { now: () => Date.now() + offset });
    const there = await partners.start('there.test');
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    nina.send(text(otto.jid, 'm1'));
    await otto.find(isMessage('m1'), 'm1');
    offset = 300_000;
    await waitFor(() => about(here, 'there.test')!.links.length === 1, 'a link still');
    nina.send(text(otto.jid, 'm2'));
    await otto.find(isMessage('m2'), 'm2');
    offset = 1_500_000;
    await waitFor(() => about(here, 'there.test')!.links.length === 0, 'the end');
    expect(about(here, 'there.test')).toMatchObject({ state: 'idle', bounced: 0 });
    expect(about(there, 'here.test')).toMatchObject({ bounced: 0 });
  });
});

describe('a try', () => {
  test('each step, as it ends', async () => {
    const here = await partners.start('here.test');
    await partners.start('there.test', { tls: 'direct' });
    const told: string[] = [];
    here.server.subscribe((event) => event.event === 'federation.tried' && told.push(event.step.step));
    const report = await here.server.federation.try('there.test');
    expect(report).toMatchObject({ domain: 'there.test', ok: true });
    expect(report.steps.map(({ step, ok }) => [step, ok])).toEqual(
      ['lookup', 'connect', 'secure', 'authenticate', 'ping'].map((step) => [step, true]),
    );
    expect(told).toEqual(['lookup', 'connect', 'secure', 'authenticate', 'ping']);
  });

  test.each([
    ['there is no such domain', 'nowhere.test', 'lookup', 'dns.no-domain'],
    ['nobody listens', 'down.test', 'connect', 'connect.refused'],
    ['its authority is unknown, and we want one', 'there.test', 'secure', 'certificate.self-signed'],
    ['it is blocked', 'blocked.test', 'lookup', 'policy.blocked'],
  ])('%s', async (_why, domain, step, code) => {
    const here = await partners.start('here.test', {
      federation: { authenticate: 'certificate', hosts: { 'blocked.test': { policy: 'block' } } },
    });
    await partners.start('there.test', { unknown: true });
    partners.directory.put('down.test', { port: 1 });
    const report = await here.server.federation.try(domain);
    expect(report.ok).toBe(false);
    expect(report.steps.at(-1)).toMatchObject({ step, ok: false, problem: { code, direction: 'out' } });
  });
});

describe('a partner’s private authority', () => {
  test('counts for that partner, and for nobody else', async () => {
    const there = await partners.start('there.test', { unknown: true });
    const other = await partners.start('other.test', { unknown: true });
    const here = await partners.start('here.test', {
      federation: {
        authenticate: 'certificate',
        // The other's own certificate, too, and in the wrong place.
        hosts: { 'there.test': { authorities: `${there.ca}\n${other.ca}` } },
      },
    });
    expect(await here.server.federation.try('there.test')).toMatchObject({ ok: true });
    const report = await here.server.federation.try('other.test');
    expect(report.steps.at(-1)).toMatchObject({ problem: { code: 'certificate.self-signed' } });
    const link = here.server.federation.report().domains.find(({ domain }) => domain === 'there.test')!;
    expect(link.links).toMatchObject([{ proof: 'certificate' }]);
    expect(link.links[0]!.flaw).toBeUndefined();
  });
});

describe('a reload', () => {
  test('has those prove themselves anew who are asked for another proof, and leaves the others', async () => {
    const here = await partners.start('here.test');
    const there = await partners.start('there.test', { unknown: true });
    const other = await partners.start('other.test');
    const [nina, otto] = [await person(here, 'nina'), await person(there, 'otto')];
    const olga = await person(other, 'olga');
    nina.send(text(otto.jid, 'm1') + text(olga.jid, 'm2'));
    await otto.find(isMessage('m1'), 'm1');
    await olga.find(isMessage('m2'), 'm2');
    const before = about(here, 'other.test')!.links[0]!.since;
    const proofs = () => about(here, 'there.test')!.links.map(({ proof, flaw }) => flaw?.code ?? proof);
    expect(proofs()).toContain('certificate.self-signed');

    const { config } = here;
    const hosts = { 'there.test': { authorities: there.ca } };
    here.server.reload({ ...config, federation: { ...config.federation, hosts } });
    await waitFor(() => proofs().every((proof) => proof === 'certificate'), 'the old ones to end');
    nina.send(text(otto.jid, 'm3'));
    await otto.find(isMessage('m3'), 'm3');
    expect(proofs()).toContain('certificate');

    // Not trusted any more, and a certificate insisted on: what stands does not go on as if it were.
    const strict = { 'there.test': { authenticate: 'certificate' as const } };
    here.server.reload({ ...config, federation: { ...config.federation, hosts: strict } });
    await waitFor(() => about(here, 'there.test')!.links.length === 0, 'the end');
    expect(about(here, 'other.test')!.links[0]!.since).toBe(before);
  });

  test('reads the authorities again', async () => {
    const here = await partners.start('here.test', { federation: { authenticate: 'certificate' } });
    const there = await partners.start('there.test', { unknown: true });
    expect(await here.server.federation.try('there.test')).toMatchObject({ ok: false });
    appendFileSync(partners.authorities, there.ca);
    here.server.reload(here.config);
    expect(await here.server.federation.try('there.test')).toMatchObject({ ok: true });
  });
});
