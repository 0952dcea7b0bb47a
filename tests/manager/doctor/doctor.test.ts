/** The doctor as a whole: topics, what is not checked, and how it is told on a terminal and to programs. */
import { describe, expect, test } from 'vitest';
import { readDoctorArgs } from '../../../electron/cli/doctor.ts';
import { doctorJson, doctorText } from '../../../electron/cli/doctor-text.ts';
import { readServeArgs } from '../../../electron/cli/serve.ts';
import type { DnsReport, Walk } from '../../../electron/contract/dns.ts';
import { DNS_FINDINGS } from '../../../electron/contract/findings/dns.ts';
import { FINDINGS, makeFinding } from '../../../electron/contract/findings/index.ts';
import { dnsChecker } from '../../../electron/manager/dns/checker.ts';
import { createProtocolChecker } from '../../../electron/manager/doctor/protocol/checker.ts';
import { diagnose, TOPICS } from '../../../electron/manager/doctor/registry.ts';

const wrongPort = makeFinding(DNS_FINDINGS, 'dns.port-wrong', {
  subject: '_xmpp-client._tcp.example.org',
  data: { lines: ['_xmpp-client._tcp.example.org 5322 5222'] },
});
const follows = makeFinding(DNS_FINDINGS, 'dns.different', {
  subject: '_xmpp-client._tcp.example.org SRV',
  dependsOn: 'dns.port-wrong',
});

const report = (more: Partial<DnsReport> = {}): DnsReport => ({
  ...{
    domain: 'example.org',
    at: 0,
    askers: [],
    plan: [],
    gaps: [],
    findings: [],
    walks: [],
    notChecked: [],
  },
  ...more,
});
const examine = (found: DnsReport, only: readonly (typeof TOPICS)[number][] = TOPICS) =>
  diagnose({
    ...{ domain: 'example.org', office: null, dns: async () => found, only },
    checkers: [dnsChecker, createProtocolChecker({ tryDoor: async () => ({ is: 'silent' }) })],
    signal: new AbortController().signal,
  });

describe('topics', () => {
  test('what nobody looks at is not checked, and what nobody could be asked about is not fine', async () => {
    const blind = await examine(report({ notChecked: ['zone-servers', 'resolvers'] }));
    expect(blind).toMatchObject({
      notChecked: ['dns', 'certificate', 'ports', 'protocol'],
      unable: ['dns', 'protocol'],
    });
    expect(doctorText(blind, TOPICS, 'en')).not.toContain('Nothing wrong');
  });

  test('only what was asked for', async () => {
    expect((await examine(report(), ['dns'])).notChecked).toEqual([]);
    expect((await examine(report(), ['certificate'])).notChecked).toEqual(['certificate']);
  });

  test('every door that answers is tried; the first that does not is no reason to stop', async () => {
    const target = (port: number, answers: 'yes' | 'refused') => ({
      ...({ host: 'xmpp.example.org', port, tls: 'direct', because: 'srv', priority: 0, weight: 0 } as const),
      addresses: [{ address: '192.0.2.5', answers }],
    });
    const walk: Omit<Walk, 'targets'> = { who: 'phone', steps: [], chosen: 1 };
    const found = await examine(
      report({ walks: [{ ...walk, targets: [target(5223, 'refused'), target(443, 'yes')] }] }),
      ['protocol'],
    );
    expect(found.findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['protocol.silent', '192.0.2.5:443'],
    ]);
  });
});

describe('telling it', () => {
  test('on a terminal: the cause, what it means, what to do, what follows', async () => {
    const found = await examine(report({ findings: [follows, wrongPort] }), ['dns', 'certificate']);
    expect(doctorText(found, ['dns', 'certificate'], 'en')).toBe(`example.org

BROKEN   _xmpp-client._tcp.example.org  (dns.port-wrong)
         The port is wrong: in _xmpp-client._tcp.example.org it is 5322 instead of 5222.
         Whoever follows it finds a closed door.
         What to do: Where the domain is managed, put the right port there.
         Follows from it: _xmpp-client._tcp.example.org SRV

Not checked: certificate (there is no door that answers).
`);
    expect(doctorText(found, ['dns'], 'fr')).toContain('CASSÉ    _xmpp-client._tcp.example.org');
  });

  test('what could be checked in part only is not called fine as a whole', async () => {
    const found = await examine(report({ notChecked: ['zone-servers'] }), ['dns']);
    expect(doctorText(found, ['dns'], 'en')).toBe(`example.org

Nothing wrong, as far as it could be checked: names (DNS).
Not checked: the domain’s own name servers (none of them can be asked from here).
`);
  });

  test('to programs: the shape of DESIGN.md', async () => {
    const found = await examine(report({ findings: [wrongPort, follows] }), ['dns']);
    const { findings, ...rest } = doctorJson(found, 'fr');
    expect(rest).toEqual({ domain: 'example.org', notChecked: [] });
    expect(findings.map((one) => Object.keys(one))).toEqual(
      findings.map(() => ['code', 'severity', 'subject', 'cause', 'effect', 'fix', 'who', 'dependsOn']),
    );
    expect(findings[1]).toMatchObject({
      code: 'dns.different',
      severity: 'warning',
      dependsOn: 'dns.port-wrong',
    });
  });

  test('every finding of ours has three sentences in both languages, from any data', () => {
    const codes = Object.keys(FINDINGS).filter((code) => /^(?:dns|protocol)\./.test(code));
    expect(codes.length).toBeGreaterThan(60);
    for (const code of codes)
      for (const language of ['en', 'fr'] as const) {
        const { cause, effect, fix } = FINDINGS[code]!.words[language]({ subject: 'example.org', data: {} });
        for (const sentence of [cause, effect, fix])
          expect(sentence, `${code} ${language}`).toMatch(/\S.*[.!”»]$/);
        // French writes a space before these, which must not break.
        if (language === 'fr')
          expect(`${cause} ${effect} ${fix}`, code).not.toMatch(/[^\u00a0\d]:(?= )|« | »| [;!?](?: |$)/);
      }
  });
});

describe('the command line', () => {
  const asked = (...args: string[]) => readDoctorArgs(args, { LANG: 'fr_FR.UTF-8' });
  test('all topics, and the language of the environment', () => {
    expect(asked('example.org')).toMatchObject({
      domain: 'example.org',
      only: TOPICS,
      language: 'fr',
      json: false,
    });
    expect(asked()).toMatchObject({ domain: null });
    expect(asked('--lang', 'en', '--only', 'dns,protocol', '--json')).toMatchObject({
      ...{ language: 'en', only: ['dns', 'protocol'], json: true },
    });
  });
  test.each([
    [['--only', 'certificat'], /There is no check called "certificat".*Did you mean certificate\?/],
    [['--resolver', 'dns.google'], /--resolver is an address/],
    [['--lang', 'de'], /--lang is en or fr/],
    [['--resolve', '9.9.9.9'], /Did you mean --resolver\?/],
  ])('%s is said plainly', (args, sentence) => {
    expect(asked(...args)).toMatch(sentence);
  });

  test('the manager, too, may be told whom to ask', () => {
    expect(readServeArgs(['--resolver', '127.0.0.1:5353'])).toMatchObject({ resolver: '127.0.0.1:5353' });
    expect(readServeArgs(['--resolver', 'dns.google'])).toMatch(/--resolver is an address/);
  });
});
