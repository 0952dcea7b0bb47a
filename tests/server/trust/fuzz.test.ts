/** Whatever a peer shows, a verdict is what comes of it: never an exception, and never "good" for what was changed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAuthorities, judgePeer } from '../../../server/s2s/trust/index.ts';
import { makeAuthority } from '../../support/pki.ts';

const root = await makeAuthority('Root');
const middle = await root.issue({ name: 'Middle', authority: true, permitted: ['example'] });
const leaf = await middle.issue({
  dns: ['partner.example'],
  srv: ['_xmpp-server.partner.example'],
  xmpp: ['partner.example'],
  ip: ['192.0.2.1'],
});
const authorities = createAuthorities([root.pem], () => []);
const now = Date.now();
const judge = (...chain: Buffer[]) => judgePeer({ chain, domain: 'partner.example', authorities, now });

test('as it is, it is good', () => {
  expect(judge(leaf.der, middle.der)).toMatchObject({ ok: true, by: 'pkix' });
});

test('one byte of it changed', () => {
  fc.assert(
    fc.property(fc.nat(leaf.der.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const other = Buffer.from(leaf.der);
      other[at]! ^= change;
      expect(judge(other, middle.der).ok).toBe(false);
    }),
    { numRuns: 400 },
  );
});

test('anything at all', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (chain) => {
      expect(judge(...chain.map((one) => Buffer.from(one))).ok).toBe(false);
    }),
    { numRuns: 400 },
  );
});
