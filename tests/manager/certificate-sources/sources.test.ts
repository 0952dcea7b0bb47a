/** Looking at a certificate before it is used, and fetching it again for the job: what a page gets, and what it never gets. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { wordsOfFinding } from '../../../electron/contract/findings/index.ts';
import type { Broker } from '../../../electron/manager/certificates/broker/broker.ts';
import { publicAuthorities, type WantedName } from '../../../electron/manager/certificates/judge/judge.ts';
import { certificatesIn } from '../../../electron/manager/certificates/judge/pem.ts';
import { createPlaces } from '../../../electron/manager/certificates/sources/places.ts';
import { createSources } from '../../../electron/manager/certificates/sources/sources.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';

const DOMAIN = 'office.example';
const WANTED: WantedName[] = [{ name: DOMAIN, what: 'address', ports: [5222], required: true }];
const MACHINE = { host: 'web.example', port: 22, user: 'broker', fingerprint: 'SHA256:x' };
let root: Issued;
let middle: Issued;
let leaf: Issued;
let folder: ReturnType<typeof temporaryFolder>;
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  root = await makeAuthority('Root');
  middle = await root.issue({ authority: true, name: 'Middle' });
  leaf = await middle.issue({ dns: [DOMAIN] });
});
beforeEach(() => {
  folder = temporaryFolder();
  return () => folder[Symbol.dispose]();
});

function sources(broker: Partial<Broker> = {}) {
  const clock = createFakeClock(Date.now());
  const made = createSources({
    ...{ clock, broker: broker as Broker, places: createPlaces({ root: folder.path }), wanted: () => WANTED },
    authorities: () => publicAuthorities([], [root.pem]),
    ask: () => Promise.reject(new Error('nobody is asked in this test')),
  });
  return { clock, sources: made };
}
const file = (name: string, ...parts: string[]) => ({ name, data: Buffer.from(parts.join('\n')) });

test('a good one gets a ticket, and no word of its key', async () => {
  const { sources: area } = sources();
  const found = await area.inspectFiles([file('a.pem', leaf.pem, middle.pem, leaf.key)], undefined);
  expect(found).toMatchObject({ certificate: { names: [DOMAIN] }, findings: [] });
  expect(JSON.stringify(found)).not.toContain('PRIVATE KEY');
  const kept = area.inspected(found.ticket!)!;
  expect(kept.key).toContain('PRIVATE KEY');
  expect(certificatesIn(kept.chain)).toHaveLength(2);
  expect([kept.source, kept.issuer]).toEqual([{ from: 'given' }, 'Middle']);
});

test('a ticket is good for an hour', async () => {
  const { clock, sources: area } = sources();
  const { ticket } = await area.inspectFiles([file('a.pem', leaf.pem, middle.pem, leaf.key)], undefined);
  clock.advance(61 * 60_000);
  expect(area.inspected(ticket!)).toBeUndefined();
});

test('one that is put in order is told, and kept in order', async () => {
  const { sources: area } = sources();
  const found = await area.inspectFiles([file('a.pem', middle.pem, leaf.pem, leaf.key)], undefined);
  expect(found.findings.map(({ code }) => code)).toEqual(['certificate.chain-order']);
  expect(certificatesIn(area.inspected(found.ticket!)!.chain)[0]!.subject).toBe(`CN=${DOMAIN}`);
});

test.each([
  ['run out', { from: -90, to: -1 }, 'certificate.expired'],
  ['of somebody else', { dns: ['other.example'] }, 'certificate.other-names'],
  ['for mail', { purposes: ['1.3.6.1.5.5.7.3.4'] }, 'certificate.not-for-servers'],
])('one %s is shown, and cannot be used', async (_, options, code) => {
  const { sources: area } = sources();
  const one = await middle.issue({ dns: [DOMAIN], ...options });
  const found = await area.inspectFiles([file('a.pem', one.pem, middle.pem, one.key)], undefined);
  expect(found).toMatchObject({ ticket: null, findings: [{ code }] });
  expect(found.certificate).not.toBeNull();
});

test('one of somebody else is told beside the name of the office, not of the files', async () => {
  const { sources: area } = sources();
  const one = await middle.issue({ dns: ['other.example'] });
  const found = await area.inspectFiles([file('a.pem', one.pem, middle.pem, one.key)], undefined);
  expect(wordsOfFinding(found.findings[0]!, 'en')!.cause).toBe(
    `This certificate is for other.example, and for none of the names of ${DOMAIN}.`,
  );
});

test('what nobody could find for the chain, a person has to bring', async () => {
  const { sources: area } = sources();
  const found = await area.inspectFiles([file('a.pem', leaf.pem, leaf.key)], undefined);
  expect(found.findings).toMatchObject([{ code: 'certificate.chain-incomplete', who: 'you' }]);
});

test('a place is looked after from then on, unless a password is needed for it', async () => {
  const { sources: area } = sources();
  mkdirSync(at('live'));
  writeFileSync(at('live/fullchain.pem'), `${leaf.pem}\n${middle.pem}`);
  writeFileSync(at('live/privkey.pem'), leaf.key, { mode: 0o600 });
  const first = await area.inspectPath(at('live'), undefined);
  expect(area.inspected(first.ticket!)!.source).toEqual({ from: 'file', path: at('live') });
  const second = await area.inspectPath(at('live'), 'secret');
  expect(area.inspected(second.ticket!)!.source).toEqual({ from: 'given' });
  expect(await area.fromPath(at('live'))).toMatchObject({ key: expect.stringContaining('PRIVATE KEY') });
  expect(await area.fromPath(at('gone'))).toMatchObject({ findings: [{ code: 'certificate.file-gone' }] });
});

test('another computer: fetched, tried for what its key may, and told', async () => {
  const pair = {
    chain: `${leaf.pem}\n${middle.pem}\n`,
    key: leaf.key,
    given: `${leaf.pem}\n${middle.pem}\n`,
  };
  const free = { code: 'certificate.ssh-too-free', severity: 'warning' } as never;
  const { sources: area } = sources({ fetch: async () => pair, probe: async () => [free] });
  const found = await area.inspectMachine(MACHINE);
  expect(found.findings).toEqual([free]);
  expect(area.inspected(found.ticket!)!.source).toEqual({ from: 'machine', machine: MACHINE });
});

test('what is missing between it and the authority is fetched, told, and kept', async () => {
  const clock = createFakeClock(Date.now());
  const area = createSources({
    ...{ clock, broker: {} as Broker, places: createPlaces({ root: folder.path }), wanted: () => WANTED },
    authorities: () => publicAuthorities([], [root.pem]),
    ask: async () => middle.der,
  });
  const { AuthorityInfoAccessExtension } = await import('@peculiar/x509');
  const more = [new AuthorityInfoAccessExtension({ caIssuers: 'http://authority.example/middle' })];
  const one = await middle.issue({ dns: [DOMAIN], more });
  const found = await area.inspectFiles([file('cert.pem', one.pem, one.key)], undefined);
  expect(found.findings).toMatchObject([{ code: 'certificate.chain-incomplete', data: { repaired: true } }]);
  expect(certificatesIn(area.inspected(found.ticket!)!.chain)).toHaveLength(2);
});
