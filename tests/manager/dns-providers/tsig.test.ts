/** Signatures over DNS messages: what is accepted, and what an impostor's answer gets. The real servers are in rfc2136.test.ts. */
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { encodeNothing } from '../../../electron/manager/dns/providers/rfc2136/message.ts';
import { createRfc2136, readServer } from '../../../electron/manager/dns/providers/rfc2136/rfc2136.ts';
import { faultOf, sign, type TsigKey } from '../../../electron/manager/dns/providers/rfc2136/tsig.ts';
import { systemClock } from '../../../electron/manager/host.ts';

const key: TsigKey = { name: 'chatelaine', algorithm: 'hmac-sha256', secret: Buffer.alloc(32, 7) };
const other: TsigKey = { ...key, secret: Buffer.alloc(32, 8) };
const NOW = Math.floor(Date.now() / 1000);

/** An answer without an error to a message of ours. */
const answerTo = (message: Buffer): Buffer => {
  const answer = Buffer.from(message.subarray(0, 12));
  answer.writeUInt16BE(0xa800, 2);
  for (const at of [4, 6, 8, 10]) answer.writeUInt16BE(0, at);
  return answer;
};

test('an answer is signed over its question: one to another question, or by another key, is not theirs', () => {
  const request = sign(encodeNothing(7, 'example.test'), key, NOW);
  // What a server signs begins with the question's own signature, which `sign` alone does not know: so this one is not theirs.
  const unchained = sign(answerTo(request.message), key, NOW).message;
  expect(faultOf(unchained, key, request, NOW)).toBe('not-theirs');
  expect(faultOf(sign(answerTo(request.message), other, NOW).message, key, request, NOW)).toBe('not-theirs');
  expect(faultOf(answerTo(request.message), key, request, NOW)).toBe('missing');
  expect(() => faultOf(unchained.subarray(0, 30), key, request, NOW)).toThrow(RangeError);
});

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that says NOERROR to everything, in a way of its own. */
async function impostor(how: (message: Buffer) => Buffer): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const answer = how(Buffer.from(bytes.subarray(2)));
      const head = Buffer.alloc(2);
      head.writeUInt16BE(answer.length);
      socket.end(Buffer.concat([head, answer]));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

test.each([
  ['says yes without a signature', answerTo],
  ['signs with a key of its own', (message: Buffer) => sign(answerTo(message), other, NOW).message],
  [
    'repeats a signature that is for something else',
    (message: Buffer) => sign(answerTo(message), key, NOW).message,
  ],
  ['answers something that is cut off', (message: Buffer) => answerTo(message).subarray(0, 11)],
])('a server that %s is not believed', async (_, how) => {
  const access = { zone: 'example.test', keyName: 'chatelaine', algorithm: 'hmac-sha256' };
  const provider = createRfc2136(
    { ...access, server: await impostor(how), secret: key.secret.toString('base64') },
    { clock: systemClock },
  );
  await expect(provider.zones(new AbortController().signal)).rejects.toMatchObject({
    code: 'dns-provider.down',
    data: { reason: 'unreadable' },
  });
});

test.each([
  ['ns.example', { host: 'ns.example', port: 53 }],
  ['ns.example:5353', { host: 'ns.example', port: 5353 }],
  ['192.0.2.1:54', { host: '192.0.2.1', port: 54 }],
  ['[2001:db8::1]:54', { host: '2001:db8::1', port: 54 }],
  ['2001:db8::1', { host: '2001:db8::1', port: 53 }],
])('the address of a name server: %s', (text, expected) => {
  expect(readServer(text)).toEqual(expected);
});

test.each(['', ':53', 'ns.example:0', 'ns.example:99999', 'a b'])('%j is none', (text) => {
  expect(() => readServer(text)).toThrow();
});
