/** Whom the office keeps out, and what people reported. */
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
  closeReport(id: number): Promise<void>;
}

export interface SafetyParts {
  readonly engine: SafetyEngine;
  readonly changes: Changes;
  readonly events: Events;
  /** The served domain; throws `setup.not-done` before there is one. */
  readonly domain: () => string;
}

export function createSafety({ engine, changes, events, domain }: SafetyParts): Safety {
  function noted(action: string, subject: string): void {
    changes.note({ action, subject, state: 'applied', before: null, after: null });
    events.emit({ type: 'safety.changed' });
    events.emit({ type: 'findings.changed' });
  }

  return {
    keptOut: () => engine.blocked(domain()),
    async keepOut(typed) {
      const address = await engine.block(domain(), readOutsider(typed, domain()));
      noted('safety.keep-out', address);
      return address;
    },
    async letIn(address) {
      await engine.unblock(domain(), address);
      noted('safety.let-in', address);
    },
    async reports() {
      const [reports, blocked] = await Promise.all([engine.reports(domain()), engine.blocked(domain())]);
      return reports.toReversed().map((report) => ({
        ...report,
        keptOut: blocked.some((entry) => covers(entry, report.offender)),
      }));
    },
    async closeReport(id) {
      await engine.closeReport(domain(), id);
      noted('safety.close-report', String(id));
    },
  };
}

/** An entry is an address, or a whole server. */
const covers = (entry: string, address: string): boolean =>
  address === entry || address.split('/')[0] === entry || address.split('/')[0]?.split('@').at(-1) === entry;
