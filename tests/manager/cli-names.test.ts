/** `chatelaine dns plan` and `chatelaine domains`: what they take, and what they print on a real data folder. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPlanArgs } from '../../electron/cli/dns.ts';
import { readDomainsArgs } from '../../electron/cli/domains.ts';
import { DEFAULT_SETTINGS, type Office } from '../../electron/manager/settings.ts';
import { temporaryFolder } from '../support/host.ts';
import { freePort } from '../support/ports.ts';

const CLI = join(import.meta.dirname, '../../electron/cli.ts');
const chatelaine = (...args: string[]) =>
  spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

const OFFICE: Office = {
  ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 } },
  ...{ admins: ['sophie@example.org'], otherDomains: ['second.example'], addresses: { v4: ['203.0.113.5'] } },
};

/** A data folder as after the set-up, without a server. */
function officeFolder() {
  const folder = temporaryFolder();
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(
    join(folder.path, 'settings.json'),
    JSON.stringify({ version: 1, values: DEFAULT_SETTINGS, office: OFFICE }),
  );
  return folder;
}

test.each([
  [[], { domain: null, format: 'zone', provider: 'plain', language: 'en' }],
  [['example.org', '--lang', 'fr'], { domain: 'example.org', language: 'fr' }],
  [['--provider', 'ovh'], { domain: null, format: 'fields', provider: 'ovh' }],
  [['--address', '203.0.113.5, 2001:db8::5'], { addresses: ['203.0.113.5', '2001:db8::5'] }],
])('dns plan %j', (args, expected) => expect(readPlanArgs(args, {})).toMatchObject(expected));

test('words are those of the environment', () => {
  const language = (env: NodeJS.ProcessEnv) => (readPlanArgs([], env) as { language: string }).language;
  expect(language({ LANG: 'fr_FR.UTF-8' })).toBe('fr');
  expect(language({ LANG: 'fr_FR.UTF-8', LC_ALL: 'C' })).toBe('en');
});

test.each([
  [['--format', 'zoen'], /Did you mean zone\?/],
  [['--provider', 'nobody'], /There are: plain, ovh/],
  [['--address', 'example.org'], /"example\.org" is no address/],
  [['--lang', 'de'], /en or fr/],
  [['example.org', 'more'], /"more" is not expected/],
])('dns plan %j is wrong usage', (args, sentence) => expect(readPlanArgs(args, {})).toMatch(sentence));

test.each([
  [['delete', 'x.org'], /There is nothing called delete/],
  [['add'], /Say which: add DOMAIN/],
  [['guests'], /guests NAME/],
  [['add', 'a.org', 'b.org'], /"b\.org" is not expected/],
  [['list', 'a.org'], /"a\.org" is not expected/],
  [['set'], /Say what: --server/],
  [['set', '--layout', 'two'], /names or one/],
  [['set', '--ttl', 'long'], /number of seconds/],
  [['add', 'a.org', '--ttl', '60'], /go with "set"/],
])('domains %j is wrong usage', (args, sentence) => expect(readDomainsArgs(args)).toMatch(sentence));

describe('on an office', { timeout: 30_000 }, () => {
  test('the plan of each domain, without a lock and without a server', () => {
    using folder = officeFolder();
    const done = chatelaine('dns', 'plan', '--data', folder.path, '--json');
    expect(done.status).toBe(0);
    const plans = JSON.parse(done.stdout) as {
      domain: string;
      records: { set: { name: string; type: string } }[];
    }[];
    expect(
      plans.map(({ domain, records }) => [domain, records.filter(({ set }) => set.type === 'A').length]),
    ).toEqual([
      ['example.org', 1],
      ['second.example', 0],
    ]);
  });

  test('the plan of a domain nobody serves yet, and what is no domain', () => {
    using folder = temporaryFolder();
    const done = chatelaine('dns', 'plan', 'Fabrik.example', '--address', '192.0.2.7', '--data', folder.path);
    expect([done.status, done.stdout]).toEqual([0, expect.stringContaining('xmpp 3600 IN A 192.0.2.7')]);
    // Calls are on: nobody looks for their lines in vain, and the text on its way into a file stays as it is.
    expect([done.stdout, done.stderr]).toEqual([
      expect.not.stringContaining('_turn._udp'),
      expect.stringMatching(/^Left out: 9 optional lines .*Calls.* --optional shows them\.\n$/),
    ]);
    const refused = chatelaine('dns', 'plan', 'fabrik', '--data', folder.path, '--json');
    expect([refused.status, JSON.parse(refused.stdout)]).toMatchObject([
      1,
      { error: { code: 'domain.invalid' } },
    ]);
    expect(chatelaine('dns', 'plan', '--data', folder.path).stderr).toMatch(/not set up yet/);
    expect(chatelaine('dns', 'paln')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('mean plan?'),
    });
  });

  test('its domains are listed', () => {
    using folder = officeFolder();
    expect(chatelaine('domains', '--data', folder.path).stdout.split('\n')).toEqual([
      'example.org  server xmpp.example.org, web xmpp.example.org  (first)',
      'second.example  server xmpp.example.org, web xmpp.second.example',
      '',
    ]);
  });

  test('one is added, taken away and brought back; the first stays', { timeout: 90_000 }, async () => {
    using folder = temporaryFolder();
    const ports = ['--port', String(await freePort()), '--tls-port', String(await freePort())];
    const made = chatelaine(
      'setup',
      '--domain',
      'example.org',
      '--admin',
      'sophie',
      '--yes',
      ...ports,
      '--data',
      folder.path,
    );
    expect([made.status, made.stderr]).toEqual([0, '']);
    const act = (...args: string[]) => chatelaine('domains', ...args, '--data', folder.path);
    expect(act('add', 'second.example', '--json').stdout).toContain('"domain":"second.example"');
    const first = 'example.org  server xmpp.example.org, web xmpp.example.org  (first)\n';
    const remove = act('remove', 'second.example');
    expect([remove.status, remove.stdout, remove.stderr]).toEqual([0, first, '']);
    expect(act('remove', 'example.org')).toMatchObject({
      ...{ status: 1, stderr: expect.stringContaining('cannot be taken away') },
    });
    expect(act('guests', 'visit').stdout).toContain('guests visit.example.org');
    expect(act('guests', 'off').stdout).toBe(first);
    expect(act('set', '--server', 'Chat.example.org').stdout).toBe(first.replaceAll('xmpp.', 'chat.'));
  });
});
