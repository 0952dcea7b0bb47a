/** Routers that lie, shout, dawdle or send us elsewhere, and boxes with habits of their own: refused within bounds, or put up with. */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type PortWish, RouterRefused, RouterSilent } from '../../../electron/manager/routers/client.ts';
import { ask } from '../../../electron/manager/routers/datagram.ts';
import * as natPmp from '../../../electron/manager/routers/nat-pmp.ts';
import * as pcp from '../../../electron/manager/routers/pcp.ts';
import {
  readNetstat,
  readProcRoute,
  readProcRoute6,
  readRoutePrint,
} from '../../../electron/manager/routers/routes.ts';
import { createUpnp4 } from '../../../electron/manager/routers/upnp/connection.ts';
import { readDescription } from '../../../electron/manager/routers/upnp/description.ts';
import { exchange, placeOf } from '../../../electron/manager/routers/upnp/http.ts';
import { readLocation } from '../../../electron/manager/routers/upnp/ssdp.ts';
import { readXml } from '../../../electron/manager/routers/upnp/xml.ts';

const HERE = '127.0.0.1';
const us = { gateway: HERE, source: HERE };
const never = new AbortController().signal;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A router's web page that answers as it is told. */
async function page(answer: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(answer).listen(0, HERE);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Somebody on UDP; `say` is called for each question. */
async function box(
  say: (bytes: Buffer, answer: (bytes: Buffer) => void) => void,
): Promise<{ port: number; socket: Socket }> {
  const socket = createSocket('udp4');
  closing.push(() => socket.close());
  socket.on('message', (bytes, from) => say(bytes, (reply) => socket.send(reply, from.port, from.address)));
  await new Promise<void>((resolve) => socket.bind(0, HERE, resolve));
  return { port: socket.address().port, socket };
}

const refusal = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error) =>
      error instanceof RouterRefused || error instanceof RouterSilent ? error.message : String(error),
  );

describe('over HTTP', () => {
  const get = (port: number, signal = never) => exchange({ ...us, port, path: '/' }, null, signal);

  test('an answer without an end is cut at 128 KiB', async () => {
    let sent = 0;
    const { port } = await page((_, answer) => {
      const more = () => {
        while (!answer.destroyed && answer.write('x'.repeat(16_384))) sent += 16_384;
        answer.once('drain', more);
      };
      more();
    });
    expect(await refusal(get(port))).toBe('strange: an answer without an end');
    expect(sent).toBeLessThan(8 * 1024 * 1024);
  });

  test('one drop at a time: over after its time, whatever drops', { timeout: 20_000 }, async () => {
    const { port } = await page((_, answer) => {
      const drip = setInterval(() => answer.write('x'), 100);
      answer.once('close', () => clearInterval(drip));
    });
    const start = Date.now();
    expect(await refusal(get(port))).toBe('no answer in time');
    expect(Date.now() - start).toBeLessThan(15_000);
  });

  test('a redirect is not followed', async () => {
    let visited = 0;
    const elsewhere = await page((_, answer) => {
      visited += 1;
      answer.end();
    });
    const { port } = await page((_, answer) =>
      answer.writeHead(302, { location: `http://${HERE}:${elsewhere.port}/` }).end(),
    );
    expect(await refusal(get(port))).toBe('strange: HTTP status 302');
    expect(visited).toBe(0);
  });

  test('heads too long, and no HTTP at all', async () => {
    const { port } = await page((_, answer) => answer.writeHead(200, { x: 'y'.repeat(32_000) }).end());
    expect(await refusal(get(port))).toMatch(/HPE_HEADER_OVERFLOW/);
    expect(await refusal(get(1))).toMatch(/ECONNREFUSED/);
  });

  test('the caller who leaves is not kept', async () => {
    const { port } = await page(() => undefined);
    const leaving = new AbortController();
    const asked = get(port, leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });
});

test.each([
  ['http://192.168.1.1:5000/root.xml', '192.168.1.1', { port: 5000, path: '/root.xml' }],
  ['http://192.168.1.1/ctl?x=1', '192.168.1.1', { port: 80, path: '/ctl?x=1' }],
  ['http://[fe80::1]/x', 'fe80::1', { port: 80, path: '/x' }],
  ['http://192.168.1.2/root.xml', '192.168.1.1', null],
  ['http://127.0.0.1:9200/', '192.168.1.1', null],
  ['https://192.168.1.1/root.xml', '192.168.1.1', null],
  ['http://user@192.168.1.1/', '192.168.1.1', null],
  ['http://192.168.1.1.example.org/', '192.168.1.1', null],
  ['http://router.home/root.xml', '192.168.1.1', null],
  ['file:///etc/passwd', '192.168.1.1', null],
  ['gopher://192.168.1.1/', '192.168.1.1', null],
  ['nonsense', '192.168.1.1', null],
  [`http://192.168.1.1/${'x'.repeat(2000)}`, '192.168.1.1', null],
])('%s is where we go: at the router itself or nowhere', (url, gateway, place) => {
  const go = () => placeOf(url, undefined, { gateway, source: HERE });
  if (place === null) expect(go).toThrow(RouterRefused);
  else expect(go()).toMatchObject({ gateway, ...place });
});

describe('XML', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${'<!ENTITY a "&lol;&lol;">'.repeat(9)}]><root>&lol;</root>`;
  test.each([
    ['a bomb', bomb, 'document type'],
    ['a call to elsewhere', '<!DOCTYPE r SYSTEM "http://example.org/x"><r/>', 'document type'],
    ['a tower', '<a>'.repeat(100_000), 'too deep'],
    ['a crowd', `<r>${'<a/>'.repeat(5000)}</r>`, 'too deep or too long'],
    ['an end too early', '<r><a>', 'too early'],
    ['ends that do not fit', '<r><a></r></a>', 'no XML'],
    ['a page', '<html><br><p>Hello', 'too early'],
    ['nothing', '', 'too early'],
    ['text', 'Not found', 'too early'],
    ['an attribute without an end', `<r a="${'x'.repeat(100_000)}`, 'no XML'],
  ])('%s is refused at once', (_, text, why) => {
    const start = performance.now();
    expect(() => readXml(text)).toThrow(why);
    expect(performance.now() - start).toBeLessThan(500);
  });

  test('what boxes write is read: mark at the front, zero at the end, prefixes, entities, a lone &', () => {
    const root = readXml(
      '\ufeff<?xml version="1.0"?><!-- box --><s:r xmlns:s="x"><u:n a=\'1\'>A &amp; B &#233; & C</u:n><e/></s:r>\0\0',
    );
    expect(root).toEqual({
      ...{ name: 'r', text: '' },
      children: [
        { name: 'n', text: 'A & B é & C', children: [] },
        { name: 'e', text: '', children: [] },
      ],
    });
  });
});

const WAN = 'urn:schemas-upnp-org:service:WANIPConnection:1';
const described = (url: string, more = '') =>
  `<root>${more}<device><friendlyName>Box\u0007 of Zoé</friendlyName><serviceList><service><serviceType>${WAN}</serviceType><controlURL>${url}</controlURL></service></serviceList></device></root>`;

test('a description whose services are elsewhere is refused; its name is made fit to be shown', () => {
  const read = (text: string) => readDescription(text, 'http://127.0.0.1:5000/root.xml', us);
  expect(read(described('/ctl'))).toMatchObject({
    name: 'Box of Zoé',
    connections: [{ at: { port: 5000, path: '/ctl' } }],
  });
  expect(() => read(described('http://192.0.2.1/ctl'))).toThrow('it sends us to http://192.0.2.1');
  expect(() => read(described('/ctl', '<URLBase>http://192.0.2.1/</URLBase>'))).toThrow('it sends us to');
  expect(read('<root/>')).toEqual({ name: null, connections: [], firewall6: null });
});

describe('boxes with habits of their own', () => {
  const wish: PortWish = {
    transport: 'tcp',
    port: 5222,
    nonce: '',
    name: 'Chatelaine tcp 5222',
    token: null,
    formerly: null,
  };
  /** A connection service that answers each action from a table: fields, or the number of a fault. */
  async function service(table: Record<string, (body: string) => Record<string, string> | number>) {
    const asked: string[] = [];
    const { port } = await page((question, answer) => {
      const action = /#(\w+)"/.exec(String(question.headers.soapaction))![1]!;
      let body = '';
      question.on('data', (chunk) => (body += chunk));
      question.on('end', () => {
        asked.push(`${action}${/<NewLeaseDuration>(\d+)/.exec(body)?.[1] ?? ''}`);
        const said = table[action]?.(body) ?? 401;
        const inner =
          typeof said === 'number'
            ? `<s:Fault><detail><UPnPError><errorCode>${said}</errorCode><errorDescription>no</errorDescription></UPnPError></detail></s:Fault>`
            : `<u:${action}Response>${Object.entries(said)
                .map(([name, value]) => `<${name}>${value}</${name}>`)
                .join('')}</u:${action}Response>`;
        answer.statusCode = typeof said === 'number' ? 500 : 200;
        answer.end(`<s:Envelope><s:Body>${inner}</s:Body></s:Envelope>`);
      });
    });
    return { asked, client: createUpnp4({ type: WAN, at: { ...us, port, path: '/ctl' } }, HERE) };
  }
  const entry =
    (client: string, name = 'Chatelaine tcp 5222') =>
    () => ({
      ...{ NewInternalClient: client, NewInternalPort: '5222', NewPortMappingDescription: name },
    });

  test('only leases without an end: asked for as such', async () => {
    const { client, asked } = await service({
      GetSpecificPortMappingEntry: () => 714,
      AddPortMapping: (body) => (body.includes('<NewLeaseDuration>0<') ? {} : 725),
    });
    expect(await client.map(wish, 7200, never)).toMatchObject({ seconds: null, there: false });
    expect(asked).toEqual(['GetSpecificPortMappingEntry', 'AddPortMapping7200', 'AddPortMapping0']);
  });

  test('another device’s door is not overwritten, though the box would', async () => {
    const { client, asked } = await service({
      GetSpecificPortMappingEntry: entry('192.168.1.30', 'Xbox'),
      AddPortMapping: () => ({}),
    });
    expect(await refusal(client.map(wish, 7200, never))).toBe('taken: 192.168.1.30:5222 Xbox');
    await client.unmap(wish, never);
    expect(asked).toEqual(['GetSpecificPortMappingEntry', 'GetSpecificPortMappingEntry']);
  });

  test('our door of before this computer got another address is moved', async () => {
    const { client, asked } = await service({
      ...{
        GetSpecificPortMappingEntry: entry('192.168.1.20'),
        AddPortMapping: () => ({}),
        DeletePortMapping: () => ({}),
      },
    });
    expect(await client.map({ ...wish, formerly: '192.168.1.20' }, 60, never)).toMatchObject({
      there: false,
    });
    expect(asked).toEqual(['GetSpecificPortMappingEntry', 'DeletePortMapping', 'AddPortMapping60']);
  });

  test.each([
    [606, 'not-allowed'],
    [501, 'not-allowed'],
    [718, 'taken'],
    [728, 'full'],
    [402, 'strange'],
    [999, 'strange'],
  ])('UPnP %i is %s', async (number, because) => {
    const { client } = await service({
      GetSpecificPortMappingEntry: () => 714,
      AddPortMapping: () => number,
    });
    expect(await refusal(client.map(wish, 60, never))).toBe(`${because}: UPnP ${number} no`);
  });

  test('no address outside, by how it says so', async () => {
    const hello = async (address: string, status: string) =>
      (
        await service({
          GetExternalIPAddress: () => ({ NewExternalIPAddress: address }),
          GetStatusInfo: () => ({ NewConnectionStatus: status }),
        })
      ).client.hello(never);
    expect(await hello('192.168.0.12', '')).toEqual({ address: '192.168.0.12' });
    expect(await hello('', 'Connected')).toEqual({ address: null, connected: true });
    expect(await hello('0.0.0.0', 'Disconnected')).toEqual({ address: null, connected: false });
    expect(await hello('192.0.2.1; rm -rf', 'Connected')).toEqual({ address: null, connected: true });
  });
});

describe('over UDP', () => {
  const question = (port: number, waits = [150, 150]) => ({
    ...{ ...us, port, waits, bytes: natPmp.encodeAddress() },
    read: (bytes: Buffer) => natPmp.readAnswer(bytes, 0)?.rest.subarray(0, 4).join('.'),
  });
  const answer = Buffer.from([0, 128, 0, 0, 0, 0, 0, 9, 5, 6, 7, 8]);

  test('asked again where the first one got lost', async () => {
    let heard = 0;
    const { port } = await box((_, reply) => ++heard === 2 && reply(answer));
    expect(await ask(question(port), never)).toBe('5.6.7.8');
  });

  test('another address, or another port of the router’s, is not heard', async () => {
    const liar = createSocket('udp4');
    closing.push(() => liar.close());
    await new Promise<void>((resolve) => liar.bind(0, '127.0.0.2', resolve));
    const { port, socket } = await box(() => undefined);
    socket.on('message', (_, from) => liar.send(answer, from.port, from.address));
    expect(await refusal(ask(question(port), never))).toBe('no answer');
  });

  test('too long, of another question, cut short, a flood: within its time', async () => {
    const { port } = await box((_, reply) => reply(Buffer.concat([answer, Buffer.alloc(2000)])));
    expect(await refusal(ask(question(port), never))).toBe('no answer');
    const other = await box((_, reply) => reply(Buffer.from([0, 129, 0, 0, 0, 0, 0, 9])));
    expect(await refusal(ask(question(other.port), never))).toBe('no answer');
    const short = await box((_, reply) => reply(answer.subarray(0, 9)));
    expect(await refusal(ask(question(short.port), never))).toBe('strange: a short answer');
    const flood = await box((_, reply) => {
      for (let time = 0; time < 100; time++) reply(Buffer.from('x'));
    });
    expect(await refusal(ask(question(flood.port, [5000]), never))).toBe('too many answers');
  });

  test('nobody there is known at once', async () => {
    const { port, socket } = await box(() => undefined);
    closing.pop();
    await new Promise<void>((resolve) => socket.close(resolve));
    expect(await refusal(ask(question(port, [5000]), never))).toMatch(/ECONNREFUSED/);
  });
});

describe('the bytes', () => {
  const request = {
    transport: 'tcp',
    port: 5222,
    seconds: 7200,
    nonce: '0102030405060708090a0b0c',
    source: '192.168.1.20',
  } as const;
  const mapped = (over: (bytes: Buffer) => void = () => undefined) => {
    const bytes = Buffer.alloc(60);
    bytes.set([2, 129, 0, 0, 0, 0, 28, 32, 0, 0, 0, 77], 0);
    pcp.encodeMap(request).subarray(24).copy(bytes, 24);
    bytes.set([0x14, 0x66, 0x14, 0x66], 40);
    bytes.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 5, 6, 7, 8], 44);
    over(bytes);
    return bytes;
  };

  test('PCP MAP is sixty bytes, as RFC 6887 figures 2 and 10 draw them', () => {
    expect(pcp.encodeMap(request).toString('hex')).toBe(
      `0201000000001c2000000000000000000000ffffc0a80114${'0102030405060708090a0b0c'}06000000146614660000000000000000` +
        '0000ffff00000000',
    );
    // Taken away: no time, no wish for a port.
    expect(
      pcp
        .encodeMap({ ...request, seconds: 0 })
        .subarray(40, 44)
        .toString('hex'),
    ).toBe('14660000');
    expect(
      pcp
        .encodeMap({ ...request, source: '2a00::20%eth0' })
        .subarray(8, 24)
        .toString('hex'),
    ).toBe('2a000000000000000000000000000020');
  });

  test('a PCP answer is ours by nonce, protocol and port; everything else is passed over', () => {
    const read = (bytes: Buffer) => {
      const found = pcp.readAnswer(bytes, 1);
      return found && pcp.readMapped(found.rest, request);
    };
    expect(read(mapped())).toEqual({ inside: 5222, outside: 5222, address: '5.6.7.8' });
    expect(read(mapped((bytes) => bytes.writeUInt8(9, 24)))).toBeUndefined();
    expect(read(mapped((bytes) => bytes.writeUInt8(17, 36)))).toBeUndefined();
    expect(read(mapped((bytes) => bytes.writeUInt16BE(80, 40)))).toBeUndefined();
    expect(read(mapped().subarray(0, 58))).toBeUndefined();
    expect(() => read(mapped().subarray(0, 40))).toThrow('a short answer');
    expect(() => read(mapped((bytes) => bytes.writeUInt8(2, 3)))).toThrow(
      'not-allowed: PCP 2 NOT_AUTHORIZED',
    );
    expect(() => read(mapped((bytes) => bytes.writeUInt8(200, 3)))).toThrow('strange');
    // SPEC: RFC 6887 §9: a NAT-PMP router to a PCP question.
    expect(() => read(Buffer.from([0, 129, 0, 1, 0, 0, 0, 5]))).toThrow('not-offered: NAT-PMP only');
  });

  test.each([0, 1, 2, 3, 11, 23, 24, 59, 60, 1100])('%i random bytes harm nobody', (length) => {
    for (let time = 0; time < 50; time++) {
      const bytes = Buffer.from(Array.from({ length }, () => Math.floor(Math.random() * 256)));
      if (length > 2 && time % 2) bytes.set([2, 129, 0, 0].slice(0, length), 0);
      for (const read of [
        () => natPmp.readAnswer(bytes, 1),
        () => pcp.readAnswer(bytes, 1),
        () => readLocation(bytes),
      ])
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(RouterRefused);
        }
    }
  });

  test('NAT-PMP is twelve bytes, and two for the address', () => {
    expect(natPmp.encodeMap('udp', 3478, 7200).toString('hex')).toBe('000100000d960d9600001c20');
    expect(natPmp.encodeMap('tcp', 5222, 0).toString('hex')).toBe('000200001466000000000000');
    expect(() => natPmp.readAnswer(Buffer.from([0, 128, 0, 2]), 0)).toThrow('not-allowed');
  });

  test('an SSDP answer', () => {
    const said = (text: string) => readLocation(Buffer.from(text));
    expect(said('HTTP/1.1 200 OK\r\nST: x\r\nLocation: http://192.168.1.1:5000/root.xml\r\n\r\n')).toBe(
      'http://192.168.1.1:5000/root.xml',
    );
    expect(said('NOTIFY * HTTP/1.1\r\nLOCATION: http://192.168.1.1/\r\n\r\n')).toBeUndefined();
    expect(said(`HTTP/1.1 200 OK\r\nLOCATION: http://x/${'y'.repeat(3000)}\r\n\r\n`)).toBeUndefined();
  });
});

describe('the way out, as each system tells it', () => {
  test('Linux: of several, the one with the lowest metric; not one that has no router', () => {
    const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
    const row = (device: string, destination: string, gateway: string, metric: number, mask: string) =>
      `${device}\t${destination}\t${gateway}\t0003\t0\t0\t${metric}\t${mask}\t0\t0\t0\n`;
    expect(
      readProcRoute(
        `${head}${row('wlan0', '00000000', '0101A8C0', 600, '00000000')}${row('eth0', '00000000', 'FE01A8C0', 100, '00000000')}${row('eth0', '0001A8C0', '00000000', 100, '00FFFFFF')}`,
      ),
    ).toBe('192.168.1.254');
    expect(readProcRoute(head)).toBeNull();
    const six = (next: string, metric: string, flags: string, device: string) =>
      `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 ${next} ${metric} 00000001 00000000 ${flags} ${device}\n`;
    expect(readProcRoute6(six('fe800000000000000000000000000001', '00000400', '00450003', 'eth0'))).toBe(
      'fe80::1%eth0',
    );
    expect(readProcRoute6(six('0'.repeat(32), 'ffffffff', '00200200', 'lo'))).toBeNull();
  });

  // Written after the systems' documentation; not recorded there.
  test('macOS and Windows', () => {
    expect(
      readNetstat(
        'Routing tables\n\nInternet:\nDestination        Gateway            Flags        Netif Expire\ndefault            192.168.1.1        UGScg          en0\n127                127.0.0.1          UCS            lo0\n\nInternet6:\ndefault                                 fe80::1%en0                             UGcg           en0\n',
      ),
    ).toEqual({ v4: '192.168.1.1', v6: 'fe80::1%en0' });
    expect(
      readRoutePrint(
        'IPv4 Routentabelle\r\n          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.20     25\r\n          0.0.0.0          0.0.0.0     192.168.1.254     192.168.1.21     50\r\n        127.0.0.0        255.0.0.0   Auf Verbindung         127.0.0.1    331\r\nIPv6\r\n 12    281 ::/0                     fe80::1\r\n',
      ),
    ).toEqual({ v4: '192.168.1.1', v6: 'fe80::1%12' });
  });
});
