/** Two domains and guests on the real server: people of each, and what a domain that goes leaves behind. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { freePort } from '../support/ports.ts';
import { connectClient } from '../support/xmpp-client.ts';

const folder = temporaryFolder();
const nobody = { session: null, signal: undefined };
const CLI = join(import.meta.dirname, '../../electron/cli.ts');
const SECRET = 'correct horse battery';
let manager: Manager;
let calls: Manager['calls'];
let port: number;

beforeAll(async () => {
  port = await freePort();
  manager = await openManager({ host: testHost(folder.path) });
  ({ calls } = manager);
  await manager.begin();
  const admin = { username: 'sophie', displayName: 'Sophie' };
  const ports = { starttls: port, direct: await freePort() };
  await calls.setup.save({ answers: { way: 'domain', domain: 'example.org', admin, ports } }, nobody);
  await calls.setup.password({ password: SECRET }, nobody);
  const { jobId } = await calls.setup.apply(undefined, nobody);
  expect(await manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
}, 60_000);

afterAll(async () => {
  await manager.close();
  folder[Symbol.dispose]();
});

/** With the certificate checked against the office's own authority. */
async function logIn(username: string, host: string) {
  const ca = readFileSync(join(folder.path, 'certificates/authority.pem'), 'utf8');
  const client = await connectClient({ port, host, ca });
  await client.startTls();
  await client.authenticate(username, SECRET);
  await client.bind('desk');
  return client;
}

describe('several domains', { timeout: 60_000 }, () => {
  test('another one is taken over while somebody chats, with a certificate of its own and people of its own', async () => {
    const sophie = await logIn('sophie', 'example.org');
    const list = await calls.domains.add({ typed: 'second.example' }, nobody);
    expect(list.map(({ names, people }) => [names.domain, names.server, people])).toEqual([
      ['example.org', 'xmpp.example.org', 1],
      ['second.example', 'xmpp.example.org', 0],
    ]);
    const person = {
      username: 'sophie',
      displayName: 'Sophie Two',
      password: SECRET,
      domain: 'second.example',
    };
    await calls.people.add(person, nobody);
    expect((await calls.people.list(undefined, nobody)).map(({ address }) => address).sort()).toEqual([
      'sophie@example.org',
      'sophie@second.example',
    ]);
    const other = await logIn('sophie', 'second.example');
    // Whoever was there before was not disconnected.
    sophie.send(`<message to='sophie@second.example/desk' type='chat'><body>bonjour</body></message>`);
    const came = await other.find(
      (element) => element.is('message') && element.getChild('body') !== undefined,
    );
    expect(came.getChildText('body')).toBe('bonjour');
    await other.close();
    await sophie.close();
  });

  test('one that goes takes its people’s connections, and nothing else; with it all is back', async () => {
    const gone = await logIn('sophie', 'second.example');
    expect(await calls.domains.removalPreview({ domain: 'second.example' }, nobody)).toEqual({
      ...{ domain: 'second.example', people: ['sophie@second.example'], rooms: 0 },
    });
    await calls.domains.remove({ domain: 'second.example' }, nobody);
    await gone.closed();
    expect((await calls.people.list(undefined, nobody)).map(({ address }) => address)).toEqual([
      'sophie@example.org',
    ]);
    await calls.domains.add({ typed: 'second.example' }, nobody);
    expect((await calls.people.get({ address: 'sophie@second.example' }, nobody)).displayName).toBe(
      'Sophie Two',
    );
  });

  test('whom the office keeps out is kept out of a domain that came later', async () => {
    await calls.safety.keepOut({ address: 'spam.example' }, nobody);
    await calls.domains.add({ typed: 'third.example' }, nobody);
    const kept = join(folder.path, 'server');
    const ctl = (host: string) =>
      execFileSync(
        process.execPath,
        [CLI, 'ctl', '--config', join(kept, 'server.json'), 'list_blocked', host],
        {
          encoding: 'utf8',
        },
      ).trim();
    expect(ctl('third.example')).toBe('spam.example');
    await calls.safety.letIn({ address: 'spam.example' }, nobody);
    expect(ctl('third.example')).toBe('');
    // Also of one that came while the server was down.
    await calls.safety.keepOut({ address: 'spam.example' }, nobody);
    await calls.server.stop(undefined, nobody);
    await calls.domains.add({ typed: 'fourth.example' }, nobody);
    await calls.server.start(undefined, nobody);
    await vi.waitFor(() => expect(ctl('fourth.example')).toBe('spam.example'), 30_000);
    await calls.safety.letIn({ address: 'spam.example' }, nobody);
    expect(ctl('fourth.example')).toBe('');
    await calls.domains.remove({ domain: 'fourth.example' }, nobody);
  });

  test('guests come in under a name of their own, and others still need an account', async () => {
    await calls.domains.setGuests({ label: 'visit' }, nobody);
    const mechanisms = async (host: string) => {
      const ca = readFileSync(join(folder.path, 'certificates/authority.pem'), 'utf8');
      const client = await connectClient({ port, host, ca });
      const features = await client.startTls();
      await client.close();
      return features
        .getChild('mechanisms')
        ?.getChildren('mechanism')
        .map((one) => one.text());
    };
    expect(await mechanisms('visit.example.org')).toEqual(['ANONYMOUS']);
    expect(await mechanisms('example.org')).not.toContain('ANONYMOUS');
  });

  test('each has a plan of its own', async () => {
    const { text } = await calls.domains.export(
      { domain: 'second.example', format: 'zone', language: 'en' },
      nobody,
    );
    expect(text).toContain('$ORIGIN second.example.');
    expect(text).toContain('SRV 10 0');
    expect(text).not.toMatch(/^\S+ \d+ IN A /m);
  });
});
