/**
 * SASL: whatever a client sends, each element is answered with a challenge or a condition of RFC 6120 §6.5, nothing throws,
 * and nobody gets in whose last message was not the right one, to the bit.
 */
import { ok } from 'node:assert/strict';
import fc from 'fast-check';
import { Element } from 'ltx';
import { type Credentials, makeCredentials } from '../../server/auth/credentials.ts';
import { type AccountsWithPasswords, createAuthentication, noThrottle } from '../../server/auth/index.ts';
import type { AccountInfo } from '../../server/kernel/accounts.ts';
import { makeJid } from '../../server/kernel/jid.ts';
import type { SaslContext } from '../../server/kernel/sasl.ts';
import { type SaslOutcome, saslStep } from '../../server/kernel/stream-sasl.ts';
import { quietLog } from '../support/log.ts';
import { createScramClient } from '../support/scram-client.ts';

const BINDING = Buffer.alloc(32, 7);
const context: SaslContext = {
  ...{ host: 'test', remoteAddress: '127.0.0.1' },
  tls: {
    ...{ encrypted: true, protocol: 'TLSv1.3' },
    channelBinding: (type) => (type === 'tls-exporter' ? BINDING : undefined),
  },
};
const CONDITIONS = new Set([
  ...[
    'account-disabled',
    'encryption-required',
    'incorrect-encoding',
    'invalid-authzid',
    'invalid-mechanism',
  ],
  ...['malformed-request', 'not-authorized'],
]);

/** One account, nina with the password `secret`, and a single round, so that many cases fit into a second. */
function accountsWith(credentials: Credentials): AccountsWithPasswords {
  const jid = makeJid('nina', 'test')!;
  const info: AccountInfo = { jid, displayName: '', disabled: false, createdAt: 0, lastLogin: null };
  const only = {
    get: (bare: { local: string }) => (bare.local === 'nina' ? info : undefined),
    noteLogin() {},
    passwords: { credentials: () => credentials, check: async () => false },
  };
  return only as unknown as AccountsWithPasswords;
}

const piece = fc.oneof(
  fc.constantFrom(
    'n,,',
    'y,,',
    'p=tls-exporter,,',
    'p=tls-unique,,',
    'n=nina',
    'n=',
    'r=',
    'a=',
    'c=biws',
    'p=',
    'm=',
  ),
  fc.constantFrom(
    ',',
    '=',
    '=2C',
    '=3D',
    '\0',
    'nina',
    'secret',
    'nina@test',
    'v=',
    'i=1',
    's=',
    'é',
    '\u{1f600}',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const message = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.from(pieces.join('')).toString('base64')),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', '=', '====', 'AAA', 'A'.repeat(20_000)),
);
const mechanism = fc.constantFrom(
  ...['SCRAM-SHA-512-PLUS', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-512', 'SCRAM-SHA-256'],
  ...['SCRAM-SHA-1', 'PLAIN', 'ANONYMOUS', '', '__proto__'],
);
const element = fc
  .tuple(fc.constantFrom('auth', 'response', 'abort', 'success', 'x'), mechanism, message)
  .map(([name, which, text]) => new Element(name, name === 'auth' ? { mechanism: which } : {}).t(text));

/** A change to a message: `count` characters at `at` (a fraction of its length) give way to `text`. */
const at = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const damage = fc.oneof(
  fc.record({ at, count: fc.nat(3), text: fc.oneof(piece, fc.constant('')) }),
  // One character for another of base64: the message stays well-formed, and the proof or the binding is wrong.
  fc.record({ at, count: fc.constant(1), text: fc.constantFrom(...'AQgwBRhx048/+') }),
);

function mustAnswer(outcome: SaslOutcome): void {
  ok(outcome.is !== 'failure' || CONDITIONS.has(outcome.condition), `an unexpected ${outcome.element}`);
}

/** Two properties in one: free exchanges, and right ones with one message damaged. */
export async function saslProperty() {
  const accounts = accountsWith(await makeCredentials('secret', 1));
  const authentication = createAuthentication({ accounts, throttle: noThrottle, log: quietLog });
  const offered = authentication.mechanisms(context);

  async function free(elements: readonly Element[]): Promise<void> {
    const exchange = authentication.exchange(context);
    for (const each of elements) {
      const outcome = await saslStep(exchange, each, offered);
      mustAnswer(outcome);
      ok(outcome.is !== 'success', 'in without a password');
    }
  }

  async function damaged(name: string, { at, count, text }: { at: number; count: number; text: string }) {
    const plus = name.endsWith('-PLUS');
    const client = createScramClient(name, 'nina', 'secret', {
      ...(plus && { gs2: 'p=tls-exporter,,', binding: BINDING }),
    });
    const exchange = authentication.exchange(context);
    const send = (kind: string, data: string) =>
      saslStep(
        exchange,
        new Element(kind, { mechanism: name }).t(Buffer.from(data).toString('base64')),
        offered,
      );
    const challenge = await send('auth', client.first);
    ok(challenge.is === 'challenge');
    const right = client.final(Buffer.from(challenge.element.getText(), 'base64').toString());
    const start = Math.floor(at * right.length);
    const sent = right.slice(0, start) + text + right.slice(start + count);
    const outcome = await send('response', sent);
    mustAnswer(outcome);
    ok((outcome.is === 'success') === (sent === right), `${sent} instead of ${right}: ${outcome.element}`);
  }

  const scram = mechanism.filter((name) => name.startsWith('SCRAM'));
  return fc.asyncProperty(fc.array(element, { maxLength: 4 }), scram, damage, async (elements, name, how) => {
    await free(elements);
    await damaged(name, how);
  });
}
