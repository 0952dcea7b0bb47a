/** One other server that connects again and again, and says all it can: others do not notice. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { federation } from '../../../server/s2s/options.ts';
import { createPerServer } from '../../../server/s2s/per-server.ts';
import type { PeerStream } from '../../../server/s2s/stream.ts';
import { createDirectory } from '../../support/federation.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { connectClient, type RawClient } from '../../support/xmpp-client.ts';

describe('what all connections of one server share', () => {
  const limits = federation.parse({ limits: { stanzasPerSecond: 10, connectionsPerServer: 3 } }).limits;

  function connect() {
    const gone: (() => void)[] = [];
    const paces: Parameters<PeerStream['share']>[0][] = [];
    const stream = {
      share: (pace: (typeof paces)[number]) => void paces.push(pace),
      onGone: (call: () => void) => void gone.push(call),
    } as unknown as PeerStream;
    return {
      stream,
      bring: (stanzas: number, now: number) =>
        Math.max(0, ...paces.map((pace) => pace.spend(0, stanzas, now))),
      close: () => gone.splice(0).forEach((call) => void call()),
    };
  }

  test('so many connections, counted once each', () => {
    const server = createPerServer(() => limits);
    const four = [connect(), connect(), connect(), connect()];
    expect(four.map(({ stream }) => server.enter('one.example', stream))).toEqual([true, true, true, false]);
    expect(four.map(({ stream }) => server.enter('one.example', stream))).toEqual([true, true, true, false]);
    expect(server.enter('two.example', connect().stream)).toBe(true);
    four[0]!.close();
    expect(server.enter('one.example', four[3]!.stream)).toBe(true);
  });

  test('together twice what one may bring: whoever is over is read more slowly', () => {
    const server = createPerServer(() => limits);
    const [a, b, other] = [connect(), connect(), connect()];
    for (const { stream } of [a, b]) server.enter('one.example', stream);
    server.enter('two.example', other.stream);
    // A burst of ten seconds' worth: 2 × 10 × 10.
    expect([a.bring(100, 0), b.bring(100, 0)]).toEqual([0, 0]);
    expect([a.bring(20, 0), other.bring(20, 0)]).toEqual([1000, 0]);
    // Coming anew is no new budget.
    a.close();
    b.close();
    server.sweep(1000);
    const again = connect();
    server.enter('one.example', again.stream);
    expect(again.bring(20, 1000)).toBe(1000);
  });
});

describe('over the wire', () => {
  let folder: string;
  let authority: Issued;
  let server: TestServer;
  let port: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chatelaine-flood-'));
    authority = await makeAuthority('Tests');
    writeFileSync(join(folder, 'authority.pem'), authority.pem);
    server = await startTestServer({
      directory: createDirectory().names,
      config: {
        listen: [
          { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
          { type: 's2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        ],
        federation: {
          ...{ authorities: join(folder, 'authority.pem'), dane: false },
          limits: { connectionsPerServer: 2, stanzasPerSecond: 20 },
        },
      },
    });
    port = server.server.ports.find(({ type }) => type === 's2s')!.port;
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A connection that has proven to be `domain`'s, as far as it gets. */
  async function arrive(domain: string): Promise<RawClient> {
    const { pem, key } = await authority.issue({ dns: [domain] });
    const peer = await connectClient({
      ...{ port, tls: 'direct', host: 'test', alpn: ['xmpp-server'], timeoutMs: 20_000 },
      secure: { cert: pem, key },
    });
    const header =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' " +
      `from='${domain}' to='test' version='1.0'>`;
    await peer.openHeader(header);
    await peer.expect();
    // So that answers come back on this connection.
    peer.send("<bidi xmlns='urn:xmpp:bidi'/>");
    peer.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>");
    await peer.find(({ name }) => name === 'success');
    await peer.openHeader(header);
    await peer.find(({ name }) => name === 'stream:features' || name === 'stream:error');
    return peer;
  }

  const ping = (from: string, id: string) =>
    `<iq type='get' id='${id}' from='${from}' to='test'><ping xmlns='urn:xmpp:ping'/></iq>`;

  test('the third connection of one server ends, the first of another does not', async () => {
    const three = [await arrive('one.test'), await arrive('one.test'), await arrive('one.test')];
    const other = await arrive('two.test');
    three[2]!.send(ping('one.test', 'p'));
    await three[2]!.closed();
    // Answers to one.test leave on one of its connections, whichever that is.
    for (const [domain, peers] of [
      ['one.test', three.slice(0, 2)],
      ['two.test', [other]],
    ] as const) {
      peers[0]!.send(ping(domain, 'q'));
      const answers = peers.map((peer) => peer.find(({ attrs }) => attrs.id === 'q'));
      expect((await Promise.any(answers)).attrs.type).toBe('result');
    }
  }, 30_000);

  test('while one server floods, another is answered at once', async () => {
    const [loud, quiet] = [await arrive('loud.test'), await arrive('quiet.test')];
    for (let index = 0; index < 2000; index++) loud.send(ping('loud.test', `l${index}`));
    const before = performance.now();
    quiet.send(ping('quiet.test', 'q'));
    await quiet.find(({ name, attrs }) => name === 'iq' && attrs.id === 'q');
    const waited = performance.now() - before;
    const answered = loud.received.filter(({ name }) => name === 'iq').length;
    // Its burst, and not much more: 20 a second, ten seconds' worth, and what was in the first chunks.
    expect(answered).toBeLessThan(2000);
    expect(waited).toBeLessThan(10_000);
  }, 60_000);
});
