import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AccountsWithPasswords,
  createAccounts,
  createAuthentication,
  createThrottle,
  noThrottle,
} from '../../../server/auth/index.ts';
import { createHooks } from '../../../server/kernel/hooks.ts';
import { makeJid } from '../../../server/kernel/jid.ts';
import type { SaslContext, SaslStep } from '../../../server/kernel/sasl.ts';
import type { Storage } from '../../../server/kernel/store.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';
import { createScramClient } from '../../support/scram-client.ts';

let data: string;
let storage: Storage;
let accounts: AccountsWithPasswords;
const log = quietLog;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'chatelaine-auth-'));
  storage = await openStorage({ data, log });
  const hooks = createHooks({ log });
  accounts = createAccounts({ storage, hosts: ['test', 'other'], admins: ['nina@test'], hooks });
  await accounts.create('nina', 'test', 'secret');
  await accounts.create('Zoë', 'test', 'pässword\u00a0Ⅸ');
  await accounts.create('gone', 'test', 'secret');
  await accounts.setDisabled(makeJid('gone', 'test')!, true);
});
afterAll(async () => {
  await storage.close();
  rmSync(data, { recursive: true });
});

const tls: SaslContext = {
  host: 'test',
  remoteAddress: '127.0.0.1',
  tls: { encrypted: true, protocol: 'TLSv1.3' },
};
const plainText: SaslContext = { ...tls, tls: { encrypted: false, protocol: undefined } };
const sasl = () => createAuthentication({ accounts, throttle: noThrottle, log });
const bytes = (text: string) => Buffer.from(text);

/** One word for a step: `challenge`, `success nina@test`, or the condition. */
function word(step: SaslStep): string {
  if ('challenge' in step) return 'challenge';
  return 'success' in step ? `success ${step.success.account}` : step.failure;
}

async function scram(
  mechanism: string,
  username: string,
  password: string,
  more: { gs2?: string; context?: SaslContext; bend?: (final: string) => string } = {},
): Promise<string> {
  const exchange = sasl().exchange(more.context ?? tls);
  const client = createScramClient(mechanism, username, password, more);
  const challenge = await exchange.start(mechanism, bytes(client.first));
  if (!('challenge' in challenge)) return word(challenge);
  const final = client.final(Buffer.from(challenge.challenge).toString());
  const end = await exchange.respond(bytes(more.bend?.(final) ?? final));
  if ('success' in end) expect(client.verify(Buffer.from(end.success.data ?? []).toString())).toBe(true);
  return word(end);
}

it('offers nothing before TLS, and refuses what was not offered', async () => {
  expect(sasl().mechanisms(plainText)).toEqual([]);
  expect(sasl().mechanisms(tls)).toEqual([...['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN']]);
  expect(word(await sasl().exchange(plainText).start('PLAIN', bytes('\0nina\0secret')))).toBe(
    'encryption-required',
  );
  expect(word(await sasl().exchange(tls).start('CRAM-MD5', undefined))).toBe('invalid-mechanism');
});

describe('SCRAM', () => {
  it.each([
    ['SCRAM-SHA-1', 'nina', 'secret', {}, 'success nina@test'],
    ['SCRAM-SHA-256', 'nina', 'secret', {}, 'success nina@test'],
    ['SCRAM-SHA-256', 'NINA', 'secret', {}, 'success nina@test'],
    ['SCRAM-SHA-256', 'zoë', 'pässword IX', {}, 'success zoë@test'],
    ['SCRAM-SHA-256', 'nina', 'wrong', {}, 'not-authorized'],
    ['SCRAM-SHA-256', 'nobody', 'secret', {}, 'not-authorized'],
    ['SCRAM-SHA-256', 'no body', 'secret', {}, 'not-authorized'],
    ['SCRAM-SHA-256', 'gone', 'secret', {}, 'account-disabled'],
    ['SCRAM-SHA-256', 'gone', 'wrong', {}, 'not-authorized'],
    ['SCRAM-SHA-256', 'nina', 'secret', { gs2: 'y,,' }, 'success nina@test'],
    ['SCRAM-SHA-256', 'nina', 'secret', { gs2: 'n,a=nina@test,' }, 'success nina@test'],
    ['SCRAM-SHA-256', 'nina', 'secret', { gs2: 'n,a=zoë@test,' }, 'invalid-authzid'],
    ['SCRAM-SHA-256', 'nina', 'secret', { gs2: 'n,a=nina@other,' }, 'invalid-authzid'],
    ['SCRAM-SHA-256', 'nina', 'secret', { gs2: 'p=tls-exporter,,' }, 'malformed-request'],
    [
      'SCRAM-SHA-256',
      'nina',
      'secret',
      { bend: (t: string) => t.replace('c=biws', 'c=eSws') },
      'malformed-request',
    ],
    ['SCRAM-SHA-256', 'nina', 'secret', { bend: (t: string) => t.replace('r=', 'r=x') }, 'malformed-request'],
    ['SCRAM-SHA-256', 'nina', 'secret', { bend: () => 'nonsense' }, 'malformed-request'],
    ['SCRAM-SHA-256', 'nina', 'secret', { context: { ...tls, host: 'other' } }, 'not-authorized'],
  ])('%s %s %s %o: %s', async (mechanism, username, password, more, expected) => {
    expect(await scram(mechanism, username, password, more)).toBe(expected);
  });

  it('gives an unknown name the same salt each time, unlike that of another name', async () => {
    const salt = async (name: string) => {
      const step = await sasl()
        .exchange(tls)
        .start('SCRAM-SHA-256', bytes(`n,,n=${name},r=abc`));
      return 'challenge' in step ? /s=([^,]+),i=10000/.exec(Buffer.from(step.challenge).toString())?.[1] : '';
    };
    expect(await salt('nobody')).toMatch(/^.{22}==$/);
    expect([await salt('nobody'), (await salt('nemo')) === (await salt('nobody'))]).toEqual([
      await salt('nobody'),
      false,
    ]);
  });

  it('asks for the first message when there was none, and takes nothing after the end', async () => {
    const exchange = sasl().exchange(tls);
    const client = createScramClient('SCRAM-SHA-1', 'nina', 'secret');
    expect(await exchange.start('SCRAM-SHA-1', undefined)).toEqual({ challenge: new Uint8Array() });
    expect(word(await exchange.start('PLAIN', bytes('\0nina\0secret')))).toBe('malformed-request');
    expect(word(await exchange.respond(bytes(client.first)))).toBe('malformed-request');
  });
});

describe('PLAIN', () => {
  it.each([
    ['\0nina\0secret', 'success nina@test'],
    ['nina@test\0nina\0secret', 'success nina@test'],
    ['zoë@test\0nina\0secret', 'invalid-authzid'],
    ['\0nina\0wrong', 'not-authorized'],
    ['\0nobody\0secret', 'not-authorized'],
    ['\0gone\0secret', 'account-disabled'],
    ['nina\0secret', 'malformed-request'],
    ['\0nina\0sec\0ret', 'malformed-request'],
    ['\0\0secret', 'malformed-request'],
    ['', 'malformed-request'],
    [`\0nina\0${'x'.repeat(7000)}`, 'malformed-request'],
  ])('%j: %s', async (message, expected) => {
    expect(word(await sasl().exchange(tls).start('PLAIN', bytes(message)))).toBe(expected);
  });

  it('refuses what is not UTF-8', async () => {
    const message = Buffer.from([0, 0x6e, 0, 0xff, 0xfe]);
    expect(word(await sasl().exchange(tls).start('PLAIN', message))).toBe('malformed-request');
  });
});

it('throttles after ten failures on one account, also with the right password', async () => {
  let now = 0;
  const throttled = createAuthentication({ accounts, throttle: createThrottle({ clock: () => now }), log });
  const attempt = async (password: string) =>
    word(await throttled.exchange(tls).start('PLAIN', bytes(`\0nina\0${password}`)));
  for (let n = 0; n < 10; n++) expect(await attempt('wrong')).toBe('not-authorized');
  expect(await attempt('secret')).toBe('temporary-auth-failure');
  now = 5 * 60_000;
  expect(await attempt('secret')).toBe('success nina@test');
});

describe('accounts', () => {
  it.each([
    ['nina', 'test', 'secret', 'exists'],
    ['NINA', 'test', 'secret', 'exists'],
    ['a b', 'test', 'secret', 'not-allowed'],
    ['', 'test', 'secret', 'not-allowed'],
    ['new', 'nowhere', 'secret', 'unknown-host'],
    ['new', 'test', '', 'weak'],
    ['new', 'test', 'tab\there', 'weak'],
    ['new', 'test', 'x'.repeat(1024), 'weak'],
  ])('create %j %s %j: %s', async (user, host, password, expected) => {
    expect(await accounts.create(user, host, password)).toBe(expected);
  });

  it('are changed and removed, and keep no password', async () => {
    const lea = (await accounts.create('lea', 'test', 'first', { displayName: 'Léa' })) as NonNullable<
      ReturnType<typeof makeJid>
    >;
    expect(accounts.get(lea)).toMatchObject({ displayName: 'Léa', disabled: false, lastLogin: null });
    expect(storage.accounts.get('lea', 'test')?.credentials).not.toContain('first');
    expect(await accounts.setPassword(lea, 'second')).toBe('done');
    expect([await accounts.checkPassword(lea, 'first'), await accounts.checkPassword(lea, 'second')]).toEqual(
      [false, true],
    );
    expect(await accounts.remove(lea)).toBe('done');
    expect([
      accounts.exists(lea),
      await accounts.remove(lea),
      await accounts.checkPassword(lea, 'second'),
    ]).toEqual([false, 'unknown', false]);
  });

  it('of two that register the same name at once, one wins', async () => {
    const made = await Promise.all([
      accounts.create('twin', 'test', 'a'),
      accounts.create('twin', 'test', 'b'),
    ]);
    expect(made.map(String).sort()).toEqual(['exists', 'twin@test']);
  });
});
