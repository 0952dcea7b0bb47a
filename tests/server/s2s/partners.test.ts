/** Two servers of ours that speak with each other, over every way there is to prove who one is. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FederationLink, RemoteDomain } from '../../../server/s2s/report.ts';
import {
  createPartners,
  type Partner,
  type PartnerOptions,
  type Partners,
} from '../../support/federation.ts';
import { connectClient, type RawClient } from '../../support/xmpp-client.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let partners: Partners;
beforeEach(() => {
  partners = createPartners();
});
afterEach(() => partners.stop());

type Person = RawClient & { jid: string };

async function person(server: Partner, name: string): Promise<Person> {
  await server.createAccounts(name);
  const session = await server.session(name, { resource: 'desk' });
  session.send('<presence/>');
  await session.find(({ name }) => name === 'presence', 'own presence');
  return session;
}

async function pair(here: PartnerOptions = {}, there: PartnerOptions = {}) {
  const [one, other] = [await partners.start('here.test', here), await partners.start('there.test', there)];
  return { here: one, there: other, nina: await person(one, 'nina'), otto: await person(other, 'otto') };
}

const isMessage = (id: string) => (element: { name: string; attrs: Record<string, string> }) =>
  element.name === 'message' && element.attrs.id === id;

/** Says something and waits until it is there. */
async function say(from: Person, to: Person, id: string) {
  from.send(`<message to='${to.jid}' type='chat' id='${id}'><body>hello</body></message>`);
  return to.find(isMessage(id), `the message ${id}`);
}

const about = (server: Partner, domain: string): RemoteDomain =>
  server.server.federation.report().domains.find((one) => one.domain === domain)!;

const how = ({ direction, bidirectional, security, proof, managed, flaw }: FederationLink) => ({
  ...{ direction, bidirectional, tls: security.how, proof, managed },
  ...(flaw && { flaw: flaw.code }),
});

const SELF_SIGNED = 'certificate.self-signed';

interface Way {
  readonly name: string;
  readonly here?: PartnerOptions;
  readonly there?: PartnerOptions;
  /** The links after a message to there and one back. */
  readonly links: readonly ReturnType<typeof how>[];
}

const WAYS: readonly Way[] = [
  {
    name: 'EXTERNAL over STARTTLS, both directions on one connection',
    links: [{ direction: 'out', bidirectional: true, tls: 'starttls', proof: 'certificate', managed: true }],
  },
  {
    name: 'EXTERNAL over TLS from the first byte',
    there: { tls: 'direct' },
    links: [{ direction: 'out', bidirectional: true, tls: 'direct', proof: 'certificate', managed: true }],
  },
  {
    name: 'they do not know our authority: dialback for us, a certificate for them',
    here: { unknown: true },
    links: [
      { direction: 'out', bidirectional: true, tls: 'starttls', proof: 'certificate', managed: false },
      // The connection they called back on.
      { direction: 'in', bidirectional: false, tls: 'starttls', proof: 'certificate', managed: true },
    ],
  },
  {
    name: 'we do not know theirs: a connection for each direction',
    there: { unknown: true },
    links: [
      {
        direction: 'out',
        bidirectional: false,
        tls: 'starttls',
        proof: 'nothing',
        managed: true,
        flaw: SELF_SIGNED,
      },
      {
        direction: 'in',
        bidirectional: true,
        tls: 'starttls',
        proof: 'dialback',
        managed: false,
        flaw: SELF_SIGNED,
      },
    ],
  },
  {
    name: 'nobody knows the other’s: dialback both ways, under TLS',
    here: { unknown: true },
    there: { unknown: true },
    links: [
      {
        direction: 'out',
        bidirectional: false,
        tls: 'starttls',
        proof: 'nothing',
        managed: false,
        flaw: SELF_SIGNED,
      },
      {
        direction: 'in',
        bidirectional: false,
        tls: 'starttls',
        proof: 'dialback',
        managed: false,
        flaw: SELF_SIGNED,
      },
    ],
  },
];

describe('a message there and one back', () => {
  test.each(WAYS)('$name', async ({ here, there, links }) => {
    const all = await pair(here, there);
    const hello = await say(all.nina, all.otto, 'm1');
    expect(hello.attrs).toMatchObject({ from: 'nina@here.test/desk', to: 'otto@there.test/desk' });
    expect(hello.getNS()).toBe('jabber:client');
    await say(all.otto, all.nina, 'm2');
    expect(about(all.here, 'there.test').links.map(how)).toEqual(links);
    expect(about(all.here, 'there.test')).toMatchObject({ state: 'works', sent: 1, received: 1, queued: 0 });
  });
});

describe('only a certificate will do, and theirs is not good', () => {
  test('nothing goes either way, and both know why', async () => {
    const all = await pair({ federation: { authenticate: 'certificate' } }, { unknown: true });
    all.nina.send(`<message to='${all.otto.jid}' id='m1'><body>hello</body></message>`);
    const back = await all.nina.find(isMessage('m1'), 'm1 back');
    expect(back.getChild('error')?.getChildElements()[0]?.name).toBe('remote-server-timeout');
    expect(about(all.here, 'there.test')).toMatchObject({
      ...{ state: 'refused', links: [], bounced: 1 },
      problem: {
        ...{ code: SELF_SIGNED, direction: 'out', target: `127.0.0.1:${all.there.s2s.starttls}` },
        certificate: { subject: expect.stringContaining('there.test') },
      },
    });
    all.otto.send(`<message to='${all.nina.jid}' id='m2'><body>hello</body></message>`);
    const refused = await all.otto.find(isMessage('m2'), 'm2 back');
    expect(refused.getChild('error')?.getChildElements()[0]?.name).toBe('remote-server-timeout');
    expect(about(all.there, 'here.test')).toMatchObject({
      state: 'refused',
      problem: { code: 'stream.refused', detail: expect.stringContaining(SELF_SIGNED) },
    });
    expect(about(all.here, 'there.test')).toMatchObject({ sent: 0, received: 0 });
  });
});

describe('what the operator sees', () => {
  test('numbers, the list, trying again, closing', async () => {
    const { here, nina, otto } = await pair();
    await say(nina, otto, 'm1');
    const run = async (name: string, args: object = {}) => {
      const command = here.server.commands().find((one) => one.name === name)!;
      const answer = await command.run(command.args.parse(args) as never);
      return command.text?.(answer) ?? answer;
    };
    expect(await run('outgoing_s2s_number')).toBe(1);
    expect(await run('incoming_s2s_number')).toBe(0);
    expect(await run('federation')).toBe(
      'Policy: open. Connections: 0 in, 1 out.\nthere.test: works; out TLSv1.3, by certificate',
    );
    expect(await run('federation_retry', { domain: 'there.test' })).toBe('Nothing waits for there.test.');
    expect(await run('federation_try', { domain: 'nowhere.test' })).toMatch(
      /^FAIL lookup \(\d+ ms\) dns\.no-domain: .*\nnowhere\.test cannot be reached\.$/,
    );
    expect(await run('federation_close', { domain: 'THERE.test.' })).toBe(
      'The connections with there.test are closed.',
    );
    await expect(run('federation_try', { domain: 'no domain' })).rejects.toThrow('"no domain" is no domain.');
  });

  test('is told when something changes', async () => {
    const { here, nina, otto } = await pair();
    const changed = new Promise<string>((resolve) => {
      here.server.subscribe((event) => event.event === 'federation.changed' && resolve(event.domain));
    });
    await say(nina, otto, 'm1');
    expect(await changed).toBe('there.test');
  });
});

describe('somebody who claims to be a partner', () => {
  test('changes nothing of what is known of the partner', async () => {
    const { here, nina, otto } = await pair({ federation: { authenticate: 'certificate' } });
    await say(nina, otto, 'm1');
    const head =
      "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' from='there.test' to='here.test' version='1.0'>";
    const claim = await connectClient({
      ...{ port: here.s2s.direct, host: 'here.test', tls: 'direct' },
      alpn: ['xmpp-server'],
    });
    await claim.openHeader(head);
    expect((await claim.expect()).getChild('policy-violation')).toBeDefined();
    expect(about(here, 'there.test')).toMatchObject({ state: 'works', links: [{ direction: 'out' }] });
    expect(about(here, 'there.test').problem).toBeUndefined();
  });
});
