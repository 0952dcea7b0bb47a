/** Findings: what needs attention, each verdict with its cause. Pure. */
import { CERTIFICATES } from '../contract/findings/certificates.ts';
import { type DoctorFinding, makeFinding } from '../contract/findings/finding.ts';
import type { Bridge, DiskForecast, Door, Finding, Problem, ServerState } from '../contract/index.ts';
import { assertNever } from './assert-never.ts';
import type { Attack } from './attack.ts';
import type { CertificateFacts } from './certificates/read.ts';
import type { DnsTrouble } from './dns/dns.ts';
import type { Trouble } from './federation/trouble.ts';
import type { WebsiteAlarm } from './website/watch.ts';

export interface FindingFacts {
  readonly now: number;
  readonly status: ServerState;
  readonly domain: string;
  /** Why it failed, in the contract's words; undefined while it did not. */
  readonly failure: Problem | undefined;
  readonly restartedItselfAt: number | undefined;
  readonly certificate: CertificateFacts | undefined;
  readonly renewalFailure: { readonly at: number; readonly cause: string } | null;
  /** Certificates in force that their authority has withdrawn, as far as it was asked. */
  readonly withdrawn?: readonly Withdrawn[];
  /** Of passwords, in the last hour. */
  readonly attack?: Attack | null;
  /** How long the disk lasts at the present pace. */
  readonly disk?: DiskForecast;
  readonly people: number | undefined;
  /** Free bytes in the data folder; undefined when the system does not say. */
  readonly freeBytes: number | undefined;
  readonly settingsRecovered: boolean;
  /** People who asked for an account and wait. */
  readonly waiting: number;
  /** Reports of people nobody has looked at. */
  readonly reports: number;
  /** Doors with a port that should be open and is not. */
  readonly closed: readonly Door[];
  /** Doors the firewall of this computer keeps shut, at the last look; null where nobody could look. */
  readonly firewall: { readonly closed: number; readonly at: number | null } | null;
  /** Newest first. */
  readonly troubles: readonly Trouble[];
  readonly bridges: readonly Bridge[];
  /** What does not arrive any more through the web server in front. */
  readonly website: WebsiteAlarm | null;
  /** The worst of the domains; null on a network of its own, whose name is in nobody's address book. */
  readonly names: DnsTrouble | null;
  /** Of the doors, as people outside find them: causes, and what follows from them. */
  readonly reach?: readonly DoctorFinding[];
  /** Those who have left and go for good, the first first. */
  readonly removals?: readonly Removal[];
  /** A newer version, or one that was not kept. */
  readonly updates?: DoctorFinding | null;
  /** None, none lately, or the last one failed. */
  readonly backups?: DoctorFinding | null;
  /** The service that should keep this manager running does not. */
  readonly machineService?: DoctorFinding | null;
}

export interface Withdrawn {
  readonly domain: string;
  /** Since when, as the authority says; it need not. */
  readonly at: number | null;
}

export interface Removal {
  readonly address: string;
  readonly name: string;
  readonly removeAt: number;
  /** A copy of their data lies here, and goes with them. */
  readonly copy: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** A server that came back by itself is worth a line for this long. */
const RESTART_SHOWN_MS = DAY_MS;
const LOW_BYTES = 1024 ** 3;
const SOON_MS = 14 * DAY_MS;
/** A disk that fills later than this leaves time to be seen on the page Numbers. */
const FILLS_SOON_MS = 45 * DAY_MS;
/** Time to bring somebody back, and no longer a line that everybody has read. */
const REMOVAL_SHOWN_MS = 5 * DAY_MS;

/** The code of the failure, and of a taken port which and whose: what the page can word. */
function failureData(failure: Problem | undefined): Finding['data'] {
  if (!failure) return {};
  if (failure.code !== 'port.in-use') return { problem: failure.code };
  return { problem: failure.code, port: failure.data.port, by: failure.data.by ?? null };
}

function aboutServer({ status, now, domain, failure, restartedItselfAt }: FindingFacts): Finding[] {
  const about = { subject: domain, at: now } as const;
  switch (status.state) {
    case 'stopped':
      return [
        {
          ...about,
          code: 'server.stopped',
          severity: 'broken',
          data: { since: status.since },
          who: 'you',
          at: status.since,
        },
      ];
    case 'failed':
      return [
        {
          ...about,
          code: 'server.failed',
          severity: 'broken',
          data: { exit: status.exit, ...failureData(failure) },
          who: 'you',
          at: status.since,
        },
      ];
    case 'waiting':
      return [
        {
          ...about,
          code: 'server.restarting',
          severity: 'broken',
          data: { exit: status.exit, nextAt: status.nextAt, attempt: status.attempt },
          who: 'chatelaine',
          at: status.since,
        },
      ];
    case 'running':
      if (restartedItselfAt === undefined || now - restartedItselfAt > RESTART_SHOWN_MS) return [];
      return [
        {
          ...about,
          code: 'server.restarted-itself',
          severity: 'info',
          data: { at: restartedItselfAt },
          who: 'chatelaine',
          at: restartedItselfAt,
        },
      ];
    case 'not-set-up':
    case 'starting':
    case 'stopping':
      return [];
    default:
      return assertNever(status);
  }
}

function aboutCertificate({ certificate, now, renewalFailure, domain }: FindingFacts): Finding[] {
  const about = { subject: domain, at: now } as const;
  const failed: Finding[] = renewalFailure
    ? [
        {
          ...about,
          code: 'certificate.not-renewed',
          severity: 'warning',
          data: { cause: renewalFailure.cause },
          who: 'chatelaine',
          at: renewalFailure.at,
        },
      ]
    : [];
  if (!certificate) return failed;
  const { validUntil } = certificate;
  const data = { validUntil };
  const cause = renewalFailure ? { dependsOn: 'certificate.not-renewed' } : {};
  if (now >= validUntil) {
    return [
      ...failed,
      { ...about, ...cause, code: 'certificate.expired', severity: 'broken', data, who: 'chatelaine' },
    ];
  }
  // A sixth of its lifetime: half of the time between its renewal and its end, however short it is.
  if (validUntil - now < Math.min(SOON_MS, (validUntil - certificate.validFrom) / 6)) {
    return [
      ...failed,
      { ...about, ...cause, code: 'certificate.expires-soon', severity: 'warning', data, who: 'chatelaine' },
    ];
  }
  return failed;
}

function aboutWithdrawn({ withdrawn = [], now }: FindingFacts): Finding[] {
  return withdrawn.map(({ domain, at }): Finding => {
    const inner = makeFinding(CERTIFICATES, 'certificate.revoked', { subject: domain, data: { at } });
    return {
      ...{ code: 'certificate.revoked', severity: 'broken', subject: domain, who: 'you', inner },
      ...{ data: { at }, at: at ?? now },
    };
  });
}

function aboutAttack({ attack, domain, now }: FindingFacts): Finding[] {
  if (!attack) return [];
  const data = { ...attack };
  return [{ code: 'attack.guessing', severity: 'warning', subject: domain, data, at: now, who: 'you' }];
}

function aboutDisk({ freeBytes, disk, domain, now }: FindingFacts): Finding[] {
  const about = { severity: 'warning', subject: domain, at: now, who: 'you' } as const;
  if (freeBytes !== undefined && freeBytes < LOW_BYTES)
    return [{ ...about, code: 'disk.low', data: { freeBytes } }];
  if (disk?.kind !== 'fills' || disk.at - now >= FILLS_SOON_MS) return [];
  return [{ ...about, code: 'disk.fills', data: { fullAt: disk.at, bytesPerDay: disk.bytesPerDay } }];
}

/** One finding for each door: which, with what ports, and why the first of them is not open. */
function aboutDoors({ closed, now }: FindingFacts): Finding[] {
  return closed.map(({ id, ports }) => {
    const shut = ports.filter(({ state }) => state === 'closed');
    const numbers = [...new Set(shut.map(({ port }) => port))].join(', ');
    const { port = 0, why = null, by = null } = shut[0] ?? {};
    return {
      ...{ code: 'doors.closed', severity: 'warning', subject: id, at: now, who: 'you' },
      data: { door: id, ports: numbers, port, why, by },
    };
  });
}

/** One line, whichever doors: the page behind it has each. */
function aboutFirewall({ firewall, domain, now }: FindingFacts): Finding[] {
  if (!firewall || firewall.closed === 0) return [];
  const { closed: count, at } = firewall;
  return [
    {
      code: 'firewall.closed',
      severity: 'warning',
      subject: domain,
      data: { count },
      at: at ?? now,
      who: 'you',
    },
  ];
}

/** The bridges we run that stay down until somebody acts; another program is its owner's to mend. */
function aboutBridges({ bridges, now }: FindingFacts): Finding[] {
  return bridges.flatMap(({ address, kind, name, on, state }): Finding[] => {
    const down = state.state === 'failed' || state.state === 'not-installed' || state.state === 'no-door';
    if (kind !== 'irc' || !on || !down) return [];
    const port = state.state === 'no-door' ? state.port : null;
    return [
      {
        ...{ code: 'bridges.down', severity: 'warning', subject: address, at: now, who: 'you' },
        data: { name, state: state.state, port },
      },
    ];
  });
}

/** One line, whatever of it is broken: the page behind it has each. */
function aboutWebsite({ website }: FindingFacts): Finding[] {
  if (!website) return [];
  const { name, trouble, data, at } = website;
  return [
    {
      ...{ code: 'website.broken', severity: 'warning', subject: name, at, who: 'technician' },
      data: { ...data, name: data.name ?? name, trouble },
    },
  ];
}

/** One line for all of them, worded by the newest: it is a quiet line, and the page behind it has each. */
function aboutOthers({ troubles: [newest, ...others] }: FindingFacts): Finding[] {
  if (!newest) return [];
  const ours = [newest, ...others].some((trouble) => trouble.ours);
  const { domain, code, at } = newest;
  return [
    {
      ...{ code: 'federation.trouble', severity: ours ? 'warning' : 'info', subject: domain, at },
      ...{ data: { domain, problem: code, others: others.length }, who: ours ? 'you' : 'technician' },
    },
  ];
}

/**
 * One line, whatever is missing: the page behind it has each. What was never there is work that is left, and what went missing
 * is trouble.
 */
function aboutNames({ names, domain, now }: FindingFacts): Finding[] {
  const about = { subject: names?.domain ?? domain, at: names?.at ?? now } as const;
  if (names === null || names.state === 'not-checked') {
    const why = names === null ? 'lan' : names.at === null ? 'never' : 'offline';
    return [{ ...about, code: 'names.not-checked', severity: 'info', data: { why }, who: 'you' }];
  }
  if (names.state === 'fine') return [];
  const { state, missing, total, wasRight, finding } = names;
  const waits = state === 'waiting';
  const gone = wasRight && (finding === null || finding.severity === 'broken');
  return [
    {
      ...about,
      ...{ code: 'names.trouble', severity: waits ? 'info' : gone ? 'broken' : 'warning' },
      ...{
        data: { state, domain: names.domain, missing, total, wasRight },
        who: waits ? 'chatelaine' : 'you',
      },
      ...(finding && { inner: finding }),
    },
  ];
}

/** One line, whatever does not open: the worst cause, and the page behind it has each. What nobody has looked at is no news here. */
function aboutReach({ reach = [], now, status }: FindingFacts): Finding[] {
  // While the server is down that is the news.
  if (status.state !== 'running') return [];
  const rank = { broken: 0, warning: 1, info: 2 };
  const [worst, ...others] = reach
    .filter(({ dependsOn, severity }) => dependsOn === null && severity !== 'info')
    .sort((one, other) => rank[one.severity] - rank[other.severity]);
  if (!worst) return [];
  const { code, severity, subject, who } = worst;
  return [
    {
      ...{ code: 'reach.trouble', severity, subject, at: now, who, inner: worst },
      data: { problem: code, others: others.length },
    },
  ];
}

/** One line, told by who goes first. */
function aboutRemovals({ removals = [], now }: FindingFacts): Finding[] {
  const [first, ...others] = removals.filter(({ removeAt }) => removeAt - now <= REMOVAL_SHOWN_MS);
  if (!first) return [];
  const { address, name, removeAt, copy } = first;
  return [
    {
      ...{ code: 'people.removed-soon', severity: 'info', subject: address, at: now, who: 'chatelaine' },
      data: { name, removeAt, copy, others: others.length },
    },
  ];
}

function aboutBackups({ backups, now }: FindingFacts): Finding[] {
  if (!backups) return [];
  const { code, severity, subject, who, data } = backups;
  const at = typeof data.at === 'number' ? data.at : now;
  const { since = null, problem = null } = data as { since?: number; problem?: string };
  return [
    { code: code as Finding['code'], severity, subject, at, who, inner: backups, data: { since, problem } },
  ];
}

function aboutUpdates({ updates, now }: FindingFacts): Finding[] {
  if (!updates) return [];
  const { code, severity, subject, who, data } = updates;
  const { version = '', because = null } = data as { version?: string; because?: string };
  const at = typeof data.at === 'number' ? data.at : now;
  return [
    { code: code as Finding['code'], severity, subject, at, who, inner: updates, data: { version, because } },
  ];
}

function aboutMachineService({ machineService, now }: FindingFacts): Finding[] {
  if (!machineService) return [];
  const { severity, subject, who, data } = machineService;
  const state = String(data.state);
  return [
    {
      code: 'machine-service.broken',
      severity,
      subject,
      at: now,
      who,
      inner: machineService,
      data: { state },
    },
  ];
}

/** Worst first. Before the set-up there is nothing to find. */
export function findings(facts: FindingFacts): Finding[] {
  const { status, domain, now, people } = facts;
  if (status.state === 'not-set-up') return [];
  const about = { subject: domain, at: now } as const;
  const found: Finding[] = [
    ...aboutServer(facts),
    ...aboutCertificate(facts),
    ...aboutWithdrawn(facts),
    ...aboutAttack(facts),
    ...aboutDisk(facts),
  ];
  if (facts.settingsRecovered) {
    found.push({ ...about, code: 'settings.recovered', severity: 'warning', data: {}, who: 'you' });
  }
  if (facts.waiting > 0) {
    const data = { count: facts.waiting };
    found.push({ ...about, code: 'people.waiting', severity: 'warning', data, who: 'you' });
  }
  if (facts.reports > 0) {
    const data = { count: facts.reports };
    found.push({ ...about, code: 'reports.new', severity: 'warning', data, who: 'you' });
  }
  found.push(
    ...aboutDoors(facts),
    ...aboutFirewall(facts),
    ...aboutWebsite(facts),
    ...aboutBackups(facts),
    ...aboutBridges(facts),
    ...aboutOthers(facts),
  );
  if (people !== undefined && people <= 1) {
    found.push({ ...about, code: 'people.nobody-yet', severity: 'info', data: {}, who: 'you' });
  }
  found.push(
    ...aboutRemovals(facts),
    ...aboutReach(facts),
    ...aboutNames(facts),
    ...aboutUpdates(facts),
    ...aboutMachineService(facts),
  );
  const rank = { broken: 0, warning: 1, info: 2 };
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}
