/** Attempts as programs make them, over real sockets, and what the server says of each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AttemptReport, AttemptRow } from '../../../server/attempts/row.ts';
import { startAgent } from '../../support/agent.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { describeWith } from '../../support/need.ts';
import { createScramClient } from '../../support/scram-client.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { connectClient } from '../../support/xmpp-client.ts';

let server: TestServer;
let news: () => void = () => {};

beforeAll(async () => {
  server = await startTestServer({ hosts: ['example.org'], config: { limits: { sessionsPerAccount: 1 } } });
  await server.createAccounts('marie', 'zoe');
  server.server.subscribe(({ event }) => void (event === 'attempts.changed' && news()));
}, 30_000);
afterAll(() => server.stop());

const report = async (): Promise<AttemptReport> => {
  const command = server.server.commands().find(({ name }) => name === 'connection_attempts')!;
  return (await command.run({} as never)) as AttemptReport;
};

/** The newest row that fits, once there is one. */
async function seen(fits: (row: AttemptRow) => boolean): Promise<AttemptRow> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      news = resolve;
    });
    const found = (await report()).rows.find((row) => row.id > last && fits(row));
    if (found) return found;
    await changed;
  }
}
let last = 0;
beforeEach(async () => {
  last = Math.max(0, ...(await report()).rows.map(({ id }) => id));
});

async function say(port: number, bytes: string | Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  socket.write(bytes);
  const timer = setTimeout(() => socket.destroy(), 500);
  await once(socket, 'close');
  clearTimeout(timer);
}

const header = (to: string) =>
  `<?xml version='1.0'?><stream:stream to='${to}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;

async function tls(options: ConnectionOptions): Promise<void> {
  const socket = connectTls({ port: server.ports.direct, host: '127.0.0.1', ...options });
  socket.on('error', () => {});
  socket.once('secureConnect', () => socket.destroy());
  await new Promise((resolve) => socket.once('close', resolve));
}

test('a browser at a port for programs, with TLS and without', async () => {
  await say(server.ports.starttls, 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n');
  expect(await seen(({ stopped }) => stopped === 'http')).toMatchObject({
    door: 'starttls',
    stage: 'reached',
  });
  await say(server.ports.direct, 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n');
  expect(await seen(({ door, stopped }) => door === 'direct' && stopped === 'http')).toMatchObject({
    account: null,
  });
});

test('TLS at once where STARTTLS is expected, and the other way round', async () => {
  await tls({ port: server.ports.starttls, servername: 'example.org', rejectUnauthorized: false });
  expect(await seen(({ stopped }) => stopped === 'tls-too-soon')).toMatchObject({ door: 'starttls' });
  await say(server.ports.direct, header('example.org'));
  expect(await seen(({ stopped }) => stopped === 'tls-expected')).toMatchObject({ door: 'direct' });
});

test('only old TLS, from another address than the server’s own', async () => {
  const child = spawn('openssl', [
    ...['s_client', '-connect', `127.0.0.1:${server.ports.direct}`, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'],
    ...['-bind', '127.0.0.2:0'],
  ]);
  child.stdin.end();
  await once(child, 'close');
  expect(await seen(({ stopped }) => stopped === 'tls-old')).toMatchObject({ door: 'direct' });
});

test('a program that does not trust the certificate, and says so', async () => {
  const child = spawn('openssl', [
    ...['s_client', '-connect', `127.0.0.1:${server.ports.direct}`, '-servername', 'example.org'],
    ...['-verify_return_error', '-no-CApath', '-no-CAfile', '-no-CAstore'],
  ]);
  child.stdin.end();
  await once(child, 'close');
  const row = await seen(({ stopped }) => stopped === 'certificate-refused');
  expect(row).toMatchObject({ door: 'direct', account: null });
  expect(row.because).toMatch(/alert/i);
});

test('a stream without TLS, and a log-in without it', async () => {
  const client = await connectClient({ port: server.ports.starttls, host: 'example.org' });
  await client.openStream();
  client.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1hcmllAHNlY3JldA==</auth>");
  expect(await seen(({ stopped }) => stopped === 'no-tls')).toMatchObject({
    asked: 'example.org',
    stage: 'spoke',
  });
  client.destroy();
});

test('a domain that is not served, and the one that was meant', async () => {
  const client = await connectClient({ port: server.ports.starttls, host: 'exemple.org' });
  client.send(header('exemple.org'));
  await client.closed();
  expect(await seen(({ stopped }) => stopped === 'wrong-domain')).toMatchObject({
    ...{ asked: 'exemple.org', meant: 'example.org', source: '127.0.0.1' },
  });
});

test('a wrong password counts up, a right one ends it; nothing tells the password', async () => {
  for (const times of [1, 2, 3]) {
    const client = await server.connect({ tls: 'starttls' });
    await client.startTls();
    await client.authenticate('marie', 'not it at all').catch(() => undefined);
    client.destroy();
    expect(await seen((row) => row.stopped === 'wrong-password' && row.times >= times)).toMatchObject({
      ...{ account: 'marie@example.org', exists: true, mechanism: 'PLAIN', times, tls: 'TLSv1.3' },
    });
  }
  const client = await server.session('marie', { tls: 'starttls', resource: 'desk' });
  expect(await seen(({ stage }) => stage === 'connected')).toMatchObject({
    ...{ account: 'marie@example.org', resource: 'desk', stopped: null },
  });
  expect(JSON.stringify(await report())).not.toContain('not it at all');
  expect(JSON.stringify(await report())).not.toContain('secret');
  client.destroy();
});

test('a name nobody has is told to the administrator alone', async () => {
  const client = await server.connect();
  await client.openStream();
  client.send(
    `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${Buffer.from('\0mrie\0secret').toString('base64')}</auth>`,
  );
  expect(String(await client.expect())).toContain('<not-authorized');
  expect(await seen(({ account }) => account === 'mrie@example.org')).toMatchObject({
    ...{ exists: false, stopped: 'wrong-password', meant: 'marie@example.org' },
  });
  client.destroy();
});

test('the whole address typed as the name; and what is none of ours is not repeated', async () => {
  const tell = async (name: string) => {
    const client = await server.connect();
    await client.openStream();
    const data = Buffer.from(`\0${name}\0secret`).toString('base64');
    client.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${data}</auth>`);
    expect(String(await client.expect())).toContain('<not-authorized');
    client.destroy();
  };
  await tell('marie@example.org');
  expect(await seen(({ stopped }) => stopped === 'whole-address')).toMatchObject({
    ...{ account: 'marie@example.org', exists: true },
  });
  // Perhaps a password in the wrong field.
  await tell('hunter2@#!');
  expect(await seen(({ stopped }) => stopped === 'wrong-password')).toMatchObject({ account: null });
  expect(JSON.stringify(await report())).not.toContain('hunter2');
});

test('a mechanism nobody offers; an account that is disabled; one session too many', async () => {
  const odd = await server.connect();
  await odd.openStream();
  odd.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='DIGEST-MD5'/>");
  await odd.expect();
  expect(await seen(({ stopped }) => stopped === 'no-mechanism')).toMatchObject({ mechanism: 'DIGEST-MD5' });
  odd.destroy();

  const first = await server.session('zoe', { resource: 'one' });
  const second = await server.login('zoe');
  await expect(second.bind('two')).rejects.toThrow();
  expect(await seen(({ stopped }) => stopped === 'too-many-sessions')).toMatchObject({ stage: 'known' });
  first.destroy();
  second.destroy();

  const zoe = server.server.accounts.list('example.org').find(({ jid }) => jid.local === 'zoe')!.jid;
  await server.server.accounts.setDisabled(zoe, true);
  const client = await server.connect();
  await client.openStream();
  await client.authenticate('zoe', 'secret').catch(() => undefined);
  expect(await seen(({ stopped }) => stopped === 'disabled')).toMatchObject({ account: 'zoe@example.org' });
  client.destroy();
});

test('somebody between: a program that saw another connection, and one that saw other mechanisms', async () => {
  const enter = async (mechanism: string, more: { gs2: string; binding?: Buffer }) => {
    const client = await server.connect({ tls: 'starttls' });
    await client.startTls();
    const scram = createScramClient(mechanism, 'marie', 'secret', more);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
    client.send(`<auth xmlns='${sasl}' mechanism='${mechanism}'>${base64(scram.first)}</auth>`);
    const answer = await client.expect();
    if (answer.name === 'challenge') {
      const challenge = Buffer.from(answer.getText(), 'base64').toString();
      client.send(`<response xmlns='${sasl}'>${base64(scram.final(challenge))}</response>`);
      expect(String(await client.expect())).toContain('<not-authorized');
    }
    client.destroy();
  };
  await enter('SCRAM-SHA-256-PLUS', { gs2: 'p=tls-exporter,,', binding: Buffer.alloc(32, 1) });
  expect(await seen(({ stopped }) => stopped === 'other-connection')).toMatchObject({
    ...{ account: 'marie@example.org', mechanism: 'SCRAM-SHA-256-PLUS', times: 1 },
  });
  // RFC 5802 §6: "y" says that no -PLUS was offered.
  await enter('SCRAM-SHA-256', { gs2: 'y,,' });
  expect(await seen(({ times, stopped }) => stopped === 'other-connection' && times === 2)).toMatchObject({
    ...{ account: 'marie@example.org', mechanism: 'SCRAM-SHA-256', exists: true },
  });
});

test('connections of this machine to its own ports are not told', async () => {
  await say(server.ports.starttls, '');
  const client = await server.connect();
  await client.openStream();
  client.destroy();
  await server.session('marie', { resource: 'later' });
  await seen(({ resource }) => resource === 'later');
  const { rows } = await report();
  expect(rows.filter(({ id }) => id > last).map(({ stopped }) => stopped)).toEqual([null]);
});

test('too many wrong passwords: until when, and forgiven by the operator', async () => {
  const address = 'otto@example.org';
  await server.createAccounts('otto');
  for (let times = 1; times <= 11; times++) {
    const client = await server.connect();
    await client.openStream();
    await client.authenticate('otto', 'wrong').catch(() => undefined);
    client.destroy();
  }
  const row = await seen(({ stopped }) => stopped === 'throttled');
  expect(row).toMatchObject({ account: address, exists: true });
  expect(row.until).toBeGreaterThan(Date.now() + 60_000);
  const forgive = server.server.commands().find(({ name }) => name === 'forgive_failed_logins')!;
  await forgive.run({ user: 'otto', host: 'example.org', address: '127.0.0.1' } as never);
  (await server.session('otto', { resource: 'in' })).destroy();
  expect(await seen(({ resource }) => resource === 'in')).toMatchObject({ stopped: null, account: address });
}, 20_000);

describeWith(['slixmpp'], 'a library that people use', () => {
  const enter = (password: string, ca: string) =>
    startAgent('marie', {
      ...{ jid: 'paul@example.org/slix', password, ca, host: '127.0.0.1', port: server.ports.starttls },
    });

  test('with a wrong password, and with an authority that is not ours', async () => {
    await server.createAccounts('paul');
    const wrong = enter('old password', join(server.folder, 'ca.pem'));
    await wrong.expect('failed_auth');
    expect(await seen(({ stopped }) => stopped === 'wrong-password')).toMatchObject({
      ...{ account: 'paul@example.org', tls: 'TLSv1.3', stage: 'greeted' },
    });
    await wrong.stop();
    const { pem } = await makeCertificate(server.folder, 'stranger', ['stranger.example']);
    const ca = join(server.folder, 'stranger-ca.pem');
    writeFileSync(ca, pem);
    const careful = enter('secret', ca);
    // Python leaves in the middle of the handshake, without the alert that OpenSSL would send.
    await careful.expect('untrusted');
    expect(await seen(({ stopped }) => stopped === 'left-at-tls')).toMatchObject({
      ...{ asked: 'example.org', account: null, stage: 'securing' },
    });
    await careful.stop();
  }, 30_000);
});
