/** What is asked of authorities: missing intermediates, whether a certificate was withdrawn, what time it is. OpenSSL answers as the responder. */
import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { caaFrom } from '../../../electron/manager/certificates/judge/caa.ts';
import { clockFlaw, clockOffset } from '../../../electron/manager/certificates/judge/clock.ts';
import { fetchMissing } from '../../../electron/manager/certificates/judge/complete.ts';
import { publicAuthorities } from '../../../electron/manager/certificates/judge/judge.ts';
import { createOutside, isPublic } from '../../../electron/manager/certificates/judge/outside.ts';
import { certificatesIn } from '../../../electron/manager/certificates/judge/pem.ts';
import { askRevocation } from '../../../electron/manager/certificates/judge/revocation.ts';
import { judgedJobs } from '../../../electron/manager/certificates/judged-jobs.ts';
import { createStanding, withdrawnAmong } from '../../../electron/manager/certificates/standing.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';

// Programs of the system on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
const now = Date.now;
const MINUTE = 60_000;
let web: Server;
let base: string;
/** What the web answers at each path; counted. */
let pages: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {};
let asked: string[] = [];
let root: Issued;
let middle: Issued;
let lower: Issued;
let leaf: Issued;

const bytes = (data: Uint8Array) => (_: IncomingMessage, response: ServerResponse) => void response.end(data);
const pem = (...list: { pem: string }[]) => list.map((one) => `${one.pem.trim()}\n`).join('');

beforeAll(async () => {
  web = createServer((request, response) => {
    asked.push(request.url!);
    const page = pages[request.url!];
    if (page) page(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(web.address() as { port: number }).port}`;
  const issuers = (name: string) => new x509.AuthorityInfoAccessExtension({ caIssuers: `${base}/${name}` });
  root = await makeAuthority('Root');
  middle = await root.issue({ authority: true, name: 'Middle' });
  lower = await middle.issue({ authority: true, name: 'Lower', more: [issuers('middle')] });
  const access = new x509.AuthorityInfoAccessExtension({ caIssuers: `${base}/lower`, ocsp: `${base}/ocsp` });
  leaf = await lower.issue({ dns: ['office.example'], more: [access] });
});
beforeEach(() => {
  pages = {};
  asked = [];
});
afterAll(() => {
  web.close();
  web.closeAllConnections();
  folder[Symbol.dispose]();
});

const ask = createOutside({ isAllowed: () => true, timeoutMs: 3000 });
const authorities = () => publicAuthorities([], [root.pem]);
const fetched = async (chain: string) =>
  certificatesIn(await fetchMissing(chain, { ask, authorities: authorities(), now })).map(
    ({ subject }) => subject,
  );

describe('missing intermediates', () => {
  test('are fetched one after the other, in DER or PEM', async () => {
    pages = { '/lower': bytes(lower.der), '/middle': bytes(Buffer.from(middle.pem)) };
    expect(await fetched(leaf.pem)).toEqual(['CN=Lower', 'CN=Middle']);
    expect(asked).toEqual(['/lower', '/middle']);
  });
  test('only those that are missing', async () => {
    pages = { '/middle': bytes(middle.der) };
    expect(await fetched(pem(leaf, lower))).toEqual(['CN=Middle']);
    expect(await fetched(pem(leaf, lower, middle))).toEqual([]);
  });
  test('what is there and did not issue it is not taken', async () => {
    const imposter = await makeAuthority('Lower');
    pages = { '/lower': bytes(imposter.der) };
    expect(await fetched(leaf.pem)).toEqual([]);
  });
  test.each([
    ['not there', {}],
    ['words', { '/lower': bytes(Buffer.from('<html>')) }],
    ['far too much', { '/lower': bytes(Buffer.alloc(500_000)) }],
    [
      'round and round',
      {
        '/lower': (_: IncomingMessage, response: ServerResponse) =>
          void response.writeHead(302, { location: '/lower' }).end(),
      },
    ],
    [
      'cut off',
      {
        '/lower': (_: IncomingMessage, response: ServerResponse) =>
          void response.writeHead(200, { 'content-length': '900' }).write('x', () => response.destroy()),
      },
    ],
  ])('%s: it stays missing', async (_, pages_) => {
    pages = pages_;
    expect(await fetched(leaf.pem)).toEqual([]);
  });
});

describe('addresses written by somebody else', () => {
  test.each([
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['::1', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['2001:db8::1', false],
    ['9.9.9.9', true],
    ['2620:fe::fe', true],
    ['somewhere', false],
  ])('%s: public is %s', (address, expected) => {
    expect(isPublic(address)).toBe(expected);
  });

  const strict = createOutside();
  test.each([
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://0x7f.1/',
    'http://2130706433/',
    'file:///etc/passwd',
    'ftp://9.9.9.9/',
    'gopher://x/',
  ])('%s is not asked', async (url) => {
    await expect(strict({ url, maxBytes: 10 })).rejects.toThrow(
      /no public address|not an address of the web|Invalid/,
    );
  });

  test('a name that leads inside is not asked, whatever else it leads to', async () => {
    const lookup = async () => [
      { address: '9.9.9.9', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    const outside = createOutside({ lookup });
    await expect(outside({ url: 'http://cert.example/', maxBytes: 10 })).rejects.toThrow(
      'cert.example is no public address',
    );
  });

  test('a redirection inside is not followed', async () => {
    pages = {
      '/out': (_, response) => void response.writeHead(302, { location: 'http://127.0.0.2/in' }).end(),
    };
    const outside = createOutside({ isAllowed: (address) => address === '127.0.0.1' });
    await expect(outside({ url: `${base}/out`, maxBytes: 10 })).rejects.toThrow('no public address');
  });

  test('a name is connected to where it led when it was looked at', async () => {
    let times = 0;
    const lookup = async () => [{ address: times++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    const outside = createOutside({ lookup, isAllowed: (address) => address === '127.0.0.1' });
    pages = { '/once': bytes(Buffer.from('ok')) };
    const url = `http://cert.example:${new URL(base).port}/once`;
    expect(String(await outside({ url, maxBytes: 10 }))).toBe('ok');
  });
});

describeWith(['openssl'], 'whether it was withdrawn', () => {
  const chain = () => pem(leaf, lower, middle);
  const serial = () => new x509.X509Certificate(leaf.pem).serialNumber.toUpperCase();
  /** OpenSSL's own responder, signing as `signer`, about an index with one line. */
  function responder(line: string, signer: Issued, args: readonly string[] = []) {
    return (request: IncomingMessage, response: ServerResponse) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        writeFileSync(at('request.der'), Buffer.concat(parts));
        writeFileSync(at('index.txt'), `${line}\n`);
        writeFileSync(at('lower.pem'), lower.pem);
        writeFileSync(at('signer.pem'), signer.pem);
        writeFileSync(at('signer.key'), signer.key);
        execFileSync(
          'openssl',
          [
            ...['ocsp', '-index', at('index.txt'), '-CA', at('lower.pem'), '-rsigner', at('signer.pem')],
            ...[
              '-rkey',
              at('signer.key'),
              '-reqin',
              at('request.der'),
              '-respout',
              at('answer.der'),
              '-ndays',
              '1',
              ...args,
            ],
          ],
          { stdio: 'pipe' },
        );
        response.end(readFileSync(at('answer.der')));
      });
    };
  }
  const VALID = () => `V\t361231235959Z\t\t${serial()}\tunknown\t/CN=office.example`;
  const REVOKED = () =>
    `R\t361231235959Z\t261101120000Z,keyCompromise\t${serial()}\tunknown\t/CN=office.example`;
  const said = async (which = chain()) => {
    const { state, how, at: when } = await askRevocation(which, { ask, now });
    return [state, how, when];
  };

  test('good, says the authority itself', async () => {
    pages = { '/ocsp': responder(VALID(), lower) };
    expect(await said()).toEqual(['good', 'ocsp', null]);
  });
  test('withdrawn, and since when', async () => {
    pages = { '/ocsp': responder(REVOKED(), lower) };
    expect(await said()).toEqual(['revoked', 'ocsp', Date.UTC(2026, 10, 1, 12)]);
  });
  test('said by a responder the authority appointed', async () => {
    const appointed = await lower.issue({ dns: ['ocsp.example'], purposes: ['1.3.6.1.5.5.7.3.9'] });
    pages = { '/ocsp': responder(REVOKED(), appointed) };
    expect(await said()).toEqual(['revoked', 'ocsp', Date.UTC(2026, 10, 1, 12)]);
  });
  test('a responder nobody appointed is not believed', async () => {
    const other = await lower.issue({ dns: ['ocsp.example'] });
    pages = { '/ocsp': responder(REVOKED(), other) };
    expect(await said()).toEqual(['unknown', 'ocsp', null]);
  });
  test('nor an appointment by somebody else', async () => {
    const stranger = await makeAuthority('Lower');
    const other = await stranger.issue({ dns: ['ocsp.example'], purposes: ['1.3.6.1.5.5.7.3.9'] });
    pages = { '/ocsp': responder(REVOKED(), other) };
    expect(await said()).toEqual(['unknown', 'ocsp', null]);
  });
  test('an answer about another certificate', async () => {
    const sister = await lower.issue({ dns: ['b.example'] });
    const index = VALID().replace(serial(), new x509.X509Certificate(sister.pem).serialNumber.toUpperCase());
    pages = { '/ocsp': responder(index, lower) };
    expect((await said())[0]).toBe('unknown');
  });
  test.each([
    ['words', () => bytes(Buffer.from('no'))],
    ['a refusal', () => bytes(Buffer.from('30030a0106', 'hex'))],
    ['nothing', () => bytes(Buffer.alloc(0))],
    ['an error', () => (_: IncomingMessage, response: ServerResponse) => void response.writeHead(503).end()],
  ])('%s is no answer', async (_, page) => {
    pages = { '/ocsp': page() };
    expect((await said())[0]).toBe('unknown');
  });
  test('an answer of last year', async () => {
    pages = { '/ocsp': responder(VALID(), lower) };
    const { state, detail } = await askRevocation(chain(), { ask, now: () => now() + 30 * 86_400_000 });
    expect([state, detail]).toEqual(['unknown', 'the answer is out of date']);
  });

  test('without OCSP the list is read: on it, not on it, forged', async () => {
    const list = new x509.CRLDistributionPointsExtension([`${base}/crl`]);
    const one = await lower.issue({ dns: ['office.example'], more: [list] });
    const entry = {
      serialNumber: new x509.X509Certificate(one.pem).serialNumber,
      revocationDate: new Date(Date.UTC(2026, 9, 1)),
    };
    const crl = (entries: x509.X509CrlCreateParams['entries'], signer: Issued) =>
      x509.X509CrlGenerator.create(
        {
          ...{
            issuer: 'CN=Lower',
            thisUpdate: new Date(now() - 1000),
            nextUpdate: new Date(now() + 86_400_000),
          },
          ...{ entries: entries ?? [], signingKey: signer.keys.privateKey },
          signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
        },
        webcrypto as unknown as Crypto,
      );
    const answer = async (entries: x509.X509CrlCreateParams['entries'], signer: Issued) => {
      pages = { '/crl': bytes(Buffer.from((await crl(entries, signer)).rawData)) };
      return said(pem(one, lower));
    };
    expect(await answer([entry], lower)).toEqual(['revoked', 'crl', Date.UTC(2026, 9, 1)]);
    expect(await answer([{ ...entry, serialNumber: '7f' }], lower)).toEqual(['good', 'crl', null]);
    expect(await answer([entry], middle)).toEqual(['unknown', 'crl', null]);
  });

  test('what was said is remembered with the certificate, and withdrawn once is withdrawn; the page tells it', async () => {
    const domain = 'office.example';
    const values = new Map<string, unknown>();
    const kept = {
      get: (name: string) => values.get(name),
      set: (name: string, value: unknown) => void values.set(name, value),
    };
    // A new one each time, as after a restart.
    const standing = () => createStanding({ kept, ask, now });
    const question = () => standing().ask(domain, chain(), AbortSignal.timeout(30_000));
    writeFileSync(at('chain.pem'), chain());
    const jobs = {
      ...{ isLocal: () => false, files: () => ({ chain: at('chain.pem'), key: '' }) },
      list: async () => [{ domain, findings: [] }],
    };
    const told = async () => {
      const page = judgedJobs({
        ...{ jobs: jobs as never, authorities: async () => authorities(), now, wanted: () => [] },
        ...{ revocation: standing().of, caa: () => undefined, authorityFindings: async () => [] },
      });
      return (await page.list())[0]!.findings.map(({ code }) => code);
    };

    expect([await question(), await told()]).toEqual([false, []]);
    pages = { '/ocsp': responder(VALID(), lower) };
    expect([await question(), standing().of(domain, chain())?.state]).toEqual([false, 'good']);
    pages = { '/ocsp': responder(REVOKED(), lower) };
    expect([await question(), await told()]).toEqual([true, ['certificate.revoked']]);
    const [gone] = await withdrawnAmong([domain], jobs, standing());
    expect(gone).toEqual({ domain, at: expect.any(Number) });
    expect(await withdrawnAmong([domain], { ...jobs, isLocal: () => true }, standing())).toEqual([]);
    pages = { '/ocsp': responder(VALID(), lower) };
    expect([await question(), await told()]).toEqual([true, ['certificate.revoked']]);
    // The next certificate is another matter.
    writeFileSync(at('chain.pem'), pem(await lower.issue({ dns: [domain] }), lower, middle));
    expect(await told()).toEqual([]);
    expect(await withdrawnAmong([domain], jobs, standing())).toEqual([]);
  });

  test('a certificate that names nobody to ask is not asked about', async () => {
    const plain = await lower.issue({ dns: ['office.example'] });
    expect((await said(pem(plain, lower)))[0]).toBe('not-offered');
    expect(asked).toEqual([]);
  });
});

test('what a zone allows, as the DNS has it', () => {
  expect(caaFrom(['0 issue "letsencrypt.org"', '128 iodef "mailto:it@office.example"', 'odd'])).toEqual({
    records: [
      { tag: 'issue', value: 'letsencrypt.org' },
      { tag: 'iodef', value: 'mailto:it@office.example' },
    ],
  });
  expect(caaFrom(undefined)).toBeUndefined();
});

describe('the clock', () => {
  const said = (...offsets: number[]) => offsets.map((offset) => ({ here: 1e12 + offset, there: 1e12 }));
  test.each([
    ['nothing said', [], undefined],
    ['right', [0, 200, -300], 0],
    ['three days ahead', [3 * 1440 * MINUTE, 3 * 1440 * MINUTE, 3 * 1440 * MINUTE], 3 * 1440 * MINUTE],
    ['one liar among three', [0, 0, 9e9], 0],
  ])('%s', (_, offsets, offset) => {
    expect(clockOffset({ now: 1e12, said: said(...offsets) })).toBe(offset);
  });
  test('nine minutes trouble nobody, eleven are told', () => {
    expect(clockFlaw({ now: 1e12, said: said(9 * MINUTE) }, 'clock')).toBeUndefined();
    expect(clockFlaw({ now: 1e12, said: said(-11 * MINUTE) }, 'clock')).toMatchObject({
      code: 'certificate.clock-wrong',
      data: { ahead: false },
    });
  });
  test('before what certainly is past', () => {
    expect(clockFlaw({ now: 1e12, said: [], past: 1.1e12 }, 'clock')?.code).toBe('certificate.clock-wrong');
  });
  test('answers say what time it is there', async () => {
    const dates: number[] = [];
    const outside = createOutside({ isAllowed: () => true, dated: (there) => dates.push(there) });
    pages = { '/x': bytes(Buffer.from('x')) };
    await outside({ url: `${base}/x`, maxBytes: 10 });
    expect(Math.abs(dates[0]! - now())).toBeLessThan(MINUTE);
  });
});
