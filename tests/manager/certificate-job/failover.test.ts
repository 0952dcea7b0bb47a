/** Two authorities, through the job: the chosen one does not answer, its practice ground neither; the second one stands in; and back. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuthorityId } from '../../../electron/contract/acme.ts';
import type { Acme, Authority } from '../../../electron/manager/certificates/acme/acme.ts';
import { createBindings } from '../../../electron/manager/certificates/acme/bindings.ts';
import {
  type AuthoritySource,
  createAcmeDesk,
  findingOf,
  NO_ROADS,
} from '../../../electron/manager/certificates/acme/desk.ts';
import { createNameLookup } from '../../../electron/manager/certificates/acme/lookup.ts';
import { authorityOrigin } from '../../../electron/manager/certificates/job/origins/authority.ts';
import { serverHost } from '../../../electron/manager/office-names.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, PEBBLE_EAB, type Pebble, startPebble } from '../../support/pebble.ts';
import { freePort } from '../../support/ports.ts';
import { hasty, type TestOffice, testOffice } from '../acme/office.ts';
import { AUTHORITY, createWorld, DOMAIN, HOUR } from './world.ts';

const OFFICE = {
  domain: DOMAIN,
  way: 'domain',
  addresses: { v4: ['127.0.0.1'], v6: [] },
} as unknown as Office;
const SOURCE = AUTHORITY as AuthoritySource;

describeWith(PEBBLE, 'two authorities', () => {
  let first: Pebble;
  let second: Pebble;
  let office: TestOffice;
  beforeAll(async () => {
    const httpPort = await freePort();
    [first, second] = await Promise.all([
      startPebble({ httpPort }),
      // As Google's: only with a binding.
      startPebble({ httpPort, eab: true }),
    ]);
    office = await testOffice();
  }, 60_000);
  afterAll(async () => {
    await Promise.all([first?.stop(), second?.stop()]);
    await office?.[Symbol.asyncDispose]();
  });

  test('the second one stands in after hours of silence, and each renewal begins with the first', async () => {
    using folder = temporaryFolder();
    const nobody = { directory: `https://127.0.0.1:${await freePort()}/dir`, ca: first.ca };
    const places: Partial<Record<AuthorityId, Pick<Authority, 'directory' | 'ca'>>> = {
      ...{ letsencrypt: nobody, 'letsencrypt-staging': nobody, google: second },
    };
    const asked: string[] = [];
    const acme: Acme = {
      ...office.acme,
      obtain(request) {
        const { id } = request.authority;
        asked.push(id);
        const { directory, ca } = places[id]!;
        return office.acme.obtain({ ...request, authority: { ...request.authority, directory, ca } });
      },
    };
    const bindings = createBindings(office.folder);
    const desk = createAcmeDesk({
      ...{ acme, clock: hasty, bindings, proofs: NO_ROADS, engine: undefined, office: () => OFFICE },
      ...{ names: () => [], serverHost, opened: () => undefined, addresses: () => ['127.0.0.1'] },
      ...{ portOwner: async () => undefined, assertPortFree: async () => undefined },
      ...{ lookup: createNameLookup(first.dns), ports: { http: first.httpPort, tls: first.tlsPort } },
    });
    await bindings.keep('google', PEBBLE_EAB);
    const origin = authorityOrigin({
      ...{ domain: DOMAIN, source: SOURCE, acme: desk.acme, findingOf, byHand: async () => [] },
      ...{ authorityFor: desk.authorityFor, practice: desk.practice, challengers: desk.challengers },
      plan: async () => ({
        ...{ domain: DOMAIN, authority: 'x', findings: [], possible: true },
        names: [{ name: DOMAIN, need: 'required', way: 'http-listener', because: 'x', leftOut: false }],
      }),
    });
    const silent = { ...origin, askTime: async () => undefined, window: async () => undefined };
    const world = await createWorld({ folder: folder.path, source: SOURCE, origin: silent });
    const began = world.truth.now();
    void world.job.sourceChanged();
    await world.job.idle();
    // A practice ground that is shut keeps nobody from asking in earnest.
    expect(asked).toEqual(['letsencrypt-staging', 'letsencrypt']);
    expect((await world.job.status()).problem?.finding).toMatchObject({ code: 'acme.unreachable' });
    for (let hours = 0; hours < 48 && world.job.isLocal; hours++) await world.pass(HOUR, HOUR / 2);
    const stoodIn = await world.job.status();
    expect([stoodIn.problem, stoodIn.history[0]?.what, stoodIn.history[0]?.by]).toEqual([
      ...[null, 'installed', 'Google Trust Services'],
    ]);
    expect(world.truth.now() - began).toBeLessThan(12 * HOUR);
    expect(asked.filter((id) => id === 'letsencrypt').length).toBeGreaterThanOrEqual(4);
    expect(asked.at(-1)).toBe('google');

    places.letsencrypt = first;
    places['letsencrypt-staging'] = first;
    asked.length = 0;
    world.job.order({ rehearse: false });
    await world.job.idle();
    const back = await world.job.status();
    expect([back.problem, back.history[0]?.what, back.history[0]?.by]).toEqual([
      null,
      'renewed',
      'Let’s Encrypt',
    ]);
    expect(asked).not.toContain('google');
    // The binding's key is in its own file, and nowhere in what is kept of the job.
    const file = join(office.folder, 'secrets', 'acme', 'bindings.json');
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8').includes(PEBBLE_EAB.macKey)]).toEqual([
      ...[0o600, true],
    ]);
    expect(JSON.stringify([...world.store])).not.toContain(PEBBLE_EAB.macKey);
    expect(world.unexpected).toEqual([]);
  }, 90_000);
});
