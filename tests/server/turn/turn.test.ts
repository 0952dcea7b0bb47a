/** STUN and TURN on the wire, over each transport, against RFC 8489 and RFC 8656. */
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTRIBUTE, METHOD } from '../../../server/modules/turn/attributes.ts';
import { ALGORITHMS_VALUE } from '../../../server/modules/turn/authenticate.ts';
import { isSigned, longTermKey } from '../../../server/modules/turn/integrity.ts';
import {
  attribute,
  readChannelData,
  readMessage,
  writeChannelData,
  writeMessage,
} from '../../../server/modules/turn/message.ts';
import {
  addressIn,
  number,
  outcome,
  peer,
  type Transport,
  type TurnClient,
  text,
  UDP,
  type Value,
} from '../../support/turn-client.ts';
import { type RelayServer, startRelayServer } from './relay-server.ts';

const RANGE = { from: 21100, to: 21139 };
let server: RelayServer;
/** Somebody on the internet, who echoes. */
const echo = createSocket('udp4');
beforeAll(async () => {
  await new Promise<void>((resolve) => echo.bind(0, '127.0.0.1', resolve));
  echo.on('message', (data, from) => echo.send(data, from.port, from.address));
  // The table of denied peers is another test's; here loopback stands for the internet. 127.0.0.66 does not.
  server = await startRelayServer(RANGE, { allowPeers: ['127.0.0.1'] });
});
afterAll(async () => {
  echo.close();
  await server.stop();
});

const allocate = (client: TurnClient, ...values: Value[]) => client.signed(METHOD.allocate, [UDP, ...values]);
const relayed = (message: Parameters<typeof addressIn>[0]) => addressIn(message, ATTRIBUTE.xorRelayedAddress);
const data = (value: string): Value => [ATTRIBUTE.data, Buffer.from(value)];
const channel = (value: number): Value => number(ATTRIBUTE.channelNumber, value * 65536);

describe.each<Transport>(['udp', 'tcp', 'tls'])('over %s', (transport) => {
  it('tells the client its address', async () => {
    const client = await server.client(transport);
    const answer = await client.request(METHOD.binding);
    expect(outcome(answer)).toBe('success');
    expect(addressIn(answer, ATTRIBUTE.xorMappedAddress)).toEqual({
      address: '127.0.0.1',
      port: client.port,
    });
  });

  it('relays by indications and by channels, both ways', async () => {
    const client = await server.client(transport);
    const answer = await allocate(client);
    expect(outcome(answer)).toBe('success');
    expect(relayed(answer)).toMatchObject({ address: '127.0.0.1' });
    expect(attribute(answer, ATTRIBUTE.lifetime)?.readUInt32BE(0)).toBe(600);
    expect(addressIn(answer, ATTRIBUTE.xorMappedAddress)?.port).toBe(client.port);

    const { port } = echo.address();
    expect(outcome(await client.signed(METHOD.createPermission, [peer('127.0.0.1')]))).toBe('success');
    client.indicate(METHOD.send, [peer('127.0.0.1', port), data('hello')]);
    const back = readMessage(await client.next())!;
    expect([back.kind, back.method]).toEqual(['indication', METHOD.data]);
    expect(attribute(back, ATTRIBUTE.data)?.toString()).toBe('hello');
    expect(addressIn(back, ATTRIBUTE.xorPeerAddress)).toEqual({ address: '127.0.0.1', port });

    expect(outcome(await client.signed(METHOD.channelBind, [channel(0x4001), peer('127.0.0.1', port)]))).toBe(
      'success',
    );
    client.raw(writeChannelData({ channel: 0x4001, data: Buffer.from('ahoy') }, true));
    // §12.5: "The server, on the other hand, MUST use the ChannelData message if a channel has been bound to the peer."
    const heard = readChannelData(await client.next())!;
    expect([heard.channel, heard.data.toString()]).toEqual([0x4001, 'ahoy']);
  });
});

describe('two people behind our relay', () => {
  it('meet without a detour over the network, and by permission only', async () => {
    const [nina, otto] = [await server.client('udp'), await server.client('tcp', 'otto@test')];
    const ninaAt = relayed(await allocate(nina))!;
    const ottoAt = relayed(await allocate(otto))!;
    await nina.signed(METHOD.createPermission, [peer(ottoAt.address)]);
    nina.indicate(METHOD.send, [peer(ottoAt.address, ottoAt.port), data('too early')]);
    // Its answer comes after that was handled.
    await nina.request(METHOD.binding);
    await otto.signed(METHOD.createPermission, [peer(ninaAt.address)]);
    nina.indicate(METHOD.send, [peer(ottoAt.address, ottoAt.port), data('now')]);
    const heard = readMessage(await otto.next())!;
    expect(attribute(heard, ATTRIBUTE.data)?.toString()).toBe('now');
    expect(addressIn(heard, ATTRIBUTE.xorPeerAddress)).toEqual(ninaAt);
  });
});

describe('who is who (RFC 8489 §9.2.4)', () => {
  it('challenges whoever does not sign, and offers both algorithms', async () => {
    const answer = await (await server.client()).request(METHOD.allocate, [UDP]);
    expect(outcome(answer)).toBe(401);
    expect(text(answer, ATTRIBUTE.realm)).toBe('test');
    expect(text(answer, ATTRIBUTE.nonce)).toMatch(/^obMatJos2gAAA/);
    expect(attribute(answer, ATTRIBUTE.passwordAlgorithms)).toEqual(ALGORITHMS_VALUE);
  });

  it('gives no two clients the same nonce', async () => {
    const nonces = await Promise.all(
      [server.client(), server.client()].map(async (client) =>
        text(await (await client).request(METHOD.refresh), ATTRIBUTE.nonce),
      ),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it.each([
    ['another password', { password: 'x' }, 401],
    ['another name', { username: '99999999999:nobody' }, 401],
    ['a name that is none', { username: 'nina@test' }, 401],
    ['another realm', { realm: 'elsewhere' }, 401],
    ['a nonce that was never given', { nonce: 'obMatJos2gAAA1234567890123456789012345' }, 438],
    ['an RFC 5389 nonce', { nonce: 'x' }, 438],
    ['SHA-256 without having been asked', { hash: 'sha256' as const }, 'success'],
  ])('%s: %s', async (_, change, expected) => {
    const client = await server.client();
    expect(outcome(await client.signed(METHOD.allocate, [UDP], change))).toBe(expected);
  });

  it('a name whose time is over is nobody’s', async () => {
    const client = await server.client();
    const old = server.credentials('nina@test', Date.now() - 2 * 3_600_000);
    expect(outcome(await client.signed(METHOD.allocate, [UDP], old))).toBe(401);
  });

  it('a nonce is good for the client it was made for', async () => {
    const [one, other] = [await server.client(), await server.client()];
    const nonce = text(await one.request(METHOD.refresh), ATTRIBUTE.nonce);
    expect(outcome(await other.signed(METHOD.allocate, [UDP], { nonce }))).toBe(438);
  });

  it('400 when the list of algorithms was changed on the way', async () => {
    const client = await server.client();
    const weaker: Value = [ATTRIBUTE.passwordAlgorithms, Buffer.from([0, 1, 0, 0])];
    const md5: Value = [ATTRIBUTE.passwordAlgorithm, Buffer.from([0, 1, 0, 0])];
    expect(outcome(await client.signed(METHOD.allocate, [UDP, weaker, md5]))).toBe(400);
  });

  // "Any response generated by the server MUST include the MESSAGE-INTEGRITY-SHA256 attribute […] unless the request was processed as
  // though PASSWORD-ALGORITHM was MD5 (because the request contained neither […])".
  it.each([
    ['SHA-256', 2, 'sha256' as const],
    ['MD5, chosen', 1, 'md5' as const],
  ])('%s from our list, and the answer is signed with SHA-256', async (_, chosen, algorithm) => {
    const client = await server.client();
    const list: Value = [ATTRIBUTE.passwordAlgorithms, ALGORITHMS_VALUE];
    const choice: Value = [ATTRIBUTE.passwordAlgorithm, Buffer.from([0, chosen, 0, 0])];
    const answer = await client.signed(METHOD.allocate, [UDP, list, choice], { algorithm, hash: 'sha256' });
    expect(outcome(answer)).toBe('success');
    const { offset, value } = answer.attributes.find(
      ({ type }) => type === ATTRIBUTE.messageIntegritySha256,
    )!;
    const secret = longTermKey(algorithm, { ...server.credentials(), realm: 'test' });
    expect(isSigned(answer.bytes, offset, value, { hash: 'sha256', secret })).toBe(true);
    await client.signed(METHOD.refresh, [number(ATTRIBUTE.lifetime, 0)]);
  });

  it('signs the answer with the key of the request', async () => {
    const client = await server.client();
    const answer = await client.signed(METHOD.refresh);
    const { offset, value } = answer.attributes.find(({ type }) => type === ATTRIBUTE.messageIntegrity)!;
    const secret = longTermKey('md5', { ...server.credentials(), realm: 'test' });
    expect(isSigned(answer.bytes, offset, value, { hash: 'sha1', secret })).toBe(true);
  });

  it('441 for somebody else’s allocation', async () => {
    const client = await server.client();
    await allocate(client);
    expect(outcome(await client.signed(METHOD.refresh, [], server.credentials('otto@test')))).toBe(441);
  });
});

const byte = (type: number, ...bytes: number[]): Value => [type, Buffer.from(bytes)];
const FOUR = byte(ATTRIBUTE.requestedAddressFamily, 1, 0, 0, 0);
const SIX = byte(ATTRIBUTE.requestedAddressFamily, 2, 0, 0, 0);
const AND_SIX = byte(ATTRIBUTE.additionalAddressFamily, 2, 0, 0, 0);

/** RFC 8656 §7.2, check by check. */
const ALLOCATES: [what: string, values: Value[], expected: string | number][] = [
  ['no transport', [], 400],
  ['a transport of the wrong length', [byte(ATTRIBUTE.requestedTransport, 17)], 400],
  ['TCP to the peer', [byte(ATTRIBUTE.requestedTransport, 6, 0, 0, 0)], 442],
  ['DONT-FRAGMENT, which we cannot', [UDP, byte(0x001a)], 420],
  ['a token and a family', [UDP, byte(ATTRIBUTE.reservationToken, 1, 2, 3, 4, 5, 6, 7, 8), FOUR], 400],
  [
    'a token and EVEN-PORT',
    [UDP, byte(ATTRIBUTE.reservationToken, 1, 2, 3, 4, 5, 6, 7, 8), byte(ATTRIBUTE.evenPort, 0)],
    400,
  ],
  ['a token of nobody', [UDP, byte(ATTRIBUTE.reservationToken, 1, 2, 3, 4, 5, 6, 7, 8)], 508],
  ['a token too short', [UDP, byte(ATTRIBUTE.reservationToken, 1)], 400],
  ['one family and both', [UDP, FOUR, AND_SIX], 400],
  ['IPv4 in addition', [UDP, byte(ATTRIBUTE.additionalAddressFamily, 1, 0, 0, 0)], 400],
  ['a pair of ports in both families', [UDP, byte(ATTRIBUTE.evenPort, 0x80), AND_SIX], 400],
  ['a family nobody knows', [UDP, byte(ATTRIBUTE.requestedAddressFamily, 3, 0, 0, 0)], 440],
  ['IPv6, which this server does not have', [UDP, SIX], 440],
  ['a lifetime of the wrong length', [UDP, byte(ATTRIBUTE.lifetime, 1)], 400],
  ['IPv4, asked for', [UDP, FOUR], 'success'],
  ['an unknown attribute that need not be understood', [UDP, byte(0xc057, 1, 2, 3, 4)], 'success'],
];

describe('Allocate (RFC 8656 §7.2)', () => {
  it.each(ALLOCATES)('%s', async (_, values, expected) => {
    const client = await server.client();
    expect(outcome(await client.signed(METHOD.allocate, values))).toBe(expected);
    if (expected === 'success') await client.signed(METHOD.refresh, [number(ATTRIBUTE.lifetime, 0)]);
  });

  it('names what it does not know', async () => {
    const answer = await (await server.client()).signed(METHOD.allocate, [UDP, byte(0x001a)]);
    expect(attribute(answer, ATTRIBUTE.unknownAttributes)).toEqual(Buffer.from([0, 0x1a]));
  });

  it('says why a second family could not be had', async () => {
    const answer = await allocate(await server.client(), AND_SIX);
    expect(outcome(answer)).toBe('success');
    expect(attribute(answer, ATTRIBUTE.addressErrorCode)?.subarray(0, 4)).toEqual(Buffer.from([2, 0, 4, 40]));
  });

  it('one 5-tuple has one allocation', async () => {
    const client = await server.client();
    await allocate(client);
    expect(outcome(await allocate(client))).toBe(437);
  });

  it('a request that comes twice is answered the same twice', async () => {
    const client = await server.client();
    const challenge = await client.request(METHOD.allocate, [UDP]);
    const { username, password } = server.credentials();
    const bytes = writeMessage({
      ...{ kind: 'request', method: METHOD.allocate, transaction: Buffer.alloc(12, 7) },
      attributes: [
        UDP,
        [ATTRIBUTE.username, Buffer.from(username)],
        [ATTRIBUTE.realm, attribute(challenge, ATTRIBUTE.realm)!],
        [ATTRIBUTE.nonce, attribute(challenge, ATTRIBUTE.nonce)!],
      ],
      key: { hash: 'sha1', secret: longTermKey('md5', { username, realm: 'test', password }) },
    });
    client.raw(bytes);
    const first = await client.next();
    client.raw(bytes);
    expect(outcome(readMessage(first)!)).toBe('success');
    expect(await client.next()).toEqual(first);
  });

  it('a pair of ports: the even one now, the next by its token', async () => {
    const [first, second] = [await server.client(), await server.client()];
    const one = await allocate(first, byte(ATTRIBUTE.evenPort, 0x80));
    const { port } = relayed(one)!;
    expect(port % 2).toBe(0);
    const token = attribute(one, ATTRIBUTE.reservationToken)!;
    const other = await allocate(second, [ATTRIBUTE.reservationToken, token]);
    expect(relayed(other)?.port).toBe(port + 1);
  });

  it.each([
    [0, 600],
    [10, 600],
    [1800, 1800],
    [86_400, 3600],
  ])('a lifetime of %i becomes %i', async (asked, given) => {
    const client = await server.client();
    const answer = await allocate(client, number(ATTRIBUTE.lifetime, asked));
    expect(attribute(answer, ATTRIBUTE.lifetime)?.readUInt32BE(0)).toBe(given);
    await client.signed(METHOD.refresh, [number(ATTRIBUTE.lifetime, 0)]);
  });
});

describe('what needs an allocation', () => {
  it.each([METHOD.refresh, METHOD.createPermission, METHOD.channelBind])(
    '437 without one (method %i)',
    async (method) => {
      expect(outcome(await (await server.client()).signed(method))).toBe(437);
    },
  );

  it('Refresh with lifetime 0 ends it, and one of another family is refused', async () => {
    const client = await server.client();
    await allocate(client);
    expect(outcome(await client.signed(METHOD.refresh, [SIX]))).toBe(443);
    expect(outcome(await client.signed(METHOD.refresh, [byte(ATTRIBUTE.lifetime, 0)]))).toBe(400);
    expect(outcome(await client.signed(METHOD.refresh, [number(ATTRIBUTE.lifetime, 0)]))).toBe('success');
    expect(outcome(await client.signed(METHOD.refresh))).toBe(437);
    expect(outcome(await allocate(client))).toBe('success');
  });

  it('CreatePermission: all addresses or none', async () => {
    const client = await server.client();
    await allocate(client);
    const permission = (...values: Value[]) => client.signed(METHOD.createPermission, values).then(outcome);
    expect(await permission()).toBe(400);
    expect(await permission(byte(ATTRIBUTE.xorPeerAddress, 0, 1))).toBe(400);
    expect(await permission(byte(ATTRIBUTE.xorPeerAddress, 0, 2, ...Array<number>(18).fill(1)))).toBe(443);
    expect(await permission(peer('127.0.0.1'), peer('127.0.0.66'))).toBe(403);
    const { port } = echo.address();
    client.indicate(METHOD.send, [peer('127.0.0.1', port), data('not yet')]);
    expect(await permission(peer('127.0.0.1'))).toBe('success');
    client.indicate(METHOD.send, [peer('127.0.0.1', port), data('now')]);
    expect(attribute(readMessage(await client.next())!, ATTRIBUTE.data)?.toString()).toBe('now');
  });

  it('ChannelBind: the four checks of §12.2', async () => {
    const client = await server.client();
    await allocate(client);
    const bind = (...values: Value[]) => client.signed(METHOD.channelBind, values).then(outcome);
    expect(await bind(channel(0x4000))).toBe(400);
    expect(await bind(peer('127.0.0.1', 1000))).toBe(400);
    expect(await bind(channel(0x3fff), peer('127.0.0.1', 1000))).toBe(400);
    expect(await bind(channel(0x8000), peer('127.0.0.1', 1000))).toBe(400);
    expect(await bind(channel(0x4000), peer('127.0.0.66', 1000))).toBe(403);
    expect(await bind(channel(0x4000), peer('127.0.0.1', 1000))).toBe('success');
    expect(await bind(channel(0x4000), peer('127.0.0.1', 1000))).toBe('success');
    expect(await bind(channel(0x4000), peer('127.0.0.1', 1001))).toBe(400);
    expect(await bind(channel(0x4001), peer('127.0.0.1', 1000))).toBe(400);
  });
});
