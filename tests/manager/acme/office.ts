/** What the tests of ACME share: a client on a folder of its own, a key, challengers that show their proofs to pebble. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { AcmeProgress, ProofWay } from '../../../electron/contract/acme.ts';
import type { Acme, Authority, ObtainRequest } from '../../../electron/manager/certificates/acme/acme.ts';
import type { Challenge, Challenger } from '../../../electron/manager/certificates/acme/challenger.ts';
import { createAcme } from '../../../electron/manager/certificates/acme/create.ts';
import { dnsText } from '../../../electron/manager/certificates/acme/jws.ts';
import { type AcmeStore, acmeFiles } from '../../../electron/manager/certificates/acme/store.ts';
import { newKey } from '../../../electron/manager/certificates/issue.ts';
import { type Clock, systemClock } from '../../../electron/manager/host.ts';
import type { Pebble } from '../../support/pebble.ts';

export const quiet = pino({ level: 'silent' });

export interface TestOffice {
  readonly folder: string;
  readonly store: AcmeStore;
  readonly acme: Acme;
  readonly keyPem: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The time is right, and waits are short: pebble has its verdict in a moment. */
export const hasty: Clock = { ...systemClock, after: (ms, run) => systemClock.after(Math.min(ms, 50), run) };

/** A client of ours with an empty data folder. */
export async function testOffice(clock = hasty): Promise<TestOffice> {
  const folder = await mkdtemp(join(tmpdir(), 'acme-'));
  const store = acmeFiles(folder);
  return {
    ...{ folder, store, keyPem: await newKey() },
    acme: createAcme({ store, clock, log: quiet, version: '0.0.0' }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export const authorityOf = ({ directory, ca }: Pick<Pebble, 'directory' | 'ca'>): Authority => ({
  ...{ id: 'custom', directory, ca },
});

/** DNS-01 through pebble-challtestsrv; `shown` is what stands there. */
export function dnsChallenger(pebble: Pebble): Challenger & { readonly shown: Set<string> } {
  const shown = new Set<string>();
  const host = ({ name }: Challenge) => `_acme-challenge.${name}.`;
  return {
    ...{ type: 'dns-01', shown },
    async present(challenge) {
      shown.add(`${host(challenge)} ${challenge.token}`);
      await pebble.tell('set-txt', { host: host(challenge), value: dnsText(challenge.keyAuthorization) });
    },
    async withdraw(challenge) {
      shown.delete(`${host(challenge)} ${challenge.token}`);
      await pebble.tell('clear-txt', { host: host(challenge) });
    },
  };
}

/** An order with everything at its simplest; `more` says what is different. */
export function request(
  office: TestOffice,
  pebble: Pick<Pebble, 'directory' | 'ca'>,
  names: readonly string[],
  way: ProofWay,
  challenger: Challenger,
  more: Partial<ObtainRequest> = {},
): ObtainRequest & { readonly told: AcmeProgress[] } {
  const told: AcmeProgress[] = [];
  return {
    ...{ id: 'office', names, keyPem: office.keyPem, authority: authorityOf(pebble) },
    ...{ wayOf: () => way, challengers: { [way]: challenger }, signal: new AbortController().signal },
    onProgress: (progress) => told.push(progress),
    told,
    ...more,
  };
}

/** `openssl verify` as a second opinion: the chain leads to one of `roots`, for each name. */
export async function verify(
  folder: string,
  chain: string,
  roots: readonly string[],
  names: readonly string[],
) {
  const at = (name: string) => join(folder, name);
  await writeFile(at('chain.pem'), chain);
  await writeFile(at('roots.pem'), roots.join('\n'));
  for (const name of names) {
    const host = name.replace('*', 'anything');
    execFileSync('openssl', [
      ...['verify', '-CAfile', at('roots.pem'), '-untrusted', at('chain.pem')],
      ...['-purpose', 'sslserver', '-verify_hostname', host, at('chain.pem')],
    ]);
  }
}
