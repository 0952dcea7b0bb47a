/** Addresses: any text either is refused or gives an address that reads as itself, part by part. */
import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { makeJid, parseJid } from '../../server/kernel/jid.ts';
import { fuzz } from './run.ts';

const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      'L',
      '·',
      'l',
      'ß',
      'İ',
      'ｱ',
      'א',
      '١',
      '1',
      '\u200c',
      '\u200d',
      'ब',
      '्',
      '.',
      '-',
      'xn--',
      '@',
      '/',
    ),
    maxLength: 12,
  }),
);
const text = fc.oneof(
  part,
  fc.tuple(part, part, part).map(([local, domain, resource]) => `${local}@${domain}/${resource}`),
);

fuzz(
  'jid',
  fc.property(text, (given) => {
    const jid = parseJid(given);
    if (!jid) return;
    const again = parseJid(String(jid));
    ok(again, `${JSON.stringify(String(jid))} is not read again`);
    deepStrictEqual(String(again), String(jid));
    deepStrictEqual(String(makeJid(jid.local, jid.domain, jid.resource)), String(jid));
    for (const each of [jid.local, jid.domain, jid.resource]) ok(Buffer.byteLength(each) <= 1023);
  }),
);
