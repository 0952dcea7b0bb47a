/** acme-client, another implementation of RFC 8555, with our account's key: the same account, the same proofs, an equal certificate. */
import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import * as acmeClient from 'acme-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Challenge } from '../../../electron/manager/certificates/acme/challenger.ts';
import { dnsText } from '../../../electron/manager/certificates/acme/jws.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { dnsChallenger, request, testOffice, verify } from './office.ts';

describeWith([...PEBBLE, 'openssl'], 'a second opinion', () => {
  let pebble: Pebble;
  beforeAll(async () => {
    // It takes a refused nonce for the end sooner than we do.
    pebble = await startPebble({ badNonces: 0 });
    acmeClient.axios.defaults.httpsAgent = new Agent({ ca: pebble.ca });
  }, 60_000);
  afterAll(() => pebble.stop());

  test('finds our account by our key, proves as we do, and gets what we got', async () => {
    await using office = await testOffice();
    const names = ['one.example.org', '*.example.org'];
    const dns = dnsChallenger(pebble);
    const ours = await office.acme.obtain(request(office, pebble, names, 'dns-provider', dns));
    const kept = (await office.store.account(pebble.directory))!;

    const other = new acmeClient.Client({ directoryUrl: pebble.directory, accountKey: kept.key });
    await other.createAccount({ onlyReturnExisting: true });
    expect(other.getAccountUrl()).toBe(kept.url);

    const [, csr] = await acmeClient.crypto.createCsr({ altNames: names }, office.keyPem);
    const texts: string[] = [];
    const theirs = await other.auto({
      ...{ csr, skipChallengeVerification: true, challengePriority: ['dns-01'] },
      async challengeCreateFn({ identifier }, { token }, keyAuthorization) {
        const challenge: Challenge = {
          ...{ type: 'dns-01', name: identifier.value, token },
          keyAuthorization: `${token}.${await thumbprint(kept.key)}`,
        };
        // acme-client hands over the digest already.
        texts.push(`${dnsText(challenge.keyAuthorization) === keyAuthorization}`);
        await dns.present(challenge, AbortSignal.timeout(30_000));
      },
      async challengeRemoveFn() {},
    });
    // pebble takes one name in a hundred for proved already, even where it is told to take none.
    expect(new Set(texts)).toEqual(new Set(['true']));
    const [root] = await pebble.roots();
    await verify(office.folder, theirs, [root!], ['one.example.org', '*.example.org']);
    const facts = (chain: string) => {
      const { subjectAltName, keyUsage, publicKey } = new X509Certificate(chain);
      return {
        keyUsage,
        names: subjectAltName!.split(', ').sort(),
        key: publicKey.export({ format: 'jwk' }),
      };
    };
    expect(facts(theirs)).toEqual(facts(ours.chain));
  }, 60_000);
});

async function thumbprint(key: string): Promise<string> {
  const { signerOf } = await import('../../../electron/manager/certificates/acme/jws.ts');
  return (await signerOf(key)).thumbprint;
}
