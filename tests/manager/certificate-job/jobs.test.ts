/** The jobs of several domains beside each other. */
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { CertificateSource } from '../../../electron/contract/certificates.ts';
import { createCertificateJobs } from '../../../electron/manager/certificates/job/jobs.ts';
import { NO_TLSA } from '../../../electron/manager/certificates/job/tlsa.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';

test('sources of two domains chosen at once are both remembered', async () => {
  using folder = temporaryFolder();
  const store = new Map<string, unknown>();
  let office = { domain: 'one.example', certificates: {} } as unknown as Office;
  const nothing = () => undefined as never;
  const jobs = createCertificateJobs({
    host: { dataDir: folder.path, clock: createFakeClock() },
    kept: {
      get: (name: string) => store.get(name),
      set: (name: string, value: unknown) => store.set(name, value),
    } as never,
    log: pino({ level: 'silent' }),
    events: { emit: nothing } as never,
    changes: { note: nothing } as never,
    local: {
      files: (domain: string) => ({
        chain: join(folder.path, `${domain}.pem`),
        key: join(folder.path, domain),
      }),
      ensureLeaf: async () => ({ renew: false }),
    } as never,
    office: () => office,
    domains: () => ['one.example', 'two.example'],
    async choose(certificates) {
      // As the settings are written and taken by the server.
      await new Promise((resolve) => setTimeout(resolve, 10));
      office = { ...office, certificates };
    },
    ...{ originOf: () => undefined, install: async () => {}, running: () => false, look: async () => [] },
    ...{ tlsa: NO_TLSA, unexpected: String, forget: async () => {} },
  });
  const source: CertificateSource = { from: 'local' };
  await Promise.all(
    ['one.example', 'two.example'].map((domain) => jobs.chooseSource(domain, source, undefined)),
  );
  expect(office.certificates).toEqual({ 'one.example': source, 'two.example': source });
  await jobs.stop();
});
