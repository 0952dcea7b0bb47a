/** STUN and ChannelData: what was written reads the same; damaged, it is refused or reads as itself; cut anywhere, it is found again. */
import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { readXorAddress, xorAddress } from '../../server/modules/turn/attributes.ts';
import { createCutter } from '../../server/modules/turn/framing.ts';
import {
  type Kind,
  readChannelData,
  readMessage,
  writeChannelData,
  writeMessage,
} from '../../server/modules/turn/message.ts';

const bytes = (most: number) => fc.uint8Array({ maxLength: most }).map((array) => Buffer.from(array));
const draft = fc.record({
  kind: fc.constantFrom<Kind>('request', 'indication', 'success', 'error'),
  method: fc.integer({ min: 0, max: 0xfff }),
  transaction: fc.uint8Array({ minLength: 12, maxLength: 12 }).map((array) => Buffer.from(array)),
  attributes: fc.array(
    // Not those that end a message or have a meaning to the reader itself.
    fc.tuple(
      fc.integer({ min: 0, max: 0xffff }).filter((type) => ![0x0008, 0x001c, 0x8028].includes(type)),
      bytes(64),
    ),
    { maxLength: 12 },
  ),
  fingerprint: fc.boolean(),
});
const damage = fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });

export const stunProperty = fc.property(draft, damage, fc.nat(200), bytes(80), (given, spots, cut, noise) => {
  const written = writeMessage(given);
  const read = readMessage(written);
  ok(read, 'not read again');
  deepStrictEqual([read.kind, read.method], [given.kind, given.method]);
  deepStrictEqual(
    read.attributes.filter(({ type }) => type !== 0x8028).map(({ type, value }) => [type, value]),
    given.attributes,
  );
  const spoilt = Buffer.from(written);
  for (const [at, byte] of spots) spoilt[at % spoilt.length] = byte;
  for (const some of [spoilt, spoilt.subarray(0, spoilt.length - cut), noise]) {
    const again = readMessage(some);
    for (const { value } of again?.attributes ?? []) {
      const address = readXorAddress(value, again!.transaction);
      if (address) deepStrictEqual(xorAddress(address, again!.transaction).subarray(1), value.subarray(1));
    }
    readChannelData(some);
  }
});

const channel = fc
  .record({ channel: fc.integer({ min: 0x4000, max: 0x7fff }), data: bytes(40) })
  .map((message) => writeChannelData(message, true));

/** TCP may cut anywhere. */
export const cutAnywhere = fc.property(
  // Of the methods there are the first byte is at most 3, by which a stream is told from others.
  fc.array(
    fc.oneof(
      draft.map((one) => writeMessage({ ...one, method: one.method % 0x80 })),
      channel,
    ),
    { maxLength: 6 },
  ),
  fc.array(fc.nat(600), { maxLength: 12 }),
  (messages, cuts) => {
    const whole = Buffer.concat(messages);
    const places = [0, ...cuts.map((at) => at % (whole.length + 1)).sort((a, b) => a - b), whole.length];
    const cutter = createCutter();
    const found: Buffer[] = [];
    for (let at = 1; at < places.length; at++)
      ok(
        cutter.push(whole.subarray(places[at - 1], places[at]), (message) =>
          found.push(Buffer.from(message)),
        ),
      );
    deepStrictEqual(found, messages);
  },
);
