/** Certificates from elsewhere, joined: what a page may look at, what the job fetches, and the tickets between the two. */
import { userInfo } from 'node:os';
import type { BrokerSetup, CertificatePlace, Inspected } from '../../../contract/certificate-sources.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import type { Clock } from '../../host.ts';
import type { Broker, Machine } from '../broker/broker.ts';
import { fetchMissing } from '../judge/complete.ts';
import { type JudgeAuthorities, judge, type WantedName } from '../judge/judge.ts';
import type { AskOutside } from '../judge/outside.ts';
import { type PlaceResult, readPlace } from './place.ts';
import type { Places } from './places.ts';
import { type GivenFile, type ReadResult, readFiles } from './read.ts';
import { createTickets, type ImportSource, type Kept } from './tickets.ts';
import { watchPlace } from './watch.ts';

export type Pair = { readonly chain: string; readonly key: string };

export interface Sources {
  places(): Promise<CertificatePlace[]>;
  inspectFiles(files: readonly GivenFile[], passphrase: string | undefined): Promise<Inspected>;
  inspectPath(path: string, passphrase: string | undefined): Promise<Inspected>;
  brokerSetup(files: { chainFile: string; keyFile: string }): Promise<BrokerSetup>;
  hostKeys: Broker['hostKeys'];
  inspectMachine(machine: Machine, signal?: AbortSignal): Promise<Inspected>;
  /** What was inspected under this ticket, while it lasts. */
  inspected(ticket: string): Kept | undefined;
  /** What is at a place now, for the job: repaired, with its key. */
  fromPath(path: string, signal?: AbortSignal): Promise<Pair | { findings: DoctorFinding[] }>;
  fromMachine(machine: Machine, signal?: AbortSignal): Promise<Pair | { findings: DoctorFinding[] }>;
  watch(path: string, changed: () => void): () => void;
}

export interface SourcesParts {
  readonly clock: Clock;
  readonly broker: Broker;
  readonly places: Places;
  /** Whom strangers trust, and the office's own. */
  readonly authorities: () => JudgeAuthorities | Promise<JudgeAuthorities>;
  /** What the certificate is to name; empty while there is no office. */
  readonly wanted: () => readonly WantedName[];
  /** For intermediates that are missing. */
  readonly ask: AskOutside;
}

export function createSources(parts: SourcesParts): Sources {
  const { clock, broker, places, ask } = parts;
  const tickets = createTickets(clock);

  const reading = async (passphrase?: string) => ({
    ...{ passphrase, authorities: await parts.authorities(), now: clock.now() },
    ...{ names: parts.wanted().map(({ name }) => name), user: userInfo().username, keyOf: places.keyOf },
  });

  /** With what was missing between it and the authority. */
  async function complete<Read extends Pair & { given: string }>(
    read: Read,
    signal?: AbortSignal,
  ): Promise<Read & { fetched: string }> {
    const authorities = await parts.authorities();
    const fetched = await fetchMissing(read.chain, { ask, authorities, now: clock.now }, signal);
    return { ...read, chain: `${read.chain}${fetched}`, fetched };
  }

  async function inspect(
    subject: string,
    read: PlaceResult | ReadResult,
    source: ImportSource,
    signal?: AbortSignal,
  ): Promise<Inspected> {
    if ('findings' in read) return { ticket: null, certificate: null, findings: read.findings };
    const whole = await complete(read, signal);
    const judged = judge({
      ...{ chain: read.given, key: read.key, fetched: whole.fetched, subject, wanted: parts.wanted() },
      ...{ authorities: await parts.authorities(), now: clock.now() },
    });
    const notes = 'notes' in read ? read.notes : [];
    // One that has run out, or is for somebody else, is shown and cannot be used.
    const usable = !judged.findings.some(({ code }) => UNUSABLE.has(code));
    return {
      ticket: usable
        ? tickets.keep({ chain: whole.chain, key: read.key, issuer: judged.facts?.issuer ?? '', source })
        : null,
      certificate: judged.facts ?? null,
      findings: [...judged.findings, ...notes].slice(0, 100),
    };
  }

  async function pair(read: PlaceResult | ReadResult, signal?: AbortSignal) {
    if ('findings' in read) return { findings: read.findings };
    const { chain, key } = await complete(read, signal);
    return { chain, key };
  }

  return {
    places: places.find,
    async inspectFiles(files, passphrase) {
      const subject = files.map(({ name }) => name).join(', ');
      return inspect(subject, await readFiles(files, await reading(passphrase)), { from: 'given' });
    },
    async inspectPath(path, passphrase) {
      // With a password it cannot be read again by itself: it is taken as it is now.
      const source = passphrase ? ({ from: 'given' } as const) : ({ from: 'file', path } as const);
      return inspect(path, await readPlace(path, await reading(passphrase)), source);
    },
    brokerSetup: broker.setup,
    hostKeys: broker.hostKeys,
    async inspectMachine(machine, signal) {
      const found = await inspect(
        machine.host,
        await broker.fetch(machine, signal),
        { from: 'machine', machine },
        signal,
      );
      if (found.ticket === null) return found;
      return { ...found, findings: [...found.findings, ...(await broker.probe(machine, signal))] };
    },
    inspected: tickets.find,
    fromPath: async (path, signal) => pair(await readPlace(path, await reading()), signal),
    fromMachine: async (machine, signal) => pair(await broker.fetch(machine, signal), signal),
    watch: (path, changed) => watchPlace(path, changed, clock),
  };
}

/** With these nobody could connect at all; with the others some could, and the person decides. */
const UNUSABLE: ReadonlySet<string> = new Set([
  'certificate.unreadable',
  'certificate.expired',
  'certificate.other-names',
  'certificate.no-names',
  'certificate.not-for-servers',
  'certificate.revoked',
  'certificate.malformed',
]);
