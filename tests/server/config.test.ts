import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeProblem, loadConfig, parseConfig } from '../../server/config.ts';
import { DEFAULT_LIMITS } from '../../server/kernel/limits.ts';

/** The minimal form of the README, one setting a line so that the table below can point at lines. */
const GOOD = `{
  "data": "data",
  "hosts": {
    "Bench.localhost": {
      "certificate": { "chain": "fullchain.pem", "key": "privkey.pem" },
      "registration": "open",
      "admins": ["Admin@bench.localhost"]
    }
  },
  "listen": [
    { "type": "c2s", "port": 15222, "tls": "starttls", "address": "127.0.0.1" },
    { "type": "c2s", "port": 15223, "tls": "direct", "address": "127.0.0.1" }
  ],
  "limits": "off",
  "log": { "level": "warn" },
  "modules": { "archive": { "days": 7 }, "ping": {} }
}`;
const MODULES = { archive: z.strictObject({ days: z.int().min(1).default(30) }), ping: undefined };

const FEDERATION = {
  ...{ policy: 'open', hosts: {}, authenticate: 'dialback', tls: 'required', dane: true },
  dns: { trusted: false },
  limits: {
    ...{
      queueStanzas: 1000,
      queueBytes: 4_194_304,
      queueSeconds: 300,
      queuedInAll: 20_000,
      queuedBytesInAll: 67_108_864,
    },
    ...{ negotiateSeconds: 30, idleSeconds: 900, keepaliveSeconds: 240 },
    ...{
      connections: 2000,
      connectionsPerServer: 20,
      pairs: 100,
      stanzasPerSecond: 200,
      bytesPerSecond: 2_097_152,
    },
  },
};
const WEB = { name: 'xmpp.{host}', forwardedBy: 'x-forwarded' };

function sentences(text: string): string[] {
  const result = parseConfig(text, '/etc/chatelaine/server.json', MODULES);
  return 'problems' in result
    ? result.problems.map((problem) => describeProblem('server.json', problem))
    : [];
}

/** One change to the good configuration → every sentence it gives. */
const PROBLEMS: [replaced: string, by: string, sentences: string[]][] = [
  ['"limits"', '"limit"', ['server.json:14:3: "limit" is no setting here. Did you mean "limits"?']],
  ['"off"', '"of"', ['server.json:14:13: "limits" must be "off" or a group of settings in { }.']],
  ['"off"', '{ "loginSeconds": 0 }', ['server.json:14:31: "limits.loginSeconds" must be at least 1, not 0.']],
  [
    '"off"',
    '{ "stanzaPerSecond": 5 }',
    ['server.json:14:15: "stanzaPerSecond" is no setting here. Did you mean "stanzasPerSecond"?'],
  ],
  [
    '"port": 15222',
    '"prot": 15222',
    [
      'server.json:11:5: "listen[0].port" is missing.',
      'server.json:11:22: "prot" is no setting here. Did you mean "port"?',
    ],
  ],
  ['15222', '"15222"', ['server.json:11:30: "listen[0].port" must be a whole number, not the text "15222".']],
  ['15222', '70000', ['server.json:11:30: "listen[0].port" must be at most 65535, not 70000.']],
  ['15222', '1.5', ['server.json:11:30: "listen[0].port" must be a whole number, not 1.5.']],
  [
    '"starttls"',
    '"startls"',
    [
      'server.json:11:44: "listen[0].tls" must be "starttls" or "direct", not the text "startls". Did you mean "starttls"?',
    ],
  ],
  [
    '"c2s"',
    '"smtp"',
    [
      'server.json:11:15: "listen[0].type" must be "multiplex", "c2s", "s2s", "http", "stun", "proxy65", "admin" or "component", not the text "smtp".',
    ],
  ],
  [
    '"type": "c2s", ',
    '',
    [
      'server.json:11:5: "listen[0].type" is missing; it is "multiplex", "c2s", "s2s", "http", "stun", "proxy65", "admin" or "component".',
    ],
  ],
  [
    '"127.0.0.1"',
    '"localhost"',
    ['server.json:11:67: "listen[0].address" must be an IP address of this machine.'],
  ],
  [
    '"warn"',
    '"warning"',
    [
      'server.json:15:21: "log.level" must be "debug", "info", "warn" or "error", not the text "warning". Did you mean "warn"?',
    ],
  ],
  [
    '"open"',
    'true',
    ['server.json:6:23: "hosts[Bench.localhost].registration" must be "closed" or "open", not true.'],
  ],
  [
    '"Admin@bench.localhost"',
    '"Admin"',
    ['server.json:7:18: "hosts[Bench.localhost].admins[0]" must be an address like name@example.org.'],
  ],
  ['"Bench.localhost"', '"my domain"', ['server.json:4:5: "my domain" is no domain name.']],
  ['"archive"', '"archiv"', ['server.json:16:16: There is no module "archiv". Did you mean "archive"?']],
  ['"days": 7', '"day": 7', ['server.json:16:29: "day" is no setting here. Did you mean "days"?']],
  ['"ping": {}', '"ping": { "x": 1 }', ['server.json:16:52: "x" is no setting here.']],
  [
    '"off"',
    '"off", "web": { "url": "http://chat.example.org" }',
    ['server.json:14:36: "web.url" must begin with https:// and have neither ? nor #.'],
  ],
  [
    '"off"',
    '"off", "web": { "forwarder": [] }',
    ['server.json:14:29: "forwarder" is no setting here. Did you mean "forwarders"?'],
  ],
  [
    '"off"',
    '"off", "web": { "forwarders": ["proxy.lan"] }',
    ['server.json:14:44: "web.forwarders[0]" must be an IP address or a network such as 10.0.0.0/8.'],
  ],
  [
    '"off"',
    '"off", "web": { "name": "chat" }',
    ['server.json:14:37: "web.name" must contain {host}, such as xmpp.{host}.'],
  ],
  ['"data": "data"', '"data": ""', ['server.json:2:11: "data" needs the path of a file or folder.']],
  ['"data": "data",', '', ['server.json:1:1: "data" is missing.']],
  ['"data": "data",', '"data": "data", "data": "other",', ['server.json:2:19: "data" is set twice.']],
  ['"data": "data",', '"data": "data"', ['server.json:3:3: A comma or a } is missing before this.']],
  ['"data": "data",', '// the data\n"data": "data",', ['server.json:2:3: JSON has no comments.']],
  [
    '"data": "data",',
    "'data': 1,",
    ['server.json:2:3: The name of a setting, in double quotes, is missing here.'],
  ],
  [
    '"data": "data",',
    '"data": yes,',
    ['server.json:2:11: yes is no value; a text is written in double quotes.'],
  ],
  [
    '"data": "data",',
    '"data": "C:\\data",',
    ['server.json:2:11: This text contains a character that must be escaped.'],
  ],
  ['"data": "data",', '"data": "data,', ['server.json:2:11: This text has no closing quote.']],
  ['"data": "data",', '"data" "data",', ['server.json:2:10: A colon is missing after "data".']],
  ['"ping": {} }', '"ping": {} },', ['server.json:16:54: No comma may stand before }.']],
];

describe('configuration', () => {
  it.each(PROBLEMS)('%s → %s', (replaced, by, expected) => {
    expect(GOOD).toContain(replaced);
    expect(sentences(GOOD.replace(replaced, by))).toEqual(expected);
  });

  it('names everything that is missing at once', () => {
    expect(sentences('{}')).toEqual([
      'server.json:1:1: "data" is missing.',
      'server.json:1:1: "hosts" is missing.',
    ]);
    expect(sentences('{ "data": "d", "hosts": {} }')).toEqual([
      'server.json:1:25: "hosts" needs at least one domain.',
    ]);
    expect(sentences('[]')).toEqual([
      'server.json:1:1: The configuration must be a group of settings in { }, not a list.',
    ]);
    expect(sentences('')).toEqual(['server.json:1:1: A value is missing here.']);
    expect(sentences('{ "data": "d"')).toEqual(['server.json:1:14: The file ends before a }.']);
    expect(sentences(`${GOOD} x`)).toEqual([
      'server.json:17:3: Something follows the closing bracket of the configuration.',
    ]);
  });

  it('makes paths absolute and writes domains and addresses as the server does', () => {
    expect(parseConfig(GOOD, '/etc/chatelaine/server.json', MODULES)).toEqual({
      config: {
        file: '/etc/chatelaine/server.json',
        data: '/etc/chatelaine/data',
        hosts: {
          'bench.localhost': {
            certificate: { chain: '/etc/chatelaine/fullchain.pem', key: '/etc/chatelaine/privkey.pem' },
            registration: 'open',
            anonymous: false,
            admins: ['admin@bench.localhost'],
            contacts: {},
          },
        },
        listen: [
          { type: 'c2s', port: 15222, tls: 'starttls', address: '127.0.0.1' },
          { type: 'c2s', port: 15223, tls: 'direct', address: '127.0.0.1' },
        ],
        limits: 'off',
        log: { level: 'warn' },
        web: WEB,
        components: {},
        federation: FEDERATION,
        modules: { archive: { days: 7 }, ping: {} },
      },
    });
  });

  it('fills in every default', () => {
    const least = '{ "data": "/d", "hosts": { "a": { "certificate": { "chain": "/c", "key": "/k" } } } }';
    expect(parseConfig(least, '/x/server.json')).toEqual({
      config: {
        file: '/x/server.json',
        data: '/d',
        hosts: {
          a: {
            certificate: { chain: '/c', key: '/k' },
            registration: 'closed',
            anonymous: false,
            admins: [],
            contacts: {},
          },
        },
        listen: [
          { type: 'c2s', port: 5222, tls: 'starttls' },
          { type: 'c2s', port: 5223, tls: 'direct' },
          { type: 's2s', port: 5269, tls: 'starttls', optional: true },
          { type: 's2s', port: 5270, tls: 'direct', optional: true },
          { type: 'http', port: 5443, tls: 'direct', optional: true },
          { type: 'stun', port: 3478, tls: 'none', optional: true },
          { type: 'stun', port: 5349, tls: 'direct', optional: true },
          { type: 'proxy65', port: 7777, optional: true },
          { type: 'component', port: 5347, optional: true },
          { type: 'admin', port: 5280, tls: 'none', optional: true },
        ],
        limits: DEFAULT_LIMITS,
        log: { level: 'info' },
        web: WEB,
        components: {},
        federation: FEDERATION,
        modules: {},
      },
    });
  });

  it('keeps the other bounds when one is set', () => {
    const result = parseConfig(GOOD.replace('"off"', '{ "loginSeconds": 5 }'), '/x/server.json');
    expect('config' in result && result.config.limits).toEqual({ ...DEFAULT_LIMITS, loginSeconds: 5 });
  });
});

describe('configuration files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chatelaine-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function problems(file: string) {
    const result = loadConfig(file);
    return 'problems' in result ? result.problems.map(({ line, message }) => `${line}: ${message}`) : [];
  }

  it('must be there', () => {
    expect(problems(join(folder, 'none.json'))).toEqual([
      '1: The configuration cannot be read: there is no such file.',
    ]);
    expect(problems(folder)).toEqual(['1: The configuration cannot be read: it is a folder.']);
  });

  it('name certificate files that are there', () => {
    const file = join(folder, 'server.json');
    writeFileSync(file, GOOD);
    writeFileSync(join(folder, 'fullchain.pem'), '');
    expect(problems(file)).toEqual([
      `5: The certificate file ${join(folder, 'privkey.pem')} does not exist.`,
    ]);
    writeFileSync(join(folder, 'privkey.pem'), '');
    expect(problems(file)).toEqual([]);
  });
});
