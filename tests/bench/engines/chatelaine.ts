/**
 * Ours: `chatelaine server` of this checkout, limits off, everything else as delivered. It syncs before it answers.
 *
 * From `dist/`, which is what people install; `--sources` takes what was just written, which starts more slowly and carries
 * Node's TypeScript stripper.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ctl } from '../../../server/ctl.ts';
import { type Engine, HOST, PASSWORD } from './engine.ts';
import { freePort, run } from './run.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SOURCE = join(ROOT, 'server/main.ts');
const BUILT = join(ROOT, 'dist/server/main.js');

export const chatelaine: Engine = {
  name: 'chatelaine',
  missing: () => undefined,
  async install({ folder, certificate, users, profile, sources }) {
    if (!sources && !existsSync(BUILT))
      throw new Error('There is no dist/: run npm run build first, or take --sources.');
    const port = await freePort();
    const file = join(folder, 'server.json');
    const config = {
      data: 'data',
      hosts: { [HOST]: { certificate: { chain: certificate.chain, key: certificate.key } } },
      listen: [{ type: 'c2s', port, tls: 'direct', address: '127.0.0.1' }],
      limits: 'off',
      log: { level: 'warn' },
    };
    writeFileSync(file, JSON.stringify(config, undefined, 2));
    await register(file, users);
    const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
    const args = [...profiling, sources ? SOURCE : BUILT, '--config', file];
    return { port, start: () => run({ program: process.execPath, args, folder, port }) };
  },
};

async function register(file: string, users: readonly string[]): Promise<void> {
  let complaint = '';
  const code = await ctl({
    args: ['--config', file, 'register_many', HOST, PASSWORD],
    stdin: Readable.from([users.join('\n')]),
    out: () => {},
    err: (text) => {
      complaint += text;
    },
  });
  if (code !== 0) throw new Error(`The accounts could not be made: ${complaint}`);
}
