/** Whatever a name server sends, a reading is what comes of it, never an exception, and never an answer to another question. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSaid } from '../../../server/dns/look.ts';
import { encodeQuestion, readReply } from '../../../server/dns/message.ts';

const question = { name: 'example.org', type: 'SRV' } as const;
const [ID, SPELLING] = [0x1234, 'eXample.oRg'];
/** As a server would begin. */
const HEAD = Buffer.from(encodeQuestion(question, ID, SPELLING).subarray(0, 29));
HEAD.writeUInt16BE(0x8180, 2);
HEAD.writeUInt16BE(0, 10);

const bytes = fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array));
/** What might be names: labels, pointers forward, backward and to themselves. */
const names = fc
  .array(
    fc.oneof(
      fc.constant([0xc0, 12]),
      fc.tuple(fc.constant(0xc0), fc.nat(255)),
      fc.constant([3, 97, 98, 99]),
      fc.constant([0]),
      fc.array(fc.nat(255), { maxLength: 4 }),
    ),
    { maxLength: 80 },
  )
  .map((parts) => Buffer.from(parts.flat()));
const answers = fc.tuple(fc.nat(65535), fc.oneof(bytes, names)).map(([count, rest]) => {
  const head = Buffer.from(HEAD);
  head.writeUInt16BE(count, 6);
  return Buffer.concat([head, rest]);
});

test('anything at all', () => {
  fc.assert(
    fc.property(fc.oneof(bytes, answers), (message) => {
      const reply = readReply(message, question, ID, SPELLING);
      if (reply.is === 'answer') expect(reply.answer.records.length).toBeLessThanOrEqual(64);
      const said = readSaid(message, ID, { ...question, recursion: true });
      if (said.is === 'said') {
        expect(said.answers.length + said.authority.length + said.additional.length).toBeLessThanOrEqual(192);
        for (const { value } of said.answers) expect(value).toMatch(/^[\x20-\x7e]*$/);
      }
    }),
    { numRuns: 3000 },
  );
});

test('pointers that lead back and forth cost no time', () => {
  // 8,000 pointers, each to the one before it, and records that begin at the last one.
  const chain = Buffer.alloc(16_000);
  for (let at = 0; at + 1 < chain.length; at += 2)
    chain.writeUInt16BE(0xc000 | Math.min(0x3fff, at === 0 ? 12 : 29 + at - 2), at);
  const head = Buffer.from(HEAD);
  head.writeUInt16BE(65_535, 6);
  const before = performance.now();
  readReply(Buffer.concat([head, chain]), question, ID, SPELLING);
  expect(performance.now() - before).toBeLessThan(2000);
});

test('an answer without its question is none; a refusal may do without', () => {
  const without = (rcode: number) => {
    const message = Buffer.from(HEAD.subarray(0, 12));
    message.writeUInt16BE(0x8180 | rcode, 2);
    message.writeUInt16BE(0, 4);
    return readSaid(message, ID, { ...question, recursion: true });
  };
  expect([0, 3].map((rcode) => without(rcode).is)).toEqual(['stray', 'stray']);
  expect([1, 2, 5].map((rcode) => without(rcode).is)).toEqual(['said', 'said', 'said']);
});
