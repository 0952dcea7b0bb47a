/** Files in memory, for managers under test. */
import type { FileRules, StoredFile } from '../../electron/contract/index.ts';
import type { FilesEngine } from '../../electron/manager/engines/files.ts';
import { problem } from '../../electron/manager/problem.ts';

const DAY = 86_400_000;
const MIB = 1_048_576;

export interface FakeFiles {
  readonly engine: FilesEngine;
  readonly list: StoredFile[];
  rules: FileRules;
  /** As the server takes them over: what has had its days goes. */
  apply(rules: FileRules): void;
}

export function createFakeFiles(): FakeFiles {
  const fake: FakeFiles = {
    list: [],
    rules: { keepDays: 365, quotaBytes: 1024 * MIB, maxBytes: 100 * MIB },
    apply(rules) {
      fake.rules = rules;
      const kept = fake.list.filter(({ at }) => at >= Date.now() - rules.keepDays * DAY);
      fake.list.splice(0, fake.list.length, ...kept);
    },
    engine: {
      async overview() {
        const accounts = [...new Set(fake.list.map(({ account }) => account))];
        return {
          people: accounts.map((account) => {
            const own = of(account);
            return { account, files: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
          }),
          biggest: fake.list.toSorted((a, b) => b.bytes - a.bytes).slice(0, 20),
          free: 212 * 1024 * MIB,
          rules: fake.rules,
        };
      },
      of: async (address) => of(address).sort((a, b) => b.at - a.at),
      async preview(_, { keepDays }) {
        const going = fake.list.filter(({ at }) => at < Date.now() - keepDays * DAY);
        return {
          files: going.length,
          bytes: going.reduce((sum, { bytes }) => sum + bytes, 0),
          people: new Set(going.map(({ account }) => account)).size,
        };
      },
      async remove(address, handle) {
        const at = fake.list.findIndex((one) => one.account === address && one.handle === handle);
        const [gone] = at < 0 ? [] : fake.list.splice(at, 1);
        if (!gone) throw problem('entry.gone', {});
        return gone.name;
      },
    },
  };
  const of = (account: string) => fake.list.filter((one) => one.account === account);
  return fake;
}

const NAMES: readonly (readonly [name: string, type: string, mebibytes: number])[] = [
  ['Plan escalier Duval, version 4 avec cotes corrigées.pdf', 'application/pdf', 6.4],
  ['IMG_20261103_091244.jpg', 'image/jpeg', 3.1],
  ['Chantier Duval, visite du matin.mp4', 'video/mp4', 88],
  ['Devis 2026-118.odt', 'application/vnd.oasis.opendocument.text', 0.2],
  ['Message vocal.ogg', 'audio/ogg', 0.6],
  ['Photos salon de la maison.zip', 'application/zip', 74],
  ['4f1d2c.bin', 'application/octet-stream', 1.2],
];

/** Files of the first people of an office, some with long names. */
export function fillFiles(fake: FakeFiles, people: readonly { address: string }[]): void {
  for (const [index, { address: account }] of people.slice(0, 8).entries())
    for (let n = 0; n < 9 - index; n++) {
      const [name, type, size] = NAMES[(index + n) % NAMES.length]!;
      const at = Date.now() - (n * 31 + index) * DAY;
      fake.list.push({
        ...{ handle: `file-${index}-${n}`, account, name, type, at },
        ...{ bytes: Math.round(size * MIB), until: at + 365 * DAY },
      });
    }
}
