/** The XML reader: any bytes, cut anywhere, read the same, and never throw. */
import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { fuzz } from './run.ts';
import { damagedStream, goodStream, HEADER } from './xml-arbitrary.ts';
import { everyByte, readEvents } from './xml-events.ts';

const anyBytes = fc
  .uint8Array({ maxLength: 200 })
  .map((bytes) => Buffer.concat([Buffer.from(HEADER), bytes]));
const stream: fc.Arbitrary<Buffer> = fc.oneof(
  goodStream.map((text) => Buffer.from(text)),
  damagedStream,
  anyBytes,
);

fuzz(
  'xml',
  fc.property(stream, fc.array(fc.nat(), { maxLength: 6 }), (sent, places) => {
    const whole = readEvents(sent);
    const cuts = places.map((place) => place % sent.length).sort((a, b) => a - b);
    deepStrictEqual(readEvents(sent, cuts), whole);
    deepStrictEqual(readEvents(sent, everyByte(sent)), whole);
  }),
);
