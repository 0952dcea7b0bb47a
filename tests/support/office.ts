/** A data folder of an office that is set up, for managers under test: as the wizard leaves it, on free ports. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createCertificates } from '../../electron/manager/certificates/certificates.ts';
import { DEFAULT_SETTINGS, type Office } from '../../electron/manager/settings.ts';
import { testHost } from './host.ts';
import { freePort } from './ports.ts';

/** The authority's certificate is `certificates/authority.pem` in `folder`. */
export async function writeOffice(
  folder: string,
  { domain, port }: { domain: string; port: number },
): Promise<void> {
  const host = testHost(folder);
  const log = pino({ level: 'silent' });
  await createCertificates({ host, clock: host.clock, log }).ensureAuthority(domain);
  const office: Office = {
    ...{ way: 'domain', domain, admins: [`sophie@${domain}`] },
    ports: { starttls: port, direct: await freePort() },
    federation: { policy: 'closed', companies: {} },
    doors: { calls: false, files: false },
    otherPorts: { web: await freePort(), components: await freePort() },
  };
  const text = JSON.stringify({ version: 1, values: DEFAULT_SETTINGS, office });
  writeFileSync(join(folder, 'settings.json'), text, { mode: 0o600 });
}
