/** No secret is left behind: a whole set-up, people, links and sessions; then everything is searched for each of them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startHeadless } from '../../electron/headless.ts';
import { type Run, run as systemRun } from '../../electron/manager/run.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { freePort } from '../support/ports.ts';

const nobody = { session: null, signal: undefined };
const CHOSEN = 'correct horse battery';

/** Every file below `folder` that holds `secret`, with its permissions for others. */
function search(folder: string, secrets: Readonly<Record<string, string>>): string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, String(name));
    if (!statSync(file).isFile()) continue;
    const content = readFileSync(file);
    for (const [what, secret] of Object.entries(secrets)) {
      if (content.includes(secret)) found.push(`${name}: ${what}`);
    }
  }
  return found;
}

test('no password, token or cookie is in a file, a log or an argument', { timeout: 30_000 }, async () => {
  using folder = temporaryFolder();
  const commandLines: string[] = [];
  const run: Run = (program, args, options) => {
    commandLines.push([program, ...args].join(' '));
    return systemRun(program, args, options);
  };
  const face = await startHeadless({
    host: testHost(folder.path),
    listen: { address: '127.0.0.1', port: 0 },
    run,
  });
  const { calls, areas } = face.manager;
  const secrets: Record<string, string> = { chosen: CHOSEN, 'any link': '#token=' };
  try {
    const ports = { starttls: await freePort(), direct: await freePort() };
    const admin = { username: 'sophie', displayName: 'Sophie Martin' };
    await calls.setup.save({ answers: { way: 'lan', domain: 'atelier.local', admin, ports } }, nobody);
    await calls.setup.password({ password: CHOSEN }, nobody);
    const { jobId } = await calls.setup.apply(undefined, nobody);
    expect(await areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
    await calls.setup.finish(undefined, nobody);
    secrets.made = (await calls.people.add({ username: 'otto', displayName: '' }, nobody)).password;
    const address = 'otto@atelier.local';
    secrets.reset = (await calls.people.resetPassword({ address }, nobody)).password;

    const enter = async (token: string) =>
      fetch(new URL('/access', face.address), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-chatelaine': '1' },
        body: JSON.stringify({ token }),
      });
    secrets.link = new URL((await calls.access.newLink(undefined, nobody)).url).hash.split('=')[1]!;
    secrets.open = new URL(face.newLink()).hash.split('=')[1]!;
    const entered = await enter(secrets.link);
    expect(entered.status).toBe(204);
    secrets.cookie = /=([^;]+);/.exec(entered.headers.get('set-cookie') ?? '')![1]!;
    secrets.wrong = 'a-token-that-is-none';
    expect([(await enter(secrets.link)).status, (await enter(secrets.wrong)).status]).toEqual([410, 401]);
    await calls.people.add({ username: 'a b', displayName: '', password: CHOSEN }, nobody).catch(() => 0);
    await calls.server.restart(undefined, nobody);
  } finally {
    await face.close();
  }
  expect(commandLines.some((line) => line.includes(' register '))).toBe(true);
  expect(search(folder.path, secrets)).toEqual([]);
  for (const [what, secret] of Object.entries(secrets)) {
    expect([what, commandLines.filter((line) => line.includes(secret))]).toEqual([what, []]);
  }
  // Nobody else may read the rest of it either, but the certificates, which everybody gets anyway.
  const readable = readdirSync(folder.path, { recursive: true })
    .map(String)
    .filter((name) => {
      const found = statSync(join(folder.path, name));
      return found.isFile() && (found.mode & 0o077) !== 0;
    });
  // The server's folder is closed as a whole.
  expect(statSync(join(folder.path, 'server')).mode & 0o077).toBe(0);
  const open = readable.filter((name) => !name.startsWith('server/'));
  expect(open.filter((name) => !/\.pem$/.test(name) || /key/.test(name))).toEqual([]);
});
