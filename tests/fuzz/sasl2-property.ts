/**
 * SASL2 and tokens: whatever comes within `<authenticate/>` is answered with a challenge or a condition of RFC 6120 §6.5, nothing
 * throws, and nobody gets in whose message was not the right one for this device, mechanism and connection, to the bit.
 */
import { ok } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Element } from 'ltx';
import { makeCredentials } from '../../server/auth/credentials.ts';
import { type AccountsWithPasswords, createAuthentication, noThrottle } from '../../server/auth/index.ts';
import { TOKEN_MECHANISMS } from '../../server/auth/token-mechanisms.ts';
import { keyOf, type TokenMatch } from '../../server/auth/tokens.ts';
import type { AccountInfo } from '../../server/kernel/accounts.ts';
import { makeJid, prepareUsername } from '../../server/kernel/jid.ts';
import type { SaslContext } from '../../server/kernel/sasl.ts';
import { saslStep } from '../../server/kernel/stream-sasl.ts';
import { readRequest, SASL2 } from '../../server/kernel/stream-sasl2.ts';
import { quietLog } from '../support/log.ts';

const BINDING = Buffer.alloc(32, 7);
const DEVICE = 'd4565fa7-4d72-4749-b3d3-740edbf87770';
const TOKEN = 'x'.repeat(88);
const HELD = 'HT-SHA-256-EXPR';
const nina = makeJid('nina', 'test')!;
const tls: SaslContext['tls'] = {
  ...{ encrypted: true, protocol: 'TLSv1.3' },
  channelBinding: (type) => (type === 'tls-unique' ? undefined : BINDING),
};

const right = Buffer.concat([
  Buffer.from('nina\0'),
  createHmac('sha256', TOKEN).update('Initiator').update(BINDING).digest(),
]);
const NAMES = [
  ...TOKEN_MECHANISMS.map(({ name }) => name),
  'PLAIN',
  'SCRAM-SHA-256',
  'ANONYMOUS',
  '',
  '__proto__',
];

const bytes = fc.oneof(
  fc.constant(right),
  fc.uint8Array({ maxLength: 48 }).map((data) => Buffer.from(data)),
  // The right message with one bit turned, or cut.
  fc.nat(right.length * 8 - 1).map((bit) => {
    const bent = Buffer.from(right);
    bent[bit >> 3] = bent[bit >> 3]! ^ (1 << (bit & 7));
    return bent;
  }),
  fc.nat(right.length).map((length) => right.subarray(0, length)),
);
const text = fc.oneof(
  bytes.map((data) => data.toString('base64')),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', '=', 'A'.repeat(20_000)),
);
const child = fc.oneof(
  text.map((data) => new Element('initial-response').t(data)),
  fc.constantFrom(DEVICE, DEVICE.toUpperCase(), 'mine', '').map((id) => new Element('user-agent', { id })),
  fc
    .constantFrom('', 'true', '1', 'x')
    .map((invalidate) => new Element('fast', { xmlns: 'urn:xmpp:fast:0', invalidate, count: '-1' })),
  fc
    .constantFrom(...NAMES)
    .map((mechanism) => new Element('request-token', { xmlns: 'urn:xmpp:fast:0', mechanism })),
  fc.constantFrom('bind', 'resume', 'x').map((name) => new Element(name, { xmlns: 'urn:x' })),
);
const element = fc
  .tuple(
    fc.constantFrom('authenticate', 'response', 'abort', 'next', 'task-data', 'success'),
    fc.constantFrom(...NAMES),
    fc.array(child, { maxLength: 5 }),
    text,
  )
  .map(([name, mechanism, children, data]) => {
    const made = new Element(name, { xmlns: 'urn:xmpp:sasl:2', mechanism });
    if (name === 'response') return made.t(data);
    made.append(
      ...children.map((one) =>
        Object.assign(new Element(one.name, one.attrs), { children: one.children, parent: made }),
      ),
    );
    return made;
  });

/** "NINA" is nina, too. */
function isRight(base64: string): boolean {
  const message = Buffer.from(base64, 'base64');
  const nul = message.indexOf(0);
  return (
    prepareUsername(message.toString('utf8', 0, nul)) === 'nina' &&
    message.subarray(nul).equals(right.subarray(4))
  );
}

/** Nearly right log-ins with a token: most of what may be wrong with one is wrong with some of them. */
const attempt = fc
  .tuple(
    fc.constantFrom(HELD, HELD, ...NAMES),
    fc.constantFrom(DEVICE, DEVICE, DEVICE.replace('d', 'e'), undefined),
    bytes,
  )
  .map(([mechanism, id, data]) => {
    const made = new Element('authenticate', { xmlns: 'urn:xmpp:sasl:2', mechanism });
    made.c('initial-response').t(data.toString('base64'));
    made.c('fast', { xmlns: 'urn:xmpp:fast:0' });
    if (id !== undefined) made.c('user-agent', { id });
    return [made];
  });

export async function sasl2Property() {
  const credentials = await makeCredentials('secret', 1);
  const info: AccountInfo = { jid: nina, displayName: '', disabled: false, createdAt: 0, lastLogin: null };
  const held: TokenMatch = { expired: false, accept() {} };
  const accounts = {
    get: (bare: { local: string }) => (bare.local === 'nina' ? info : undefined),
    noteLogin() {},
    passwords: { credentials: () => credentials, check: async () => false },
    tokens: {
      find(account: typeof nina, device: string, mechanism: string, fits: (key: Buffer) => boolean) {
        const its = account.equals(nina) && device === DEVICE && mechanism === HELD;
        return fits(its ? keyOf(TOKEN) : Buffer.alloc(32)) ? held : undefined;
      },
    },
  } as unknown as AccountsWithPasswords;
  const authentication = createAuthentication({ accounts, throttle: noThrottle, log: quietLog });

  const exchanges = fc.oneof(fc.array(element, { minLength: 1, maxLength: 3 }), attempt);
  return fc.asyncProperty(exchanges, async (elements) => {
    const request = readRequest(elements[0]!);
    const context: SaslContext = {
      ...{ host: 'test', remoteAddress: '127.0.0.1', tls },
      ...{ device: request?.device, fast: request?.fast },
    };
    const exchange = authentication.exchange(context);
    let begun: string | undefined;
    for (const each of elements) {
      if (each.getName() === 'authenticate') begun = each.attrs.mechanism;
      const outcome = await saslStep(exchange, each, authentication.mechanisms(context), SASL2);
      ok(outcome.element.getNS() === 'urn:xmpp:sasl:2');
      // A stream forgets the exchange with its failure.
      if (outcome.is === 'failure') return;
      if (outcome.is !== 'success') continue;
      const said = each.getName() === 'response' ? each.getText() : each.getChildText('initial-response');
      const honest = context.fast && context.device === DEVICE && isRight(said ?? '');
      ok(honest && begun === HELD, `in with ${elements.join('')}`);
    }
  });
}
