/** What strangers and our own people may do to the relay, and what it costs: bounds, forged and broken input, the office's network. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import { ATTRIBUTE, METHOD } from '../../../server/modules/turn/attributes.ts';
import {
  attribute,
  readMessage,
  writeChannelData,
  writeMessage,
} from '../../../server/modules/turn/message.ts';
import { createPaces } from '../../../server/modules/turn/pace.ts';
import { holdPort } from '../../support/ports.ts';
import { startTestServer } from '../../support/server.ts';
import {
  number,
  outcome,
  peer,
  type TurnClient,
  turnClient,
  UDP,
  type Value,
} from '../../support/turn-client.ts';
import { type RelayServer, startRelayServer } from './relay-server.ts';

let server: RelayServer;
beforeAll(async () => {
  server = await startRelayServer(
    { from: 21140, to: 21149 },
    { perPerson: 3, peersEach: 2, bytesPerSecond: 1000 },
    { config: { limits: {} } },
  );
});
afterAll(() => server.stop());

const allocate = (client: TurnClient, ...values: Value[]) => client.signed(METHOD.allocate, [UDP, ...values]);
const end = (client: TurnClient) => client.signed(METHOD.refresh, [number(ATTRIBUTE.lifetime, 0)]);
const binding = (...attributes: Value[]) =>
  writeMessage({ kind: 'request', method: METHOD.binding, transaction: randomBytes(12), attributes });
/** Certain, not a wait: it is answered after all that was sent before. */
async function nothingBefore(client: TurnClient): Promise<void> {
  const answer = await client.request(METHOD.binding);
  expect(outcome(answer)).toBe('success');
}

describe('by default nobody inside is reached', () => {
  it.each([
    '127.0.0.2',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
  ])('%s', async (address) => {
    const client = await server.client();
    await allocate(client);
    expect(outcome(await client.signed(METHOD.createPermission, [peer(address)]))).toBe(403);
    const channel = number(ATTRIBUTE.channelNumber, 0x4000 * 65536);
    expect(outcome(await client.signed(METHOD.channelBind, [channel, peer(address, 53)]))).toBe(403);
    await end(client);
  });

  it('nor this machine’s own services at the address of the relay', async () => {
    const inside = createSocket('udp4');
    await new Promise<void>((resolve) => inside.bind(0, '127.0.0.1', resolve));
    let heard = 0;
    inside.on('message', () => heard++);
    const [client, other] = [await server.client(), await server.client('udp', 'otto@test')];
    await allocate(client);
    const there = await allocate(other);
    // Two of our own people meet at that address, so a permission is given; what is sent goes to relayed ports only.
    expect(outcome(await client.signed(METHOD.createPermission, [peer('127.0.0.1')]))).toBe('success');
    client.indicate(METHOD.send, [
      peer('127.0.0.1', inside.address().port),
      [ATTRIBUTE.data, Buffer.from('x')],
    ]);
    await nothingBefore(client);
    // Something that is certain to come later.
    const last = new Promise((resolve) => inside.once('message', resolve));
    createSocket('udp4').unref().send('own', inside.address().port, '127.0.0.1');
    expect(String(await last)).toBe('own');
    expect(heard).toBe(1);
    expect(outcome(there)).toBe('success');
    inside.close();
    await end(client);
    await end(other);
  });
});

const CRAFTED: [what: string, bytes: Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from([0])],
  ['noise', Buffer.from('80c0ffee'.repeat(20), 'hex')],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['DNS', Buffer.from('1234010000010000000000000474657374000001', 'hex')],
  ['a header without the cookie', Buffer.alloc(20)],
  [
    'a length beyond the datagram',
    Buffer.concat([binding().subarray(0, 2), Buffer.from([0xff, 0xfc]), binding().subarray(4)]),
  ],
  ['an answer', writeMessage({ kind: 'success', method: 1, transaction: randomBytes(12), attributes: [] })],
  ['an error', writeMessage({ kind: 'error', method: 3, transaction: randomBytes(12), attributes: [] })],
  [
    'an indication to bind',
    writeMessage({ kind: 'indication', method: 1, transaction: randomBytes(12), attributes: [] }),
  ],
  [
    'a method of nobody',
    writeMessage({ kind: 'request', method: 0x7f, transaction: randomBytes(12), attributes: [] }),
  ],
  [
    'Data, which only servers send',
    writeMessage({
      kind: 'indication',
      method: METHOD.data,
      transaction: randomBytes(12),
      attributes: [peer('127.0.0.1'), [ATTRIBUTE.data, Buffer.from('x')]],
    }),
  ],
  [
    'Send without an allocation',
    writeMessage({
      kind: 'indication',
      method: METHOD.send,
      transaction: randomBytes(12),
      attributes: [peer('127.0.0.1', 9), [ATTRIBUTE.data, Buffer.from('x')]],
    }),
  ],
  ['a channel without an allocation', writeChannelData({ channel: 0x4000, data: Buffer.from('x') }, false)],
  ['a channel shorter than it says', Buffer.from([0x40, 0, 0xff, 0xff, 1])],
  ['65,000 bytes', Buffer.concat([Buffer.from([0x40, 0, 0, 4]), Buffer.alloc(60_000)])],
];

describe('datagrams that get no answer', () => {
  it.each(CRAFTED)('%s', async (_, bytes) => {
    const client = await server.client();
    client.raw(bytes);
    await nothingBefore(client);
  });

  it('Send and channels of somebody with an allocation, but broken', async () => {
    const client = await server.client();
    await allocate(client);
    client.indicate(METHOD.send, []);
    client.indicate(METHOD.send, [peer('127.0.0.1')]);
    client.indicate(METHOD.send, [[ATTRIBUTE.data, Buffer.from('x')]]);
    client.indicate(METHOD.send, [peer('127.0.0.1', 0), [ATTRIBUTE.data, Buffer.from('x')]]);
    client.indicate(METHOD.send, [peer('8.8.8.8', 53), [ATTRIBUTE.data, Buffer.from('no permission')]]);
    client.raw(Buffer.from([0x40, 0, 0, 0]));
    await nothingBefore(client);
    await end(client);
  });
});

describe('amplification', () => {
  it('an answer to a stranger is at most a few times what was asked', async () => {
    const client = await server.client();
    client.raw(binding());
    expect((await client.next()).length).toBeLessThanOrEqual(32);
    client.raw(
      writeMessage({
        kind: 'request',
        method: METHOD.allocate,
        transaction: randomBytes(12),
        attributes: [UDP],
      }),
    );
    expect((await client.next()).length).toBeLessThan(160);
  });

  it('one address gets so many answers a second, and grows back', () => {
    const mayAnswer = createPaces(50);
    const given = (address: string, at: number) =>
      Array.from({ length: 1000 }, () => mayAnswer(address, at)).filter(Boolean).length;
    expect([given('192.0.2.1', 1000), given('192.0.2.1', 1000), given('192.0.2.1', 1500)]).toEqual([
      100, 0, 25,
    ]);
    expect(given('192.0.2.2', 1500)).toBe(100);
  });

  it('a flood from one address leaves the others their answers', async () => {
    const flood = await turnClient({ transport: 'udp', port: server.relayPort('udp'), local: '127.0.0.77' });
    const quiet = await server.client();
    // Twice what one gets, and less than the network keeps for us at once.
    for (let sent = 0; sent < 200; sent++) flood.raw(binding());
    await nothingBefore(quiet);
    flood.close();
  });

  it('a peer nobody has spoken to is not heard', async () => {
    const client = await server.client();
    const answer = await allocate(client);
    const port = attribute(answer, ATTRIBUTE.xorRelayedAddress)!.readUInt16BE(2) ^ 0x2112;
    const stranger = createSocket('udp4');
    await new Promise<void>((resolve) => stranger.send('x', port, '127.0.0.1', () => resolve()));
    await nothingBefore(client);
    stranger.close();
    await end(client);
  });
});

describe('bounds', () => {
  it('so many allocations for a person, whatever the device', async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => server.client('udp', 'paul@test')));
    const answers: unknown[] = [];
    for (const client of clients) answers.push(outcome(await allocate(client)));
    expect(answers).toEqual(['success', 'success', 'success', 486]);
    await end(clients[0]!);
    expect(outcome(await allocate(clients[3]!))).toBe('success');
    for (const client of clients.slice(1)) await end(client);
  });

  it('nor by ports held for a second one that never comes', async () => {
    const client = await server.client('udp', 'vera@test');
    const pair: Value = [ATTRIBUTE.evenPort, Buffer.from([0x80])];
    const answers = [];
    for (let index = 0; index < 4; index++) {
      answers.push(await allocate(client, pair));
      await end(client);
    }
    expect(answers.map(outcome)).toEqual(['success', 'success', 'success', 486]);
    for (const answer of answers.slice(0, 3)) {
      const token = attribute(answer, ATTRIBUTE.reservationToken)!;
      expect(outcome(await client.signed(METHOD.allocate, [UDP, [ATTRIBUTE.reservationToken, token]]))).toBe(
        'success',
      );
      await end(client);
    }
  });

  it('so many in all: as there are ports', async () => {
    const clients = await Promise.all(
      Array.from({ length: 11 }, (_, at) => server.client('udp', `person${Math.floor(at / 3)}@test`)),
    );
    const answers = await Promise.all(clients.map(async (client) => outcome(await allocate(client))));
    expect(answers.filter((answer) => answer === 508)).toHaveLength(1);
    for (const client of clients) await end(client);
  });

  it('so many peers for an allocation', async () => {
    const client = await server.client();
    await allocate(client);
    const permission = (...peers: Value[]) => client.signed(METHOD.createPermission, peers).then(outcome);
    expect(await permission(peer('8.8.8.8'), peer('8.8.4.4'))).toBe('success');
    expect(await permission(peer('8.8.8.8'))).toBe('success');
    expect(await permission(peer('1.1.1.1'))).toBe(508);
    await end(client);
  });

  it('so many bytes a second: the rest is lost, and the connection stays', async () => {
    const [nina, otto] = [await server.client(), await server.client('tcp', 'otto@test')];
    const at = async (client: TurnClient) =>
      attribute(await allocate(client), ATTRIBUTE.xorRelayedAddress)!.readUInt16BE(2) ^ 0x2112;
    const [ninaAt, ottoAt] = [await at(nina), await at(otto)];
    for (const client of [nina, otto])
      await client.signed(METHOD.createPermission, [peer('127.0.0.1', ninaAt)]);
    for (let sent = 0; sent < 20; sent++)
      nina.indicate(METHOD.send, [peer('127.0.0.1', ottoAt), [ATTRIBUTE.data, Buffer.alloc(500)]]);
    await nothingBefore(nina);
    otto.raw(binding());
    let heard = 0;
    while (readMessage(await otto.next())!.kind === 'indication') heard++;
    expect(heard).toBe(4);
    await end(nina);
    await end(otto);
  });
});

describe('connections', () => {
  it('may bring a message byte by byte', async () => {
    const client = await server.client('tcp');
    for (const byte of binding()) client.raw(Buffer.from([byte]));
    expect(readMessage(await client.next())?.kind).toBe('success');
  });

  it.each([
    ['TLS on the port without it', Buffer.from('160301020001000', 'hex')],
    ['a message without the cookie', Buffer.from('0001000000000000', 'hex')],
    ['RTP', Buffer.from('8000000000000000', 'hex')],
  ])('are closed for %s', async (_, bytes) => {
    const client = await server.client('tcp');
    client.raw(bytes);
    await client.closed;
  });

  it('take their allocation with them', async () => {
    const clients = await Promise.all(Array.from({ length: 3 }, () => server.client('tcp', 'rosa@test')));
    for (const client of clients) expect(outcome(await allocate(client))).toBe('success');
    const waiting = await server.client('tcp', 'rosa@test');
    expect(outcome(await allocate(waiting))).toBe(486);
    clients[0]!.close();
    let last: unknown = 486;
    // Until the server has heard of it.
    for (let tries = 0; last === 486 && tries < 1000; tries++) last = outcome(await allocate(waiting));
    expect(last).toBe('success');
  });
});

describe('a password dies with the account', () => {
  const vera = parseJid('vera@test')!;

  it('that is disabled: calls under way end with their next refresh, and none begins', async () => {
    const [client, later] = [
      await server.client('udp', 'vera@test'),
      await server.client('tcp', 'vera@test'),
    ];
    expect(outcome(await allocate(client))).toBe('success');
    await server.server.accounts.setDisabled(vera, true);
    expect(outcome(await client.signed(METHOD.refresh))).toBe(401);
    expect(outcome(await allocate(later))).toBe(401);
    await server.server.accounts.setDisabled(vera, false);
    expect(outcome(await client.signed(METHOD.refresh))).toBe('success');
  });

  it('that is closed because somebody has left: calls under way end at once', async () => {
    const client = await server.client('udp', 'vera@test');
    expect(outcome(await allocate(client))).toBe('success');
    await server.server.accounts.close(vera);
    await server.server.accounts.setDisabled(vera, false);
    // RFC 8656 §7.2: there is no allocation any more.
    expect(outcome(await client.signed(METHOD.refresh))).toBe(437);
  });

  it('that is removed, and takes its calls along; who takes the name later is somebody else', async () => {
    const client = await server.client('udp', 'vera@test');
    expect(outcome(await allocate(client))).toBe('success');
    await server.server.accounts.remove(vera);
    expect(outcome(await client.signed(METHOD.refresh))).toBe(401);
    await server.createAccounts('vera');
    expect(outcome(await client.signed(METHOD.refresh))).toBe(401);
    expect(outcome(await allocate(await server.client('tcp', 'vera@test')))).toBe(401);
  });
});

it('a port that is taken is told, not advertised, and stops nothing', async () => {
  await using held = await holdPort(0, '127.0.0.1');
  const stun = (transport?: string) => ({
    type: 'stun',
    port: held.port,
    transport,
    address: '127.0.0.1',
    optional: true,
  });
  const other = await startTestServer({
    config: {
      listen: [{ type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' }, stun()],
      modules: { turn: { addresses: ['127.0.0.1'] } },
    },
  });
  expect(other.server.ports.filter(({ type }) => type === 'stun').map(({ transport }) => transport)).toEqual([
    'udp',
  ]);
  expect(other.log.filter(({ level }) => level === 'warn')).toMatchObject([{ port: held.port }]);
  await other.createAccounts('nina');
  const nina = await other.session('nina');
  const answer = await nina.query('get', "<services xmlns='urn:xmpp:extdisco:2'/>", 'test');
  const services = answer.getChild('services')!.getChildElements();
  expect(services.map(({ attrs }) => [attrs.type, attrs.transport])).toEqual([
    ['turn', 'udp'],
    ['stun', 'udp'],
  ]);
  await other.stop();
});
