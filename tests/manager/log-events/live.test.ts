/** Debian's ejabberd, Prosody, nginx and Apache write now: every line they have for people is known, and none gives a name away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { shareLines } from '../../../electron/manager/logs/share/share.ts';
import { describeWith } from '../../support/need.ts';
import { readText } from './recorded.ts';

vi.setConfig({ testTimeout: 120_000 });

/** What comes of what people and others do, whatever the version. */
const ROWS = [
  [
    'ejabberd',
    ['ejabberdctl', 'erl'],
    [
      'login.refused',
      'login.ok',
      'session.replaced',
      'servers.unreachable',
      'servers.certificate-bad',
      'server.port-taken',
      'server.settings-broken',
      'programs.call',
    ],
  ],
  [
    'prosody',
    ['prosody'],
    [
      'login.ok',
      'servers.certificate-bad',
      'servers.bounced',
      'certificates.unreadable',
      'server.port-taken',
      'bridges.refused',
    ],
  ],
  [
    'nginx',
    ['nginx'],
    ['web.too-large', 'web.nobody-behind', 'web.slow', 'web.too-many', 'server.port-taken'],
  ],
  ['apache', ['apache2'], ['web.nobody-behind', 'web.slow', 'web.ok']],
] as const;

for (const [name, programs, codes] of ROWS)
  describeWith([...programs], name, () => {
    test('writes', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'chatelaine-live-'));
      try {
        const { record } = (await import(`./record/${name}.ts`)) as {
          record(folder: string): Promise<string>;
        };
        const entries = readText(name, await record(folder));
        const unknown = entries.filter(({ line, event }) => event.code === null && line.level !== 'debug');
        expect(unknown.map(({ raw }) => raw)).toEqual([]);
        const found = new Set(entries.map(({ event }) => event.code));
        expect(codes.filter((code) => !found.has(code))).toEqual([]);
        const { text } = shareLines(entries, { domains: [], computers: [], names: [] });
        expect(text).not.toMatch(/\b(?:otto|nina|partner\.test|nowhere\.invalid|correct horse)/i);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
