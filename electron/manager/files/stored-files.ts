/** Files colleagues have sent each other. What other rules would take away is counted before; who deleted what is noted. */
import type { FileRules, FilesLoss, FilesOverview, StoredFile } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { FilesEngine } from '../engines/files.ts';
import type { Events } from '../events.ts';
import { problem } from '../problem.ts';
import type { Office } from '../settings.ts';

export interface StoredFiles {
  overview(): Promise<FilesOverview>;
  of(address: string): Promise<StoredFile[]>;
  preview(rules: FileRules): Promise<FilesLoss>;
  setRules(rules: FileRules): Promise<FileRules>;
  remove(address: string, handle: string): Promise<void>;
}

export interface StoredFilesParts {
  readonly engine: FilesEngine;
  readonly changes: Changes;
  readonly events: Events;
  readonly office: () => Office;
  readonly change: (part: Partial<Office>) => Promise<void>;
}

export function createStoredFiles(parts: StoredFilesParts): StoredFiles {
  const { engine, changes, events, office, change } = parts;

  /** Only people of our own domain: the address is a page's. */
  function ours(address: string): string {
    if (!address.endsWith(`@${office().domain}`)) throw problem('person.unknown', { address });
    return address;
  }

  return {
    overview: () => engine.overview(office().domain),
    of: async (address) => engine.of(ours(address)),
    preview: (rules) => engine.preview(office().domain, rules),
    async setRules(rules) {
      const { rules: before } = await engine.overview(office().domain);
      await change({ files: rules });
      changes.note({
        ...{ action: 'files.rules', subject: office().domain, state: 'applied' },
        ...{ before: JSON.stringify(before), after: JSON.stringify(rules) },
      });
      events.emit({ type: 'files.changed' });
      return rules;
    },
    async remove(address, handle) {
      const name = await engine.remove(ours(address), handle);
      changes.note({ action: 'files.remove', subject: address, state: 'applied', before: name, after: null });
      events.emit({ type: 'files.changed' });
    },
  };
}
