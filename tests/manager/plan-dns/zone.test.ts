/** The zone text is what a name server takes: each checked by BIND's own programs, and read back by them as planned. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { dnsPlan, type PlanFacts } from '../../../electron/manager/dns/plan/plan.ts';
import { zoneOf, zoneText } from '../../../electron/manager/dns/plan/zone.ts';
import { serverHost } from '../../../electron/manager/office-names.ts';
import { describeWith } from '../../support/need.ts';
import { anyFacts, factsOf } from './facts.ts';

const folder = mkdtempSync(join(tmpdir(), 'chatelaine-zone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = `$TTL 3600
@ IN SOA ns.hoster.example. hostmaster.hoster.example. 1 7200 3600 1209600 3600
@ IN NS ns.hoster.example.
@ IN MX 10 mail.hoster.example.
@ IN TXT "v=spf1 -all"
`;

/** As it stands in a zone that has mail and a website of its own; and the addresses SRV needs, where the plan leaves them to others. */
function written(
  facts: PlanFacts,
  name: string,
  language: 'en' | 'fr' = 'fr',
): { file: string; zone: string } {
  const plan = dnsPlan(facts);
  const zone = zoneOf(plan, {});
  const text = zoneText(plan, { language, optional: true });
  const host = serverHost(facts.office);
  const rest = plan.gaps.some(({ code }) => code === 'address-unknown')
    ? `${host}. 3600 IN A 192.0.2.1\n`
    : '';
  const file = join(folder, name);
  const body = text.replace(/^; .*\n/, '').replace(`$ORIGIN ${zone}.`, '');
  writeFileSync(file, `$ORIGIN ${zone}.\n${HEAD}${body}${rest}`);
  return { file, zone };
}

/** The sentence of what is wrong, or nothing. -S, -M, -r: an SRV or MX at an alias, and a record said twice, are failures. */
function complaint({ file, zone }: { file: string; zone: string }): string {
  const args = ['-i', 'local', '-S', 'fail', '-M', 'fail', '-r', 'fail', '-k', 'ignore', zone, file];
  const ran = spawnSync('named-checkzone', args, { encoding: 'utf8' });
  return ran.status === 0 ? '' : `${ran.stdout}${ran.stderr}`;
}

/** As BIND writes it out again: `NAME TTL TYPE VALUE`, sorted, without what was there before. */
function readBack({ file, zone }: { file: string; zone: string }): string[] {
  const args = ['-i', 'none', '-k', 'ignore', '-s', 'full', '-o', '-', zone, file];
  const text = execFileSync('named-compilezone', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text
    .split('\n')
    .filter((line) => line !== '' && !/\sIN\s+(SOA|NS|MX)\s|v=spf1/.test(line) && !line.startsWith(';'))
    .map((line) =>
      line
        .replace(/\s+IN\s+/, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .sort();
}

describeWith(['named-checkzone', 'named-compilezone'], 'the zone text', () => {
  it('of the usual office is taken, and read back as planned', () => {
    const facts = factsOf({
      ...{ onePortOpen: true, signed: true, tlsa: [`3 1 1 ${'AB'.repeat(32)}`] },
      authority: { caa: 'letsencrypt.org', accountUri: 'https://acme.example/acct/7', methods: ['dns-01'] },
      caa: { name: 'example.org', values: ['0 issue "other.example"'] },
      proofZone: 'proofs.example',
    });
    const zone = written(facts, 'usual.zone');
    expect(complaint(zone)).toBe('');
    const planned = dnsPlan(facts).records.flatMap(({ set }) =>
      set.values.map((value) => `${set.name}. ${set.ttl} ${set.type} ${value}`),
    );
    const spaced = (line: string) =>
      line.replace(/(TLSA 3 1 1) .*/, (all, head) => `${head} ${all.slice(head.length).replace(/ /g, '')}`);
    expect(readBack(zone).map(spaced)).toEqual(planned.map(spaced).sort());
  });

  it('of any office is taken', { timeout: 60_000 }, () => {
    // One process each: some, not hundreds.
    let n = 0;
    fc.assert(
      fc.property(anyFacts, (facts) => {
        n++;
        expect(complaint(written(facts, `any-${n}.zone`, n % 2 === 0 ? 'en' : 'fr'))).toBe('');
      }),
      { numRuns: 40 },
    );
  });

  it('and the check can fail', () => {
    const facts = factsOf();
    const zone = written(facts, 'broken.zone');
    writeFileSync(join(folder, 'more.zone'), `$INCLUDE ${zone.file}\nxmpp 3600 IN CNAME www.example.org.\n`);
    expect(complaint({ ...zone, file: join(folder, 'more.zone') })).toMatch(/CNAME and other data/);
  });
});

it('no word of a comment becomes a record', () => {
  const text = zoneText(dnsPlan(factsOf()), { language: 'fr', optional: true });
  for (const line of text.split('\n')) expect(line).toMatch(/^(;.*|\$ORIGIN \S+\.|\S+ \d+ IN [A-Z]+ .+|)$/);
});

it('what nothing breaks without is left out unless asked for', () => {
  const text = (optional: boolean) => zoneText(dnsPlan(factsOf()), { language: 'en', optional });
  expect(text(false)).not.toContain('_xmppconnect');
  expect(text(true)).toContain(
    '_xmppconnect 3600 IN TXT "_xmpp-client-xbosh=https://xmpp.example.org:5443/http-bind"',
  );
});
