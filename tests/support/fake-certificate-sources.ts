/** Certificates from elsewhere, in memory, for the pages under test: files by their names, one place, and one other computer. */
import { implement } from '@orpc/server';
import type { Inspected } from '../../electron/contract/certificate-sources.ts';
import { certificateFinding } from '../../electron/contract/findings/certificates.ts';
import { contract } from '../../electron/contract/index.ts';
import { brokerSetup } from '../../electron/manager/certificates/broker/setup.ts';

const DAY = 86_400_000;
export const FAKE_FINGERPRINT = 'SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDZFgmHV7nBgLhbbQA';
const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIJfO0Wb1p8z0cJ0q5m3Yw1yS1xF9cJkq6d7kW2nQm1aB';

export function certificateSourcesRouter(domainNow: () => string, now: () => number = Date.now) {
  const os = implement(contract).certificateSources;
  const good = (domain = domainNow()): Inspected => ({
    ticket: 'ticket-1',
    certificate: {
      ...{ subject: domain, issuer: 'R11', names: [domain, `xmpp.${domain}`, `conference.${domain}`] },
      ...{ validFrom: now() - 10 * DAY, validUntil: now() + 80 * DAY, renewsAt: now() + 50 * DAY },
      fingerprint: Array.from({ length: 32 }, (_, at) => (at + 16).toString(16).toUpperCase()).join(':'),
    },
    findings: [],
  });
  const refused = (finding: Inspected['findings'][number]): Inspected => ({
    ...{ ticket: null, certificate: null, findings: [finding] },
  });
  return {
    places: os.places.handler(() => [
      {
        ...{
          by: 'certbot' as const,
          path: `/etc/letsencrypt/live/${domainNow()}`,
          names: [domainNow(), `www.${domainNow()}`],
        },
        ...{ validUntil: now() + 61 * DAY, readable: true },
      },
      {
        ...{ by: 'caddy' as const, path: '/var/lib/caddy/.local/share/caddy/certificates', names: [] },
        ...{ validUntil: null, readable: false },
      },
    ]),
    /** A file called `locked…` wants the password `open`; one without a key beside it is refused; `other…` is of another company. */
    inspectFiles: os.inspectFiles.handler(({ input: { files, passphrase } }) => {
      const names = files.map(({ name }) => name);
      const subject = names.join(', ');
      const locked = names.some((name) => name.startsWith('locked'));
      if (locked && passphrase !== 'open') {
        const code = passphrase ? 'certificate.passphrase-wrong' : 'certificate.passphrase-needed';
        return refused(certificateFinding(code, { subject }));
      }
      if (names.some((name) => name.startsWith('other')))
        return {
          ...good(),
          ticket: null,
          findings: [
            certificateFinding('certificate.other-names', { subject, data: { names: ['other.example'] } }),
          ],
        };
      if (!locked && !names.some((name) => /key|pfx|p12/.test(name)))
        return refused(certificateFinding('certificate.key-missing', { subject }));
      return good();
    }),
    inspectPath: os.inspectPath.handler(({ input: { path, passphrase } }) => {
      if (path.includes('locked') && passphrase !== 'open')
        return refused(certificateFinding('certificate.passphrase-needed', { subject: path }));
      return path.includes('caddy')
        ? refused(
            certificateFinding('certificate.file-forbidden', {
              subject: path,
              data: { user: 'chatelaine', commands: [`sudo setfacl -R -m u:chatelaine:rX ${path}`] },
            }),
          )
        : good();
    }),
    brokerSetup: os.brokerSetup.handler(({ input }) =>
      brokerSetup({ ...input, publicKey: `ssh-ed25519 ${KEY}`, from: 'atelier' }),
    ),
    brokerHostKeys: os.brokerHostKeys.handler(({ input: { host } }) =>
      host.startsWith('away')
        ? {
            keys: [],
            finding: certificateFinding('certificate.ssh-unreachable', {
              subject: host,
              data: { detail: 'Connection refused' },
            }),
          }
        : {
            keys: [
              { type: 'ssh-ed25519', fingerprint: FAKE_FINGERPRINT, line: `${host} ssh-ed25519 ${KEY}` },
            ],
            finding: null,
          },
    ),
    brokerTry: os.brokerTry.handler(({ input: { host, fingerprint } }) =>
      fingerprint === FAKE_FINGERPRINT
        ? good()
        : refused(certificateFinding('certificate.ssh-host-changed', { subject: host })),
    ),
  };
}
