/**
 * Nobody learns from the time a log-in takes whether an account exists: the same work is done for a known name, an unknown
 * one, one that is disabled and one no account can have. Counted by calls and rounds rather than by the clock, which lies.
 */
import type * as Crypto from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  type AccountsWithPasswords,
  createAccounts,
  createAuthentication,
  noThrottle,
} from '../../../server/auth/index.ts';
import { createHooks } from '../../../server/kernel/hooks.ts';
import { makeJid } from '../../../server/kernel/jid.ts';
import type { SaslContext } from '../../../server/kernel/sasl.ts';
import type { Storage } from '../../../server/kernel/store.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';

const work = vi.hoisted(() => ({ done: [] as string[] }));
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof Crypto>();
  return {
    ...real,
    pbkdf2: ((password, salt, rounds, length, digest, done) => {
      work.done.push(`pbkdf2 ${digest} ${rounds}`);
      real.pbkdf2(password, salt, rounds, length, digest, done);
    }) satisfies typeof real.pbkdf2,
    createHmac: ((hash, key) => {
      work.done.push(`hmac ${hash}`);
      return real.createHmac(hash, key);
    }) satisfies typeof real.createHmac,
    timingSafeEqual: ((a, b) => {
      work.done.push('compare');
      return real.timingSafeEqual(a, b);
    }) satisfies typeof real.timingSafeEqual,
  };
});

let folder: string;
let storage: Storage;
let accounts: AccountsWithPasswords;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chatelaine-work-'));
  storage = await openStorage({ data: folder, log: quietLog });
  accounts = createAccounts({
    ...{ storage, hosts: ['test'], admins: [], hooks: createHooks({ log: quietLog }) },
  });
  await accounts.create('nina', 'test', 'secret');
  await accounts.create('gone', 'test', 'secret');
  await accounts.setDisabled(makeJid('gone', 'test')!, true);
});
afterAll(async () => {
  await storage.close();
  rmSync(folder, { recursive: true });
});

const context: SaslContext = {
  ...{ host: 'test', remoteAddress: '127.0.0.1', tls: { encrypted: true, protocol: 'TLSv1.3' } },
};
const start = () => createAuthentication({ accounts, throttle: noThrottle, log: quietLog }).exchange(context);

/** What a try with a wrong password costs, and what the client is told of the account on the way. */
async function tryPlain(name: string) {
  work.done = [];
  const end = await start().start('PLAIN', Buffer.from(`\0${name}\0wrong`));
  return { end, work: work.done };
}

async function tryScram(mechanism: string, name: string) {
  work.done = [];
  const exchange = start();
  const step = await exchange.start(mechanism, Buffer.from(`n,,n=${name},r=abc`));
  if (!('challenge' in step)) throw new Error(`no challenge for ${name}`);
  const challenge = Buffer.from(step.challenge).toString();
  const [, nonce = '', salt = '', rounds] = /^r=([^,]+),s=([^,]+),i=(\d+),h=[^,]+$/.exec(challenge) ?? [];
  const size = { 'SCRAM-SHA-512': 64, 'SCRAM-SHA-256': 32, 'SCRAM-SHA-1': 20 }[mechanism] ?? 0;
  const proof = Buffer.alloc(size, 1).toString('base64');
  const end = await exchange.respond(Buffer.from(`c=biws,r=${nonce},p=${proof}`));
  return { end, work: work.done, nonceLength: nonce.length, saltLength: salt.length, rounds };
}

const OTHERS = ['nobody', 'gone', 'no body', 'x'.repeat(2000)];

it.each(OTHERS)('PLAIN: %.20s costs what nina costs', async (name) => {
  const nina = await tryPlain('nina');
  expect(nina.work.filter((step) => step.startsWith('pbkdf2'))).toEqual(['pbkdf2 sha256 10000']);
  expect(await tryPlain(name)).toEqual(nina);
});

it.each(
  ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1'].flatMap((mechanism) =>
    OTHERS.map((name) => [mechanism, name] as const),
  ),
)('%s: %.20s costs and looks like nina', async (mechanism, name) => {
  expect(await tryScram(mechanism, name)).toEqual(await tryScram(mechanism, 'nina'));
});

it('a salt stays the same, also over a restart, and differs by name', async () => {
  const again = createAccounts({
    ...{ storage, hosts: ['test'], admins: [], hooks: createHooks({ log: quietLog }) },
  });
  const salt = (from: AccountsWithPasswords, name: string) =>
    from.passwords.credentials(name, 'test').sha256.salt.toString('hex');
  expect(salt(again, 'nobody')).toBe(salt(accounts, 'nobody'));
  expect(new Set(['nobody', 'nemo', 'nina', 'gone'].map((name) => salt(accounts, name))).size).toBe(4);
});
