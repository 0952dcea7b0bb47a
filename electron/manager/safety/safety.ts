/** Whom the office keeps out, and what people reported. */
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Report } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { SafetyEngine } from '../engines/office.ts';
import type { Events } from '../events.ts';
import { readOutsider } from './outsider.ts';

export interface Safety {
  keptOut(): Promise<string[]>;
  keepOut(address: string): Promise<string>;
  letIn(address: string): Promise<void>;
  reports(): Promise<Report[]>;
  /** `host`: the domain it came to; each counts its own. */
  closeReport(id: number, host?: string): Promise<void>;
  /** A domain that is new keeps out whom the office keeps out. */
  takeOver(domain: string): Promise<void>;
}

export interface SafetyParts {
  readonly engine: SafetyEngine;
  readonly changes: Changes;
  readonly events: Events;
  /** The served domains, the first one first; throws `setup.not-done` before there is one. */
  readonly domains: () => readonly string[];
}

/** Whom the office keeps out is kept out of all its domains, so that the first one's list is everybody's. */
export function createSafety({ engine, changes, events, domains }: SafetyParts): Safety {
  const first = () => domains()[0] ?? '';

  async function allReports() {
    const of = async (host: string) => (await engine.reports(host)).map((report) => ({ ...report, host }));
    const all = await Promise.all(domains().map(of));
    return all.flat().sort((one, other) => other.at - one.at || other.id - one.id);
  }

  function noted(action: ChangeAction, subject: string): void {
    changes.note({ action, subject, state: 'applied', before: null, after: null });
    events.emit({ type: 'safety.changed' });
    events.emit({ type: 'findings.changed' });
  }

  return {
    keptOut: () => engine.blocked(first()),
    async keepOut(typed) {
      const wanted = readOutsider(typed, domains());
      const address = await engine.block(first(), wanted);
      for (const other of domains().slice(1)) await engine.block(other, wanted);
      noted('safety.keep-out', address);
      return address;
    },
    async letIn(address) {
      await engine.unblock(first(), address);
      // A domain that came later may never have had it.
      for (const other of domains().slice(1)) await engine.unblock(other, address).catch(unlessGone);
      noted('safety.let-in', address);
    },
    async reports() {
      const [reports, blocked] = await Promise.all([allReports(), engine.blocked(first())]);
      return reports.map((report) => ({
        ...report,
        keptOut: blocked.some((entry) => covers(entry, report.offender)),
      }));
    },
    async closeReport(id, host) {
      await engine.closeReport(host !== undefined && domains().includes(host) ? host : first(), id);
      noted('safety.close-report', String(id));
    },
    async takeOver(domain) {
      const there = new Set(await engine.blocked(domain));
      for (const address of await engine.blocked(first()))
        if (!there.has(address)) await engine.block(domain, address);
    },
  };
}

function unlessGone(error: unknown): void {
  if ((error as { code?: string }).code !== 'entry.gone') throw error;
}

/** An entry is an address, or a whole server. */
const covers = (entry: string, address: string): boolean =>
  address === entry || address.split('/')[0] === entry || address.split('/')[0]?.split('@').at(-1) === entry;
