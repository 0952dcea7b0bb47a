/** Servers the administrators' lists keep away: asked before there is a connection (hook `remote.contacted`). XEP-0133 §4.11, §4.12. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ hosts: ['one.test', 'two.test'] });
});
afterAll(() => server?.stop());

const command = (name: string, args: object) =>
  server.server
    .commands()
    .find((one) => one.name === name)!
    .run(args as never);
const blocked = async () => (await command('list_blocked', { host: 'one.test' })) as string[];
afterEach(async () => {
  for (const address of await blocked()) await command('unblock_address', { host: 'one.test', address });
});

const contact = (domain: string, host: string) =>
  (['in', 'out'] as const).map(
    (direction) =>
      server.server.hooks.run('remote.contacted', { domain, host, direction })?.stopped ?? 'welcome',
  );

describe('the blacklist', () => {
  test('nobody is on it', () => {
    expect(contact('bad.example', 'one.test')).toEqual(['welcome', 'welcome']);
  });

  test('a server: in both directions, for the domain whose list it is', async () => {
    await command('block_address', { host: 'one.test', address: 'Bad.Example' });
    expect(contact('bad.example', 'one.test')).toEqual(['on the blacklist', 'on the blacklist']);
    expect(contact('good.example', 'one.test')).toEqual(['welcome', 'welcome']);
    expect(contact('bad.example', 'two.test')).toEqual(['welcome', 'welcome']);
  });

  test('a person: the server is spoken with for the sake of all others', async () => {
    await command('block_address', { host: 'one.test', address: 'eve@bad.example' });
    expect(contact('bad.example', 'one.test')).toEqual(['welcome', 'welcome']);
  });
});

describe('the whitelist', () => {
  const list = (...entries: string[]) =>
    server.server.storage
      .keyval('server-lists', (value) => z.array(z.string()).parse(value))
      .set('two.test', 'whitelist', entries);

  test('those on it, and the servers of people on it, alone', async () => {
    list('good.example', 'rita@fine.example');
    await server.stop({ keep: true });
    server = await startTestServer({ hosts: ['one.test', 'two.test'], folder: server.folder });
    expect(contact('good.example', 'two.test')).toEqual(['welcome', 'welcome']);
    expect(contact('fine.example', 'two.test')).toEqual(['welcome', 'welcome']);
    expect(contact('other.example', 'two.test')).toEqual(['not on the whitelist', 'not on the whitelist']);
    expect(contact('other.example', 'one.test')).toEqual(['welcome', 'welcome']);
  });
});
