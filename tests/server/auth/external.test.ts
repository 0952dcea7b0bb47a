/** Log-ins with a client certificate (RFC 4422 appendix A, XEP-0178): who gets in, as whom, and who does not. */
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAddresses, xmppAddresses } from '../../../server/net/client-certificate.ts';
import { type Authority, createAuthority, type IssueOptions } from '../../support/client-certificate.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { connectClient, type RawClient } from '../../support/xmpp-client.ts';

let server: TestServer;
let office: Authority;
let stranger: Authority;
beforeAll(async () => {
  [office, stranger] = [await createAuthority(), await createAuthority()];
  server = await startTestServer({ hosts: ['test', 'other'] });
  const file = join(server.folder, 'authorities.pem');
  writeFileSync(file, office.pem);
  const { test, ...rest } = server.config.hosts;
  const hosts = { test: { ...test!, clientAuthorities: file }, ...rest };
  expect(server.server.reload({ ...server.config, hosts })).toEqual([]);
  await server.createAccounts('nina', 'otto', 'paused', 'nina@other');
  const paused = server.server.accounts.list('test').find(({ jid }) => jid.local === 'paused')!;
  await server.server.accounts.setDisabled(paused.jid, true);
});
afterAll(() => server.stop());

async function connect(
  shown?: { cert: string; key: string },
  host = 'test',
  version: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
) {
  const secure = { ...shown, minVersion: version, maxVersion: version };
  const client = await connectClient({
    port: server.ports.direct,
    host,
    tls: 'direct',
    ca: server.ca,
    secure,
  });
  const features = await client.openStream();
  const offered = (features.getChild('mechanisms')?.getChildElements() ?? []).map((one) => one.getText());
  return { client, offered, socket: client.socket as TLSSocket };
}

async function logIn(client: RawClient, authzid = ''): Promise<string> {
  const text = authzid === '' ? '=' : Buffer.from(authzid).toString('base64');
  client.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>${text}</auth>`);
  const answer: Element = await client.expect();
  if (answer.name === 'failure') return answer.getChildElements()[0]!.name;
  await client.openStream();
  return client.bind();
}

describe.each(['TLSv1.3', 'TLSv1.2'] as const)('%s', (version) => {
  it('offers EXTERNAL, first, to who has shown a certificate of the office, and needs no password', async () => {
    const { client, offered } = await connect(await office.issue(['nina@test']), 'test', version);
    expect(offered[0]).toBe('EXTERNAL');
    expect(await logIn(client)).toMatch(/^nina@test\//);
    client.destroy();
  });
});

it.each(['TLSv1.3', 'TLSv1.2'] as const)(
  '%s: a resumed TLS session still knows whose certificate it was',
  async (version) => {
    const shown = await office.issue(['nina@test']);
    const first = await connect(shown, 'test', version);
    // Tickets of TLS 1.3 come behind the handshake.
    expect(await logIn(first.client)).toMatch(/^nina/);
    const session = first.socket.getSession()!;
    first.client.destroy();
    const secure = { ...shown, session, minVersion: version, maxVersion: version };
    const again = await connectClient({
      port: server.ports.direct,
      host: 'test',
      tls: 'direct',
      ca: server.ca,
      secure,
    });
    await again.openStream();
    expect((again.socket as TLSSocket).isSessionReused()).toBe(true);
    expect(await logIn(again)).toMatch(/^nina/);
    again.destroy();
  },
);

it('without one, everything is as before', async () => {
  const { client, offered } = await connect();
  expect(offered).not.toContain('EXTERNAL');
  expect(await logIn(client)).toBe('invalid-mechanism');
  client.destroy();
});

describe('not offered', () => {
  const ROWS: [why: string, from: () => Authority, addresses: string[], more: IssueOptions, host: string][] =
    [
      ['of another authority of the same name', () => stranger, ['nina@test'], {}, 'test'],
      ['over', () => office, ['nina@test'], { days: -1 }, 'test'],
      ['for servers', () => office, ['nina@test'], { usage: '1.3.6.1.5.5.7.3.1' }, 'test'],
      ['for another domain', () => office, ['nina@elsewhere'], {}, 'test'],
      ['for the domain itself', () => office, ['test'], {}, 'test'],
      ['for a device', () => office, ['nina@test/phone'], {}, 'test'],
      ['for no address', () => office, ['@'], {}, 'test'],
      ['at a domain that has no authorities', () => office, ['nina@other'], {}, 'other'],
    ];
  it.each(ROWS)('%s', async (_why, from, addresses, more, host) => {
    const { client, offered } = await connect(await from().issue(addresses, more), host);
    expect(offered).not.toContain('EXTERNAL');
    client.destroy();
  });
});

describe('as whom', () => {
  const ROWS: [why: string, addresses: string[], authzid: string, expected: RegExp][] = [
    ['oneself, by name', ['nina@test'], 'nina@test', /^nina@test/],
    ['oneself, in another spelling', ['Nina@TEST'], 'NINA@test', /^nina@test/],
    ['somebody else', ['nina@test'], 'otto@test', /^invalid-authzid$/],
    ['a device', ['nina@test'], 'nina@test/phone', /^invalid-authzid$/],
    ['no address', ['nina@test'], '@', /^invalid-authzid$/],
    ['XEP-0178 §2: one of several', ['nina@test', 'otto@test'], 'otto@test', /^otto@test/],
    ['several, and none named', ['nina@test', 'otto@test'], '', /^invalid-authzid$/],
    ['nobody of that name', ['nobody@test'], '', /^not-authorized$/],
    ['a disabled account', ['paused@test'], '', /^account-disabled$/],
  ];
  it.each(ROWS)('%s', async (_why, addresses, authzid, expected) => {
    const { client } = await connect(await office.issue(addresses));
    expect(await logIn(client, authzid)).toMatch(expected);
    client.destroy();
  });
});

it('reads nothing out of a certificate that is cut anywhere', async () => {
  const { raw } = new X509Certificate((await office.issue(['nina@test'])).cert);
  expect(xmppAddresses(raw).map(String)).toEqual(['nina@test']);
  for (let length = 0; length < raw.length; length += 1)
    expect(xmppAddresses(raw.subarray(0, length))).toEqual([]);
});

it('an authority is no person, and a person no authority', async () => {
  const { cert } = await office.issue(['nina@test']);
  const [own, leaf] = [new X509Certificate(office.pem), new X509Certificate(cert)];
  expect(clientAddresses(own, [own], 'test', Date.now())).toEqual([]);
  expect(clientAddresses(leaf, [leaf], 'test', Date.now())).toEqual([]);
  expect(clientAddresses(leaf, [own], 'test', Date.now()).map(String)).toEqual(['nina@test']);
});

it('a file that holds no authorities is refused in plain words', () => {
  const file = join(server.folder, 'server.key');
  const { test, ...rest } = server.config.hosts;
  const hosts = { test: { ...test!, clientAuthorities: file }, ...rest };
  expect(server.server.reload({ ...server.config, hosts }).map(({ message }) => message)).toEqual([
    `${file} does not hold certificates of authorities in PEM form.`,
  ]);
});
