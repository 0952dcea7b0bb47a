/** SCRAM upgrades (XEP-0480): an account from another server gets the keys it lacks, from the client that knows the password. */
import { pbkdf2Sync } from 'node:crypto';
import type { Element } from 'ltx';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ITERATIONS, makeCredentials, serialiseCredentials } from '../../../server/auth/credentials.ts';
import { parseJid } from '../../../server/kernel/jid.ts';
import { createScramClient } from '../../support/scram-client.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const NS = 'urn:xmpp:sasl:2';
const UPGRADE = 'urn:xmpp:scram-upgrade:0';
const TASK = 'UPGR-SCRAM-SHA-512';
const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64');
const text = (base: string | null | undefined) => Buffer.from(base ?? '', 'base64').toString();

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('otto');
});
afterAll(() => server.stop());

/** As Prosody leaves it: SCRAM-SHA-1 and nothing else, in fewer rounds. */
beforeEach(async () => {
  const { sha1 } = await makeCredentials('secret', 4096);
  server.server.storage.accounts.put({
    ...{ username: 'nina', host: 'test', credentials: serialiseCredentials({ sha1 }), disabled: false },
    ...{ displayName: '', createdAt: 1, lastLogin: null },
  });
});

async function open(from?: string) {
  const client = await server.connect();
  const features = await client.openStream(from === undefined ? {} : { from });
  const offer = features.getChild('authentication', NS)!;
  const list = (name: string) => offer.getChildren(name).map((one) => one.getText());
  return { client, mechanisms: list('mechanism'), upgrades: list('upgrade') };
}

/** Logs in by SCRAM and answers what came then. */
async function logIn(client: RawClient, mechanism: string, more = '', name = 'nina'): Promise<Element> {
  const scram = createScramClient(mechanism, name, 'secret');
  const initial = `<initial-response>${base64(scram.first)}</initial-response>`;
  client.send(`<authenticate xmlns='${NS}' mechanism='${mechanism}'>${initial}${more}</authenticate>`);
  const challenge = await client.expect();
  client.send(`<response xmlns='${NS}'>${base64(scram.final(text(challenge.getText())))}</response>`);
  const answer = await client.expect();
  const signature = answer.getChildText('additional-data');
  if (signature) expect(scram.verify(text(signature))).toBe(true);
  return answer;
}

const wants = (...tasks: string[]) =>
  tasks.map((task) => `<upgrade xmlns='urn:xmpp:sasl:upgrade:0'>${task}</upgrade>`).join('');
const next = (task = TASK) => `<next xmlns='${NS}' task='${task}'/>`;
const hash = (data: string) => `<task-data xmlns='${NS}'><hash xmlns='${UPGRADE}'>${data}</hash></task-data>`;
const outcome = (answer: Element) =>
  answer.name === 'failure' ? answer.getChildElements()[0]!.name : answer.name;

/** Does a task: asks for the salt, computes, sends. */
async function perform(client: RawClient, task = TASK, digest = 'sha512', length = 64): Promise<Element> {
  client.send(next(task));
  const salt = (await client.expect()).getChild('salt', UPGRADE)!;
  const salted = pbkdf2Sync(
    ...([
      'secret',
      Buffer.from(salt.getText(), 'base64'),
      Number(salt.attrs.iterations),
      length,
      digest,
    ] as const),
  );
  client.send(hash(base64(salted)));
  return client.expect();
}

describe('what is offered', () => {
  it('XEP-0388 §2.1: "MUST only offer mechanisms the server can offer for the JID provided by the client"', async () => {
    const { client, mechanisms, upgrades } = await open('nina@test');
    expect(mechanisms.filter((name) => !name.endsWith('-PLUS'))).toEqual(['SCRAM-SHA-1', 'PLAIN']);
    expect(upgrades).toEqual(['UPGR-SCRAM-SHA-512', 'UPGR-SCRAM-SHA-256']);
    client.destroy();
  });

  it.each([['otto@test'], ['nobody@test'], [undefined]])(
    '%s is offered everything, and no upgrade',
    async (from) => {
      const { client, mechanisms, upgrades } = await open(from);
      expect(mechanisms).toContain('SCRAM-SHA-512');
      expect(upgrades).toEqual([]);
      client.destroy();
    },
  );
});

it('the keys are made between log-in and success, and are good from then on', async () => {
  const { client } = await open('nina@test');
  const asked = await logIn(client, 'SCRAM-SHA-1', wants(TASK, 'UPGR-SCRAM-SHA-256'));
  // §2.2: "a <continue/> element, which MUST contain a single task, matching whatever was selected by the client".
  expect(asked.name).toBe('continue');
  expect(
    asked
      .getChild('tasks')!
      .getChildElements()
      .map((one) => one.getText()),
  ).toEqual([TASK]);

  const second = await perform(client);
  expect(
    second
      .getChild('tasks')!
      .getChildElements()
      .map((one) => one.getText()),
  ).toEqual(['UPGR-SCRAM-SHA-256']);
  const success = await perform(client, 'UPGR-SCRAM-SHA-256', 'sha256', 32);
  expect(success.toString()).toBe(
    `<success xmlns="${NS}"><authorization-identifier>nina@test</authorization-identifier></success>`,
  );
  expect((await client.expect()).name).toBe('stream:features');
  client.destroy();

  const after = await open('nina@test');
  expect([after.mechanisms.includes('SCRAM-SHA-512'), after.upgrades]).toEqual([true, []]);
  expect((await logIn(after.client, 'SCRAM-SHA-512')).name).toBe('success');
  after.client.destroy();
  // §4: "the server SHOULD keep the older authentication data".
  const old = await open();
  expect((await logIn(old.client, 'SCRAM-SHA-1')).name).toBe('success');
  old.client.destroy();
});

it('an account that is disabled meanwhile gets no session out of it', async () => {
  const { client } = await open('nina@test');
  await logIn(client, 'SCRAM-SHA-1', `${wants(TASK)}<bind xmlns='urn:xmpp:bind:0'/>`);
  await server.server.accounts.setDisabled(parseJid('nina@test')!, true);
  await perform(client).catch(() => undefined);
  await client.find(({ name }) => name === 'stream:error').catch(() => undefined);
  expect(server.server.sessions.of(parseJid('nina@test')!)).toEqual([]);
  client.destroy();
});

describe('no task', () => {
  it('that was begun before the password was changed: its keys would be of the old one', async () => {
    const { client } = await open('nina@test');
    await logIn(client, 'SCRAM-SHA-1', wants(TASK));
    await server.server.accounts.setPassword(parseJid('nina@test')!, 'another');
    const { credentials } = server.server.storage.accounts.get('nina', 'test')!;
    expect((await perform(client)).name).toBe('failure');
    expect(server.server.storage.accounts.get('nina', 'test')?.credentials).toBe(credentials);
    client.destroy();
  });

  it('of no use: the log-in is over', async () => {
    const { client } = await open('otto@test');
    expect((await logIn(client, 'SCRAM-SHA-256', wants(TASK, 'UPGR-X'), 'otto')).name).toBe('success');
    client.destroy();
  });

  it('after a log-in that has shown no password: a token is worth no new one', async () => {
    const device = "<user-agent id='d4565fa7-4d72-4749-b3d3-740edbf87770'/>";
    const wanted = "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>";
    const { client } = await open();
    const success = await logIn(client, 'SCRAM-SHA-1', device + wanted);
    client.destroy();
    const { createHmac } = await import('node:crypto');
    const token = success.getChild('token')!.attrs.token!;
    const proof = createHmac('sha256', token).update('Initiator').digest();
    const message = base64(Buffer.concat([Buffer.from('nina\0'), proof]));
    const again = await open();
    again.client.send(
      `<authenticate xmlns='${NS}' mechanism='HT-SHA-256-NONE'><initial-response>${message}</initial-response>${device}<fast xmlns='urn:xmpp:fast:0'/>${wants(TASK)}</authenticate>`,
    );
    expect((await again.client.expect()).name).toBe('success');
    again.client.destroy();
  });
});

describe('what goes wrong ends the log-in, and nothing is changed', () => {
  const ROWS: [why: string, steps: string[], expected: string][] = [
    ['another task', [next('UPGR-SCRAM-SHA-256')], 'malformed-request'],
    ['no task', [`<next xmlns='${NS}'/>`], 'malformed-request'],
    ['data before the task', [hash('AAAA')], 'malformed-request'],
    ['a response of SASL', [`<response xmlns='${NS}'>AAAA</response>`], 'malformed-request'],
    ['no hash', [next(), `<task-data xmlns='${NS}'/>`], 'malformed-request'],
    ['an empty hash', [next(), hash('')], 'malformed-request'],
    ['a hash too short', [next(), hash('AAAA')], 'malformed-request'],
    ['no base64', [next(), hash('*')], 'incorrect-encoding'],
    ['given up', [next(), `<abort xmlns='${NS}'/>`], 'aborted'],
  ];
  it.each(ROWS)('%s', async (_why, steps, expected) => {
    const { client } = await open('nina@test');
    await logIn(client, 'SCRAM-SHA-1', `${wants(TASK)}<bind xmlns='urn:xmpp:bind:0'/>`);
    let answer: Element | undefined;
    for (const step of steps) {
      client.send(step);
      answer = await client.expect();
    }
    expect(outcome(answer!)).toBe(expected);
    const row = server.server.storage.accounts.get('nina', 'test')!;
    expect(row.credentials).not.toContain('sha512');
    expect([...server.server.sessions.all()]).toEqual([]);
    // The account is not logged in, but may try again.
    expect((await logIn(client, 'SCRAM-SHA-1')).name).toBe('success');
    client.destroy();
  });
});

it('a right password seen as such makes all keys at once', async () => {
  const { client } = await open('nina@test');
  client.send(
    `<authenticate xmlns='${NS}' mechanism='PLAIN'><initial-response>${base64('\0nina\0secret')}</initial-response></authenticate>`,
  );
  expect((await client.expect()).name).toBe('success');
  client.destroy();
  const { credentials } = server.server.storage.accounts.get('nina', 'test')!;
  expect(JSON.parse(credentials)).toMatchObject({ iterations: ITERATIONS, sha512: {}, sha256: {}, sha1: {} });
});
