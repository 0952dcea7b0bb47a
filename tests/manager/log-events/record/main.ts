/**
 * Writes the recordings anew: `node tests/manager/log-events/record/main.ts [PROGRAM …]`. All of them
 * when something changed: tests put lines of several together, by time. Needs the programs of Debian, and root for some.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../../electron/manager/run.ts';

const RECORDED = join(import.meta.dirname, '../recorded');
const ROWS: Readonly<Record<string, { module: string; package: string }>> = {
  ejabberd: { module: './ejabberd.ts', package: 'ejabberd' },
  prosody: { module: './prosody.ts', package: 'prosody' },
  nginx: { module: './nginx.ts', package: 'nginx' },
  apache: { module: './apache.ts', package: 'apache2' },
  together: { module: './together.ts', package: 'ejabberd' },
  coturn: { module: './coturn.ts', package: 'coturn' },
  biboumi: { module: './biboumi.ts', package: 'biboumi' },
  chatelaine: { module: './chatelaine.ts', package: 'nodejs' },
};

for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(ROWS)) {
  const row = ROWS[name];
  if (!row) throw new Error(`There is no recording of ${name}.`);
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
  try {
    const { record } = (await import(row.module)) as { record(folder: string): Promise<string> };
    // Folder and kernel are another each time, and nobody else's business.
    const text = (await record(folder))
      .replaceAll(folder, '/srv/office')
      .replaceAll(/(?<=OS: Linux )\S+/g, '6.1.0')
      .replaceAll(/[^\S\n]+$/gm, '');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own way of naming a field
    const { stdout } = await run('dpkg-query', ['-W', '-f', '${Version}', row.package], {
      timeoutMs: 10_000,
    });
    writeFileSync(join(RECORDED, `${name}.txt`), text);
    const about = join(RECORDED, 'about.json');
    const all = JSON.parse(readFileSync(about, { encoding: 'utf8', flag: 'a+' }) || '{}') as Record<
      string,
      object
    >;
    all[name] = {
      version: stdout.trim(),
      date: new Date().toISOString().slice(0, 10),
      script: `record/${name}.ts`,
    };
    writeFileSync(about, `${JSON.stringify(all, undefined, 2)}\n`);
    process.stdout.write(`${name}: ${text.split('\n').length} lines\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exit(0);
