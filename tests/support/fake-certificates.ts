/** Certificates in memory, for the pages under test: they stand as the test says, and an order goes as it is told to. */

import type { ServedCell } from '../../electron/contract/certificate-sources.ts';
import type { CertificateDetails, CertificateStatus, ManagerEvent } from '../../electron/contract/index.ts';

const DAY = 86_400_000;

export interface CertificatesState {
  certificates: CertificateStatus[];
  /** What `plan` answers, for the first domain. */
  certificatePlanPossible: boolean;
}

/** A certificate of 90 days that is 30 days old. */
export function freshDetails(domain: string, more: Partial<CertificateDetails> = {}): CertificateDetails {
  const now = Date.now();
  return {
    ...{ subject: domain, issuer: 'E7', local: false, keyType: 'EC P-256' },
    names: [
      domain,
      `conference.${domain}`,
      `upload.${domain}`,
      `pubsub.${domain}`,
      `proxy.${domain}`,
      `xmpp.${domain}`,
    ],
    ...{ validFrom: now - 30 * DAY, validUntil: now + 60 * DAY, renewsAt: now + 30 * DAY },
    fingerprint: Array.from({ length: 32 }, (_, index) =>
      (index * 7 + 16).toString(16).toUpperCase().padStart(2, '0'),
    ).join(':'),
    serial: '06B1D7C2F0A94E',
    publicKey: 'a3'.repeat(32),
    chain: [
      { subject: domain, issuer: 'E7', validUntil: now + 60 * DAY },
      { subject: 'E7', issuer: 'ISRG Root X1', validUntil: now + 600 * DAY },
    ],
    ...more,
  };
}

const DOORS = [
  ['xmpp-client-starttls', 5222],
  ['xmpp-client-direct', 5223],
  ['xmpp-server-starttls', 5269],
  ['https', 5443],
] as const;

export function freshCells({ names, fingerprint, validUntil }: CertificateDetails): ServedCell[] {
  return names.slice(0, 3).flatMap((name) =>
    DOORS.map(([how, port]) => ({
      ...{ how, name, port, fingerprint, validUntil, state: 'fine' as const, asked: 'inside' as const },
      ...{ tls: 'TLSv1.3', alpn: null, detail: 'the certificate of the file' },
    })),
  );
}

/** From Let's Encrypt, by itself, with nothing to tell. */
export function freshCertificate(domain: string, more: Partial<CertificateStatus> = {}): CertificateStatus {
  const now = Date.now();
  const current = freshDetails(domain);
  return {
    domain,
    source: {
      ...{ from: 'authority', authority: 'letsencrypt', directory: null, directoryCa: null },
      ...{ email: null, way: null, webroot: null, profile: null },
    },
    sourceName: 'Let’s Encrypt',
    state: { state: 'resting', until: now + 30 * DAY },
    current,
    previous: freshDetails(domain, { validUntil: now + 3 * DAY, serial: '05AA' }),
    renewal: {
      at: now + 30 * DAY,
      because: 'authority-asks',
      window: { start: now + 29 * DAY, end: now + 31 * DAY },
    },
    keepsKey: false,
    served: freshCells(current),
    servedAt: now - 3 * 3_600_000,
    problem: null,
    findings: [],
    history: [
      { at: now - 30 * DAY, what: 'renewed', by: 'Let’s Encrypt', code: null, fingerprint: null },
      {
        at: now - 30 * DAY - 60_000,
        what: 'ordered',
        by: 'Let’s Encrypt',
        code: null,
        fingerprint: current.fingerprint,
      },
      { at: now - 90 * DAY, what: 'installed', by: 'Let’s Encrypt', code: null, fingerprint: null },
      { at: now - 90 * DAY - 60_000, what: 'rehearsed', by: 'Let’s Encrypt', code: null, fingerprint: null },
      { at: now - 90 * DAY - 120_000, what: 'source', by: 'Let’s Encrypt', code: null, fingerprint: null },
    ],
    orderLog: ['2026-10-23T08:00:00.000Z order placed: example.org', '2026-10-23T08:00:09.000Z fetching'],
    ...more,
  };
}

/** As after the set-up: the office's own. */
export function localCertificate(domain: string, more: Partial<CertificateStatus> = {}): CertificateStatus {
  const now = Date.now();
  const current = freshDetails(domain, {
    ...{ issuer: `Chatelaine authority of ${domain}`, local: true },
    ...{ validFrom: now - DAY, validUntil: now + 364 * DAY, renewsAt: now + 242 * DAY },
  });
  return freshCertificate(domain, {
    ...{
      source: { from: 'local' },
      sourceName: '',
      current,
      previous: null,
      history: [],
      orderLog: [],
      served: [],
      servedAt: null,
    },
    state: { state: 'resting', until: current.renewsAt },
    renewal: { at: current.renewsAt, because: 'two-thirds', window: null },
    ...more,
  });
}

export const freshCertificates = (domain: string): CertificatesState => ({
  certificates: [localCertificate(domain)],
  certificatePlanPossible: true,
});

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = any;

/** The part of the router that `contract.certificates` wants. */
export function certificatesRouter(
  os: Part,
  state: CertificatesState,
  emit: (event: ManagerEvent['event']) => void,
): Part {
  const put = (domain: string, change: Partial<CertificateStatus>) => {
    state.certificates = state.certificates.map((one) =>
      one.domain === domain ? { ...one, ...change } : one,
    );
    emit({ type: 'certificate.state', domain });
    return state.certificates.find((one) => one.domain === domain)!;
  };
  const proving = (domain: string, rehearsal: boolean) =>
    put(domain, {
      state: {
        ...{ state: 'proving', since: Date.now(), rehearsal, authority: 'Let’s Encrypt' },
        names: [domain, `conference.${domain}`, `xmpp.${domain}`].map((name, index) => ({
          ...{ name, way: 'http-listener' as const, record: null, lookedAt: null },
          state: (['proved', 'asked', 'waiting'] as const)[index]!,
        })),
      },
    });
  return {
    list: os.list.handler(async () => ({ certificates: state.certificates })),
    plan: os.plan.handler(async ({ input: { domain } }: Part) => ({
      ...{ domain, authority: 'Let’s Encrypt', findings: [], possible: state.certificatePlanPossible },
      names: [
        { name: domain, need: 'required', way: 'http-listener', because: 'port-80-free', leftOut: false },
        {
          name: `conference.${domain}`,
          need: 'required',
          way: 'http-listener',
          because: 'port-80-free',
          leftOut: false,
        },
        { name: `pubsub.${domain}`, need: 'optional', way: null, because: 'leads-nowhere', leftOut: true },
      ],
    })),
    chooseSource: os.chooseSource.handler(async ({ input: { domain, source } }: Part) => {
      put(domain, { source });
      return source.from === 'authority' ? proving(domain, true) : put(domain, {});
    }),
    order: os.order.handler(async ({ input: { domain, rehearse } }: Part) => proving(domain, rehearse)),
    cancel: os.cancel.handler(async ({ input: { domain } }: Part) =>
      put(domain, { state: { state: 'resting', until: Date.now() + 30 * DAY } }),
    ),
    putBack: os.putBack.handler(async ({ input: { domain } }: Part) => {
      const { current, previous } = state.certificates.find((one) => one.domain === domain)!;
      return put(domain, { current: previous, previous: current });
    }),
    check: os.check.handler(async ({ input: { domain } }: Part) => {
      const { current } = state.certificates.find((one) => one.domain === domain)!;
      return put(domain, { served: current ? freshCells(current) : [], servedAt: Date.now() });
    }),
  };
}
