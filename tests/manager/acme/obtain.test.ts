/** Orders at a real authority that refuses one nonce in five: names, wildcards, accounts, keys, chains, revocation. */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AcmeError } from '../../../electron/manager/certificates/acme/acme.ts';
import { newKey } from '../../../electron/manager/certificates/issue.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, PEBBLE_EAB, type Pebble, startPebble } from '../../support/pebble.ts';
import { authorityOf, dnsChallenger, request, testOffice, verify } from './office.ts';

const signal = () => AbortSignal.timeout(60_000);

describeWith([...PEBBLE, 'openssl'], 'an order at pebble', () => {
  let pebble: Pebble;
  beforeAll(async () => {
    pebble = await startPebble({ alternateRoots: 1 });
  }, 60_000);
  afterAll(() => pebble.stop());

  test('gives a chain that openssl trusts, and leaves nothing behind', async () => {
    await using office = await testOffice();
    const dns = dnsChallenger(pebble);
    const names = ['one.example.org', 'two.example.org'];
    const asked = request(office, pebble, names, 'dns-provider', dns);
    const { chain } = await office.acme.obtain(asked);
    await verify(office.folder, chain, [(await pebble.roots())[0]!], names);
    expect(dns.shown).toEqual(new Set());
    const states = asked.told.flatMap((one) =>
      one.step === 'name' && one.name === names[0] ? [one.state] : [],
    );
    expect(states).toEqual(['waiting', 'presenting', 'presented', 'asked', 'proved']);
    expect(asked.told.map(({ step }) => step).filter((step) => step !== 'name')).toEqual([
      ...['account', 'ordered', 'finalizing', 'fetching'],
    ]);
    // The account's key is ours alone.
    const secrets = join(office.folder, 'secrets', 'acme');
    expect(readdirSync(secrets).map((name) => statSync(join(secrets, name)).mode & 0o777)).toEqual([0o600]);
    await office.acme.settle('office');
    expect(await office.store.journals()).toEqual([]);
  }, 60_000);

  test('gives a wildcard beside its domain', async () => {
    await using office = await testOffice();
    const names = ['example.net', '*.example.net'];
    const { chain } = await office.acme.obtain(
      request(office, pebble, names, 'dns-provider', dnsChallenger(pebble)),
    );
    await verify(office.folder, chain, [(await pebble.roots())[0]!], ['example.net', '*.example.net']);
  }, 60_000);

  test('gives the same certificate again until it is settled, and then another', async () => {
    await using office = await testOffice();
    const ask = () =>
      office.acme.obtain(request(office, pebble, ['a.example.org'], 'dns-provider', dnsChallenger(pebble)));
    const first = await ask();
    expect(await ask()).toEqual(first);
    await office.acme.settle('office');
    expect((await ask()).chain).not.toBe(first.chain);
  }, 60_000);

  test('follows the wish for another root', async () => {
    await using office = await testOffice();
    const [, other] = await pebble.roots();
    const root = new X509Certificate(other!).subject.replace('CN=', '');
    const { chain } = await office.acme.obtain(
      request(office, pebble, ['b.example.org'], 'dns-provider', dnsChallenger(pebble), {
        authority: { ...authorityOf(pebble), root },
      }),
    );
    await verify(office.folder, chain, [other!], ['b.example.org']);
  }, 60_000);

  test('exchanges the account key, and revokes by either key', async () => {
    await using office = await testOffice();
    const keyOf = async () => (await office.store.account(pebble.directory))?.key;
    const ask = (id: string, keyPem: string) =>
      office.acme.obtain(
        request(office, pebble, ['c.example.org'], 'dns-provider', dnsChallenger(pebble), { id, keyPem }),
      );
    const first = (await ask('first', office.keyPem)).chain;
    const before = await keyOf();
    await office.acme.rollKey(authorityOf(pebble), signal());
    expect(await keyOf()).not.toBe(before);
    const otherKey = await newKey();
    const second = (await ask('second', otherKey)).chain;

    await office.acme.revoke({ authority: authorityOf(pebble), leafPem: first, signal: signal() });
    await office.acme.revoke({
      ...{ authority: authorityOf(pebble), leafPem: second, keyPem: otherKey, reason: 1, signal: signal() },
    });
    const serial = (pem: string) => new X509Certificate(pem).serialNumber.toLowerCase();
    expect(await pebble.status(serial(first))).toMatchObject({ Status: 'Revoked' });
    expect(await pebble.status(serial(second))).toMatchObject({ Status: 'Revoked', Reason: 1 });
    const again = office.acme.revoke({ authority: authorityOf(pebble), leafPem: first, signal: signal() });
    await expect(again).rejects.toMatchObject({
      failure: { reason: 'alreadyRevoked', retry: { retry: 'never' } },
    });
  }, 60_000);

  test('finds out which key counts after a roll-over that was cut off', async () => {
    await using office = await testOffice();
    const ask = (id: string) =>
      office.acme.obtain(
        request(office, pebble, ['d.example.org'], 'dns-provider', dnsChallenger(pebble), { id }),
      );
    await ask('first');
    const kept = (await office.store.account(pebble.directory))!;
    // Cut off before the authority heard of it …
    await office.store.saveAccount(pebble.directory, { ...kept, nextKey: await newKey() });
    await ask('second');
    expect(await office.store.account(pebble.directory)).toEqual(kept);
    // … and after.
    await office.acme.rollKey(authorityOf(pebble), signal());
    const rolled = (await office.store.account(pebble.directory))!;
    await office.store.saveAccount(pebble.directory, { ...kept, nextKey: rolled.key });
    await ask('third');
    expect(await office.store.account(pebble.directory)).toEqual(rolled);
  }, 60_000);

  test('a given-up account is replaced by another', async () => {
    await using office = await testOffice();
    const ask = (id: string) =>
      office.acme.obtain(
        request(office, pebble, ['e.example.org'], 'dns-provider', dnsChallenger(pebble), { id }),
      );
    await ask('first');
    const kept = (await office.store.account(pebble.directory))!;
    await office.acme.deactivate(authorityOf(pebble), signal());
    expect(await office.store.account(pebble.directory)).toBeUndefined();
    // Whether we remember its address or only its key.
    for (const remembered of [{ directory: kept.directory, key: kept.key }, kept]) {
      await office.store.saveAccount(pebble.directory, remembered);
      await ask(`second-${remembered === kept}`);
      expect((await office.store.account(pebble.directory))?.key).not.toBe(kept.key);
    }
  }, 60_000);

  test('tells every name that could not be proved, and why', async () => {
    await using office = await testOffice();
    const dns = dnsChallenger(pebble);
    const asked = request(
      office,
      pebble,
      ['good.example.org', 'bad.example.org', 'worse.example.org'],
      'dns-provider',
      {
        ...dns,
        present: (challenge, signal) =>
          challenge.name === 'good.example.org' ? dns.present(challenge, signal) : Promise.resolve(),
      },
    );
    const error = await office.acme.obtain(asked).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AcmeError);
    const { reason, retry, names } = (error as AcmeError).failure;
    expect({ reason, retry }).toEqual({ reason: 'unauthorized', retry: { retry: 'later' } });
    expect(names.map((one) => [one.name, one.reason, one.way])).toEqual([
      ['bad.example.org', 'unauthorized', 'dns-provider'],
      ['worse.example.org', 'unauthorized', 'dns-provider'],
    ]);
    expect(dns.shown).toEqual(new Set());
    // Set right, the same order is simply asked for again: the authority has given the first one up.

    expect(
      (await office.acme.obtain(request(office, pebble, asked.names, 'dns-provider', dns))).chain,
    ).toContain('BEGIN');
  }, 60_000);

  test('asks the authority nothing about what cannot be seen from here', async () => {
    await using office = await testOffice();
    const asked = request(office, pebble, ['f.example.org'], 'dns-provider', {
      ...dnsChallenger(pebble),
      present: () => Promise.reject(new Error('the name servers do not tell it')),
    });
    await expect(office.acme.obtain(asked)).rejects.toMatchObject({
      failure: { reason: 'notSeen', names: [{ said: 'the name servers do not tell it' }] },
    });
    expect(asked.told.some((one) => one.step === 'name' && one.state === 'asked')).toBe(false);
  }, 60_000);

  test('takes proofs away when it is cancelled', async () => {
    await using office = await testOffice();
    const dns = dnsChallenger(pebble);
    const controller = new AbortController();
    const asked = request(office, pebble, ['g.example.org'], 'dns-provider', dns, {
      signal: controller.signal,
      onProgress: (one) =>
        one.step === 'name' && one.state === 'presented' && controller.abort(new Error('cancelled')),
    });
    await expect(office.acme.obtain(asked)).rejects.toThrow('cancelled');
    expect(dns.shown).toEqual(new Set());
  }, 60_000);

  test('writes no key into what it remembers of an order', async () => {
    await using office = await testOffice();
    await office.acme.obtain(
      request(office, pebble, ['h.example.org'], 'dns-provider', dnsChallenger(pebble)),
    );
    const text = readFileSync(join(office.folder, 'certificates', 'acme', 'order-office.json'), 'utf8');
    expect(text).not.toContain('PRIVATE');
  }, 60_000);
});

describeWith(PEBBLE, 'an authority that binds accounts', () => {
  let pebble: Pebble;
  beforeAll(async () => {
    pebble = await startPebble({ eab: true });
  }, 60_000);
  afterAll(() => pebble.stop());

  test('has a binding, or says that it wants one', async () => {
    await using office = await testOffice();
    const ask = (more = {}) =>
      office.acme.obtain(
        request(office, pebble, ['a.example.org'], 'dns-provider', dnsChallenger(pebble), {
          authority: { ...authorityOf(pebble), ...more },
        }),
      );
    await expect(ask()).rejects.toMatchObject({
      failure: { reason: 'externalAccountRequired', retry: { retry: 'never' } },
    });
    await expect(ask({ eab: { ...PEBBLE_EAB, macKey: 'AAAA' } })).rejects.toBeInstanceOf(AcmeError);
    expect((await ask({ eab: PEBBLE_EAB })).chain).toContain('BEGIN CERTIFICATE');
    expect(await office.acme.about(authorityOf(pebble), signal())).toMatchObject({
      externalAccountRequired: true,
    });
  }, 60_000);
});
