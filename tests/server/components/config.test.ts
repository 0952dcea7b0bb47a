/** Components in the configuration: each mistake and its sentence, and what stands beside what. */
import { describe, expect, it } from 'vitest';
import { describeProblem, parseConfig } from '../../../server/config.ts';

const HOST = { certificate: { chain: 'a.pem', key: 'a.key' } };
const read = (components: unknown, hosts: readonly string[] = ['example.org'], listen?: unknown) =>
  parseConfig(
    JSON.stringify({
      ...{ data: '.', hosts: Object.fromEntries(hosts.map((host) => [host, HOST])), components },
      ...(listen !== undefined && { listen }),
    }),
    '/etc/chat/server.json',
  );

describe('mistakes', () => {
  it.each<[what: string, components: unknown, sentence: RegExp]>([
    ['no secret', { 'irc.example.org': {} }, /"components\[irc\.example\.org\]\.secret" is missing\./],
    ['a secret that is no path', { 'irc.example.org': { secret: '' } }, /needs the path of a file or folder/],
    [
      'a setting there is none',
      { 'irc.example.org': { secret: 's', sekret: 'x' } },
      /"sekret" is no setting here\. Did you mean "secret"\?/,
    ],
    ['no domain', { 'a@b@c': { secret: 's' } }, /"a@b@c" is no domain name\./],
    ['a domain of ours', { 'example.org': { secret: 's' } }, /is a domain of this server itself\./],
    [
      'twice the same',
      { 'irc.example.org': { secret: 's' }, 'IRC.Example.org': { secret: 's' } },
      /is the same component twice\./,
    ],
    [
      'beside a domain we do not have',
      { 'irc.example.org': { secret: 's', host: 'exampel.org' } },
      /This server has no domain "exampel\.org"\. Did you mean "example\.org"\?/,
    ],
    ['for whom', { 'irc.example.org': { secret: 's', access: 'all' } }, /must be "everyone" or "local"/],
  ])('%s', (_what, components, sentence) => {
    const result = read(components);
    if (!('problems' in result)) throw new Error('it was accepted');
    expect(result.problems.map((problem) => describeProblem('server.json', problem)).join('\n')).toMatch(
      sentence,
    );
  });

  it('two domains, and a name that ends in neither', () => {
    const result = read({ 'gateway.elsewhere': { secret: 's' } }, ['a.example', 'b.example']);
    expect('problems' in result && result.problems[0]?.message).toBe(
      '"gateway.elsewhere" needs a "host": the domain of this server it stands beside.',
    );
  });
});

describe('what is right', () => {
  it.each<[component: string, hosts: string[], given: object, expected: object]>([
    [
      'irc.example.org',
      ['example.org'],
      { secret: 'irc/secret' },
      { host: 'example.org', secret: '/etc/chat/irc/secret', access: 'everyone' },
    ],
    // The longest of those it ends in.
    [
      'irc.dept.example.org',
      ['example.org', 'dept.example.org'],
      { secret: '/s' },
      { host: 'dept.example.org', secret: '/s' },
    ],
    [
      'bot.elsewhere',
      ['example.org'],
      { secret: '/s', name: 'Bot', access: 'local' },
      { host: 'example.org', name: 'Bot', access: 'local' },
    ],
    ['bot.elsewhere', ['a.example', 'b.example'], { secret: '/s', host: 'B.Example' }, { host: 'b.example' }],
  ])('%s beside %j', (component, hosts, given, expected) => {
    const result = read({ [component]: given }, hosts);
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    expect(result.config.components[component]).toMatchObject(expected);
  });

  it('the port is this machine’s alone unless somebody says otherwise', () => {
    const result = read({}, ['example.org'], [{ type: 'component', port: 5347 }]);
    expect('config' in result && result.config.listen).toEqual([
      { type: 'component', port: 5347, optional: false },
    ]);
  });
});
