/** Every zone of the lab before the doctor: the one finding expected, and no false alarm. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DnsCode } from '../../electron/contract/findings/dns.ts';
import { DNS_NAMES } from '../../electron/contract/findings/dns-names.ts';
import { DNS_RECORDS } from '../../electron/contract/findings/dns-records.ts';
import { DNS_TARGETS } from '../../electron/contract/findings/dns-targets.ts';
import { DNS_ZONE } from '../../electron/contract/findings/dns-zone.ts';
import { configurationFile } from '../../electron/manager/engines/bundled/configuration.ts';
import { openSettings } from '../../electron/manager/settings.ts';
import { CASES, officeOf, WRONG } from './lab/cases.ts';
import { describeInDnsLab } from './lab/describe.ts';
import { type Lab, openLab } from './lab/lab.ts';
import type { Looked } from './lab/look-all.ts';
import { AT } from './lab/places.ts';
import { lookAtAll, rootsOf } from './lab/run.ts';

const CLI = fileURLToPath(new URL('../../electron/cli.ts', import.meta.url));

test('there are at least sixty broken zones, each under a name of its own', () => {
  expect(WRONG.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
});

/** What no zone file can bring about; tests/manager/dns has them. */
const ELSEWHERE: readonly DnsCode[] = [
  'dns.intercepted',
  // Mere effects of others, as long as nothing else is known.
  'dns.nobody-answers-servers',
  'dns.address-silent',
  // They are optional in every plan.
  ...(['dns.missing-calls', 'dns.missing-web'] as const),
];

test('every finding has a zone that shows it', () => {
  const shown = new Set<string>([...WRONG.map(({ expects }) => expects!), ...ELSEWHERE]);
  const all = { ...DNS_ZONE, ...DNS_RECORDS, ...DNS_TARGETS, ...DNS_NAMES };
  expect(Object.keys(all).filter((code) => !shown.has(code))).toEqual([]);
});

describeInDnsLab('the doctor in the lab', () => {
  let lab: Lab;
  let looked: ReadonlyMap<string, Looked>;
  beforeAll(async () => {
    lab = await openLab();
    looked = await lookAtAll(lab);
  }, 180_000);
  afterAll(() => lab?.close());

  for (const { name, expects } of CASES)
    test(`${name}: ${expects ?? 'nothing'}`, () => {
      const found = looked.get(name)!;
      if (expects === null) expect(found.findings).toEqual([]);
      else expect({ roots: rootsOf(found), all: found.findings }).toMatchObject({ roots: [expects] });
    });

  test('a phone and a server end at the office’s doors', () => {
    expect(looked.get('good')!.chosen).toEqual({ phone: 'xmpp.good.lab:5223', server: 'xmpp.good.lab:5270' });
    // P29: servers are led to the website, where nobody answers them.
    expect(looked.get('target-website')!.chosen).toEqual({
      phone: 'xmpp.target-website.lab:5223',
      server: null,
    });
  });

  describe('chatelaine doctor', () => {
    const doctor = async (...args: string[]) => {
      const program = lab.start([process.execPath, CLI, 'doctor', ...args, '--resolver', AT.resolver]);
      const code = await new Promise((ended) => program.child.once('close', ended));
      return { code, text: program.lines.join('\n') };
    };

    test('a stranger’s domain that is all right, and one that is not', async () => {
      const [right, wrong] = await Promise.all([
        doctor('good-strangers.lab', '--only', 'dns', '--json'),
        doctor('not-registered.lab', '--only', 'dns', '--lang', 'fr'),
      ]);
      // The doors are only open while the cases are looked at.
      const { domain, findings } = JSON.parse(right.text);
      expect([right.code, domain]).toEqual([0, 'good-strangers.lab']);
      expect(findings.filter(({ severity }: { severity: string }) => severity === 'broken')).toEqual([]);
      expect(wrong.code).toBe(1);
      expect(wrong.text).toContain('not-registered.lab n’est pas enregistré');
    }, 60_000);

    test('a domain of this installation is compared with its plan', async () => {
      const data = join(lab.folder, 'data');
      mkdirSync(data);
      const settings = await openSettings({ folder: data, now: Date.now });
      await settings.setOffice(officeOf(CASES.find(({ name }) => name === 'name-doubled')!));
      const { code, text } = await doctor('--data', data, '--only', 'dns', '--json');
      const { domain, findings } = JSON.parse(text);
      expect([code, domain]).toEqual([1, 'name-doubled.lab']);
      expect(findings[0]).toMatchObject({ code: 'dns.name-doubled', severity: 'broken', dependsOn: null });
    }, 60_000);

    test('and with the key its server shows', async () => {
      const data = join(lab.folder, 'pinned');
      mkdirSync(data);
      const settings = await openSettings({ folder: data, now: Date.now });
      await settings.setOffice(officeOf(CASES.find(({ name }) => name === 'pin-old')!));
      const file = configurationFile(data);
      mkdirSync(dirname(file), { recursive: true });
      const certificate = { chain: join(lab.folder, 'doh.pem'), key: '' };
      writeFileSync(file, JSON.stringify({ hosts: { 'pin-old.lab': { certificate } } }));
      const { code, text } = await doctor('--data', data, '--only', 'dns', '--json');
      const roots = JSON.parse(text).findings.filter(
        ({ dependsOn }: Looked['findings'][number]) => dependsOn === null,
      );
      expect(code).toBe(1);
      expect(roots[0]).toMatchObject({ code: 'dns.pin-wrong', severity: 'broken' });
    }, 60_000);
  });

  test('signed, half signed and not signed are told apart', () => {
    const of = (name: string) => looked.get(name)!.dnssec;
    expect([of('good-signed'), of('good-half-signed'), of('good'), of('ds-orphaned')]).toEqual([
      ...['signed', 'half-signed', 'unsigned', 'bogus'],
    ]);
    expect(looked.get('not-registered')!.registered).toBe('no');
  });

  test('before anything is planned: who keeps the zone, what must stay, what of chat is there', () => {
    const { at: _, ...survey } = looked.get('good')!.survey!;
    expect(survey).toMatchObject({
      ...{ registered: 'yes', zone: 'good.lab', dnssec: 'unsigned', wildcard: [], caa: null, findings: [] },
      nameServers: ['ns1.provider.lab', 'ns2.provider.lab'],
      addresses: { v4: [AT.website], v6: [AT.website6] },
      mail: { servers: ['mail.good.lab'], at: null },
    });
    expect(survey.chat.map(({ name }) => name)).toHaveLength(4);
  });

  test('everybody was asked: name servers over both families, resolvers over UDP, TCP and HTTPS', () => {
    const good = looked.get('good')!;
    // ns1 twice, ns2, two resolvers over UDP and TCP, one over HTTPS, and this computer's own.
    expect([good.askers, good.notChecked, good.rows]).toEqual([9, [], { found: 10, missing: 7 }]);
  });
});
