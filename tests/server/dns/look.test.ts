/** One question to one server, and everything it says: over UDP, TCP and HTTPS, and what is no answer. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as packet from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { type LookOptions, type LookQuestion, look, NoAnswer } from '../../../server/dns/index.ts';
import { startDnsServer } from '../../support/dns-server.ts';
import { describeWith } from '../../support/need.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const never = new AbortController().signal;
const at = (port: number) => ({ address: '127.0.0.1', port, vouches: false });
const ask = (port: number, question: Partial<LookQuestion> = {}, options: Partial<LookOptions> = {}) =>
  look(
    at(port),
    { name: 'example.org', type: 'A', recursion: true, ...question },
    { over: 'udp', timeoutMs: 5000, signal: never, ...options },
  );

async function server(...args: Parameters<typeof startDnsServer>) {
  const made = await startDnsServer(...args);
  closing.push(made.stop);
  return made;
}

/** Every type as a zone file has it. */
const ZONE = {
  'example.org A': ['192.0.2.1'],
  'example.org AAAA': ['2001:db8:0:0::1'],
  'example.org MX': [{ preference: 10, exchange: 'Mail.Example.org' }],
  'example.org NS': ['ns.example.net'],
  'example.org TXT': [['one "two"', 'back\\slash', Buffer.from([0xc3, 0xa9])]],
  'example.org CAA': [{ flags: 128, tag: 'issue', value: 'letsencrypt.org; validationmethods=dns-01' }],
  '_xmpp-client._tcp.example.org SRV': [{ priority: 5, weight: 0, port: 5222, target: 'xmpp.example.org' }],
  '_xmpp-server._tcp.example.org SRV': [{ priority: 0, weight: 0, port: 0, target: '.' }],
  '_5222._tcp.example.org TLSA': [
    { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from('abcd', 'hex') },
  ],
  'www.example.org CNAME': ['web.example.net'],
};

describe('what a server says', () => {
  test.each([
    ['example.org', 'A', ['192.0.2.1']],
    ['example.org', 'AAAA', ['2001:db8::1']],
    ['example.org', 'MX', ['10 mail.example.org.']],
    ['example.org', 'NS', ['ns.example.net.']],
    ['example.org', 'TXT', ['"one \\"two\\"" "back\\\\slash" "\\195\\169"']],
    ['example.org', 'CAA', ['128 issue "letsencrypt.org; validationmethods=dns-01"']],
    ['_xmpp-client._tcp.example.org', 'SRV', ['5 0 5222 xmpp.example.org.']],
    ['_xmpp-server._tcp.example.org', 'SRV', ['0 0 0 .']],
    ['_5222._tcp.example.org', 'TLSA', ['3 1 1 ABCD']],
  ] as const)('%s %s as a zone file has it', async (name, type, values) => {
    const { port } = await server(ZONE);
    const said = await ask(port, { name, type });
    expect(said.answers.map(({ value }) => value)).toEqual(values);
    expect([said.code, said.authoritative, said.recursive, said.truncated]).toEqual([
      ...['NOERROR', false, true, false],
    ]);
  });

  test('an alias is told and not followed', async () => {
    const { port, asked } = await server(ZONE);
    const { answers } = await ask(port, { name: 'www.example.org' });
    expect(answers).toEqual([
      { name: 'www.example.org', type: 'CNAME', ttl: 300, value: 'web.example.net.' },
    ]);
    expect(asked).toHaveLength(1);
  });

  test('a name that does not exist comes with the SOA that says for how long', async () => {
    const { port } = await server(ZONE);
    const { code, answers, authority } = await ask(port, { name: 'nothing.example.org' });
    expect([code, answers]).toEqual(['NXDOMAIN', []]);
    expect(authority.map(({ type, value }) => [type, value.split(' ').at(-1)])).toEqual([['SOA', '30']]);
  });

  test('nothing of a stranger’s zone reaches a terminal as it is', async () => {
    const { port } = await server({ 'example.org NS': ['ns\u001b[2J.example.net'] });
    const { answers } = await ask(port, { type: 'NS' });
    expect(answers[0]!.value).toBe('ns\\027[2j.example.net.');
  });

  test('a question to a name server of the zone does not ask for recursion, one to a resolver does', async () => {
    const flags: number[] = [];
    const socket = createSocket('udp4');
    socket.on('message', (bytes, from) => {
      flags.push(bytes.readUInt16BE(2) & packet.RECURSION_DESIRED);
      const { id, questions } = packet.decode(bytes);
      socket.send(packet.encode({ type: 'response', id, questions }), from.port, from.address);
    });
    await new Promise<void>((open) => socket.bind(0, '127.0.0.1', open));
    closing.push(() => socket.close());
    const { port } = socket.address();
    await ask(port, { recursion: false });
    await ask(port, { recursion: true });
    expect(flags).toEqual([0, packet.RECURSION_DESIRED]);
  });

  test('a server that refuses may leave out the question', async () => {
    const { port } = await server(ZONE, {
      answer: (_, answer) => ({ ...answer, questions: [], answers: [], authorities: [], flags: 5 }),
    });
    expect((await ask(port)).code).toBe('REFUSED');
  });
});

describe('ways in', () => {
  test('what does not fit into a datagram is asked for over TCP, and said', async () => {
    const { port, asked } = await server(ZONE, {
      answer: (one, answer) =>
        one.over === 'udp'
          ? { ...answer, flags: (answer.flags ?? 0) | packet.TRUNCATED_RESPONSE, answers: [] }
          : answer,
    });
    const said = await ask(port);
    expect([said.truncated, said.answers.length]).toEqual([true, 1]);
    expect(asked.map(({ over }) => over)).toEqual(['udp', 'tcp']);
  });

  test('a datagram that ends in the middle of a record is asked for over TCP at once', async () => {
    const { port, asked } = await server(ZONE, {
      datagrams: (_, bytes) => {
        const cut = Buffer.from(bytes.subarray(0, bytes.length - 3));
        cut.writeUInt16BE(cut.readUInt16BE(2) | packet.TRUNCATED_RESPONSE, 2);
        return [cut];
      },
    });
    expect((await ask(port)).answers).toHaveLength(1);
    expect(asked.map(({ over }) => over)).toEqual(['udp', 'tcp']);
  });

  test.each(['a..b', `${'a'.repeat(64)}.org`, 'ns\u001b.org', 'a b.org', `${'a.'.repeat(130)}org`])(
    'a name that cannot be asked for is refused, and nothing is sent: %j',
    async (name) => {
      const { port, asked } = await server(ZONE);
      await expect(ask(port, { name })).rejects.toThrow('cannot be asked for');
      expect(asked).toEqual([]);
    },
  );

  test('over TCP only where TCP is asked for', async () => {
    const { port, asked } = await server(ZONE);
    await ask(port, {}, { over: 'tcp' });
    expect(asked.map(({ over }) => over)).toEqual(['tcp']);
  });

  test('an answer to another question is none; three of them, and TCP has to tell', async () => {
    const { port, asked } = await server(ZONE, {
      datagrams: (_, bytes) => {
        const other = Buffer.from(bytes);
        other.writeUInt16BE((bytes.readUInt16BE(0) + 1) % 65536);
        return [other, other, other];
      },
    });
    expect((await ask(port)).answers).toHaveLength(1);
    expect(asked.map(({ over }) => over)).toEqual(['udp', 'tcp']);
  });

  test('silence is a NoAnswer, a closed port the network’s own word', async () => {
    const { port } = await server(ZONE, { answer: () => undefined });
    await expect(ask(port, {}, { timeoutMs: 50 })).rejects.toThrow(NoAnswer);
    const closed = await startDnsServer({});
    await closed.stop();
    await expect(ask(closed.port, {}, { over: 'tcp' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('who stops waiting gets their own reason', async () => {
    const { port } = await server(ZONE, { answer: () => undefined });
    const stop = new AbortController();
    const asked = ask(port, {}, { signal: stop.signal });
    stop.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });
});

describeWith(['openssl'], 'over HTTPS', () => {
  /** A resolver over HTTPS for `resolver.example`. */
  async function resolver(answer: (question: Buffer) => { status?: number; type?: string; body: Buffer }) {
    const folder = mkdtempSync(join(tmpdir(), 'chatelaine-doh-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', '-subj', '/CN=resolver.example'],
        ...['-addext', 'subjectAltName=DNS:resolver.example'],
      ],
      { cwd: folder, stdio: 'pipe' },
    );
    const cert = readFileSync(join(folder, 'cert.pem'), 'utf8');
    const web = createSecureServer({ cert, key: readFileSync(join(folder, 'key.pem')) });
    const asked: { path: string; type: string; id: number }[] = [];
    web.on('stream', (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on('error', () => undefined);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const question = Buffer.concat(chunks);
        asked.push({
          ...{ path: String(headers[':path']), type: String(headers['content-type']) },
          id: question.readUInt16BE(0),
        });
        const { status = 200, type = 'application/dns-message', body } = answer(question);
        stream.respond({ ':status': status, 'content-type': type });
        stream.end(body);
      });
    });
    await new Promise<void>((open) => web.listen(0, '127.0.0.1', open));
    closing.push(() => new Promise((closed) => web.close(closed)));
    const { port } = web.address() as AddressInfo;
    const url = `https://resolver.example:${port}/dns-query`;
    return { port, asked, options: { over: 'https', url, authorities: [cert] } as const };
  }
  const plain = (question: Buffer) => {
    const { id, questions } = packet.decode(question);
    const answers = [{ type: 'A', name: 'example.org', ttl: 60, data: '192.0.2.1' }] as const;
    return packet.encode({ type: 'response', id, questions, answers: [...answers] });
  };

  test('the question goes to the address, the certificate is for the name, the id is 0', async () => {
    const { port, options, asked } = await resolver((question) => ({ body: plain(question) }));
    const said = await ask(port, {}, options);
    expect(said.answers.map(({ value }) => value)).toEqual(['192.0.2.1']);
    expect(asked).toEqual([{ path: '/dns-query', type: 'application/dns-message', id: 0 }]);
  });

  test('a certificate nobody vouches for is refused', async () => {
    const { port, options } = await resolver((question) => ({ body: plain(question) }));
    await expect(ask(port, {}, { ...options, authorities: [] })).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  test.each([
    ['another status', () => ({ status: 503, body: Buffer.alloc(0) }), 'HTTP 503'],
    ['a web page', () => ({ type: 'text/html', body: Buffer.from('<html>') }), 'an answer of type text/html'],
    ['a flood', () => ({ body: Buffer.alloc(20_000) }), 'an answer of more than 16384 bytes'],
    ['rubbish', () => ({ body: Buffer.from('rubbish') }), 'unreadable'],
  ])('%s is no answer', async (_, answer, message) => {
    const { port, options } = await resolver(answer);
    await expect(ask(port, {}, options)).rejects.toThrow(message);
  });
});
