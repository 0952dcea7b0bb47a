/** What is remembered of each remote domain: bounded, in memory. The links and queues of this moment are routes.ts'. */
import type { FederationCode, FederationProblem, PeerCertificate } from './report.ts';

export interface Record {
  readonly domain: string;
  readonly firstSeen: number;
  lastActive: number | undefined;
  sent: number;
  received: number;
  bounced: number;
  /** What keeps us from them. */
  problem: FederationProblem | undefined;
  /** What kept somebody from us who said to be them; anybody can say that. */
  claim: FederationProblem | undefined;
  /** A connection has stood, in either direction. */
  met: boolean;
}

export interface NewProblem {
  readonly direction: 'in' | 'out';
  readonly code: FederationCode;
  readonly detail?: string | undefined;
  readonly target?: string | undefined;
  readonly certificate?: PeerCertificate | undefined;
}

/** What happened to a stanza. */
export type Fate = 'sent' | 'received' | 'bounced';

export interface Records {
  /** Counts a stanza, for its domain and for all. */
  count(domain: string, fate: Fate): void;
  /** All that were counted since the start. */
  readonly totals: Readonly<{ [F in Fate]: number }>;
  /** Made when it is not there. */
  of(domain: string): Record;
  all(): readonly Record[];
  /** By its direction the record's `problem` or `claim`. */
  problem(domain: string, problem: NewProblem): void;
  /** A claim of whom nothing is known: nobody we know is forgotten for it. */
  refused(domain: string, problem: NewProblem): void;
  /** A connection in that direction stands. */
  good(domain: string, direction: 'in' | 'out'): void;
  /** Something is other than it was: told at most once a second for each domain. */
  changed(domain: string): void;
  stop(): void;
}

const MOST_DOMAINS = 2000;
const MAX_DETAIL = 1000;
const TELL_MS = 1000;

/** @param tell hears that something changed. */
export function createRecords({ now, tell }: { now: () => number; tell: (domain: string) => void }): Records {
  /** In the order they were last used: the first is forgotten first. */
  const records = new Map<string, Record>();
  const telling = new Map<string, NodeJS.Timeout>();

  const totals = { sent: 0, received: 0, bounced: 0 };

  const self: Records = {
    totals,
    count(domain, fate) {
      const record = self.of(domain);
      record[fate] += 1;
      totals[fate] += 1;
      if (fate !== 'bounced') record.lastActive = now();
      self.changed(domain);
    },
    of(domain) {
      const known = records.get(domain);
      if (known) {
        records.delete(domain);
        records.set(domain, known);
        return known;
      }
      const made: Record = {
        ...{ domain, firstSeen: now(), lastActive: undefined, met: false },
        ...{ problem: undefined, claim: undefined, sent: 0, received: 0, bounced: 0 },
      };
      if (records.size >= MOST_DOMAINS) records.delete(records.keys().next().value!);
      records.set(domain, made);
      return made;
    },
    all: () => [...records.values()],
    problem(domain, { direction, code, detail, target, certificate }) {
      const told: FederationProblem = {
        ...{ code, direction, at: now() },
        ...(detail !== undefined && { detail: detail.slice(0, MAX_DETAIL) }),
        ...(target !== undefined && { target }),
        ...(certificate && { certificate }),
      };
      self.of(domain)[direction === 'out' ? 'problem' : 'claim'] = told;
      self.changed(domain);
    },
    refused(domain, problem) {
      if (records.has(domain) || records.size < MOST_DOMAINS / 2) self.problem(domain, problem);
    },
    good(domain, direction) {
      const record = self.of(domain);
      record.met = true;
      record[direction === 'out' ? 'problem' : 'claim'] = undefined;
      self.changed(domain);
    },
    changed(domain) {
      if (telling.has(domain) || telling.size >= MOST_DOMAINS) return;
      const timer = setTimeout(() => {
        telling.delete(domain);
        tell(domain);
      }, TELL_MS);
      timer.unref();
      telling.set(domain, timer);
    },
    stop() {
      for (const timer of telling.values()) clearTimeout(timer);
      telling.clear();
    },
  };
  return self;
}
