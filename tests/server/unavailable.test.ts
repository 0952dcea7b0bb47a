/**
 * RFC 6121 §4.5.2: "If the server detects that the user has gone offline ungracefully, then the server MUST generate the
 * unavailable presence broadcast on the user's behalf." Every way there is for a session to end, and who must hear of it.
 *
 * nina/phone is seen by otto, who is subscribed to her; by paul, to whom she showed herself (§4.6); by her own tablet; and by rita
 * and a room of another server, in the same two ways.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectControl } from '../../server/control.ts';
import { parseJid } from '../../server/kernel/jid.ts';
import { settleAll } from '../support/answers.ts';
import { attachRemote, type RemoteServer } from '../support/script-remote.ts';
import { PASSWORD, prepareFolder, startTestServer, type TestServer } from '../support/server.ts';
import { spawnServer } from '../support/server-process.ts';
import { connectClient, type RawClient } from '../support/xmpp-client.ts';

const SM = 'urn:xmpp:sm:3';
const address = (text: string) => parseJid(text)!;

/** Takes presence out of what came: who is gone, and for whom. */
async function goneIn(client: RawClient): Promise<string[]> {
  const gone: string[] = [];
  while (client.received.length > 0) {
    const { name, attrs } = await client.expect();
    if (name === 'presence' && attrs.type === 'unavailable') gone.push(`${attrs.from} → ${attrs.to}`);
  }
  return gone;
}

async function drain(clients: readonly RawClient[]): Promise<void> {
  await settleAll(clients);
  for (const client of clients) while (client.received.length > 0) await client.expect();
}

async function subscribe(otto: RawClient, nina: RawClient): Promise<void> {
  nina.send("<presence type='subscribed' to='otto@test'/>");
  await nina.settle();
  otto.send("<presence type='subscribe' to='nina@test'/>");
  await settleAll([otto, nina]);
}

describe('a session ends', () => {
  let server: TestServer;
  const people = new Map<string, RawClient>();
  let phone: RawClient;
  let remote: RemoteServer;
  /** What reached the other server. */
  const goneThere = () =>
    takeThere()
      .filter(({ attrs }) => attrs.type === 'unavailable')
      .map(({ attrs }) => `${attrs.from} → ${attrs.to}`);
  const takeThere = () => remote.received.splice(0);

  beforeAll(async () => {
    server = await startTestServer();
    remote = attachRemote('remote.example', server);
    await server.createAccounts('nina', 'otto', 'paul');
    for (const name of ['otto/desk', 'paul/desk', 'nina/tablet']) {
      const [user, resource] = name.split('/') as [string, string];
      const client = await server.session(user, { resource });
      people.set(name, client);
      await client.query('get', "<query xmlns='jabber:iq:roster'/>");
      client.send('<presence/>');
    }
    const tablet = people.get('nina/tablet')!;
    await subscribe(people.get('otto/desk')!, tablet);
    tablet.send("<presence type='subscribed' to='rita@remote.example'/>");
    await tablet.settle();
    remote.send("<presence type='subscribe' from='rita@remote.example' to='nina@test'/>");
  });
  afterAll(() => server.stop());

  async function appear(resumable = false): Promise<void> {
    phone = await server.session('nina', { resource: 'phone' });
    if (resumable) {
      phone.send(`<enable xmlns='${SM}' resume='true' max='1'/>`);
      await phone.find(({ name }) => name === 'enabled');
    }
    phone.send("<presence/><presence to='paul@test/desk'/><presence to='room@remote.example/nina'/>");
    await drain([phone, ...people.values()]);
    takeThere();
  }

  const session = () => server.server.sessions.get(address('nina@test/phone'))!;

  /** Its client is told nothing more; the others are. */
  const WAYS: [how: string, act: () => unknown, resumable?: boolean][] = [
    ['it says so', () => phone.send("<presence type='unavailable'/></stream:stream>")],
    ['the stream is closed', () => phone.send('</stream:stream>')],
    ['the connection is cut', () => phone.destroy()],
    ['the client sends what is no XML', () => phone.send('<message></presence>')],
    ['the client speaks in another’s name', () => phone.send("<message from='otto@test'/>")],
    ['it is kicked', () => session().end('kicked', 'policy-violation')],
    ['another device takes its name', () => server.session('nina', { resource: 'phone' })],
    ['the time to resume is over', () => phone.destroy(), true],
  ];

  test.each(WAYS)('%s', async (_how, act, resumable) => {
    await appear(resumable);
    const over = new Promise<void>((resolve) => {
      const off = server.server.hooks.on('session.ended', 'deliver', ({ session: ended }) => {
        if (ended.jid.resource !== 'phone') return;
        off();
        resolve();
      });
    });
    await act();
    await over;
    await settleAll([...people.values()]);
    const heard: string[] = [];
    for (const client of people.values()) heard.push(...(await goneIn(client)));
    expect(heard).toEqual([
      'nina@test/phone → otto@test',
      'nina@test/phone → paul@test/desk',
      'nina@test/phone → nina@test/tablet',
    ]);
    expect(goneThere()).toEqual([
      'nina@test/phone → rita@remote.example',
      'nina@test/phone → room@remote.example/nina',
    ]);
  });

  test('a session that waits to be resumed has not ended', async () => {
    await appear(true);
    const detached = new Promise<void>((resolve) => {
      server.server.hooks.on('session.detached', 'deliver', () => resolve());
    });
    phone.destroy();
    await detached;
    const otto = people.get('otto/desk')!;
    await otto.settle();
    expect([otto.received, goneThere()]).toEqual([[], []]);
    session().end('the test is over');
    await drain([...people.values()]);
  });

  test('the account goes, and all that hangs on it', async () => {
    await appear();
    await server.server.accounts.remove(address('nina@test'));
    const otto = people.get('otto/desk')!;
    await otto.settle();
    const heard = otto.received
      .filter(({ name }) => name === 'presence')
      .map(({ attrs }) => `${attrs.type} ${attrs.from}`);
    expect(heard.sort()).toEqual([
      'unavailable nina@test/phone',
      'unavailable nina@test/tablet',
      'unsubscribed nina@test',
    ]);
    const there = takeThere().map(({ attrs }) => `${attrs.type} ${attrs.from} → ${attrs.to}`);
    expect(there.sort()).toEqual([
      'unavailable nina@test/phone → rita@remote.example',
      'unavailable nina@test/phone → room@remote.example/nina',
      'unavailable nina@test/tablet → rita@remote.example',
      'unsubscribed nina@test → rita@remote.example',
    ]);
  });
});

describe('the process ends under it', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    '%s: who resumes afterwards hears of it',
    async (signal) => {
      const { file, pem } = await prepareFolder();
      let running = await spawnServer(['--config', file]);
      try {
        const login = async (user: string) => {
          const client = await connectClient({
            ...{ port: running.ports.direct, host: 'test', ca: pem },
            tls: 'direct',
          });
          await client.openStream();
          await client.authenticate(user, PASSWORD);
          return client;
        };
        const control = await connectControl(file.replace(/server\.json$/, 'data'));
        for (const name of ['nina', 'otto', 'paul']) await control.call('register', [name, 'test', PASSWORD]);
        control.close();

        const [nina, otto, paul] = [await login('nina'), await login('otto'), await login('paul')];
        await nina.bind('phone');
        const resumption = new Map<RawClient, string>();
        for (const client of [otto, paul]) {
          await client.bind('desk');
          client.send(`<enable xmlns='${SM}' resume='true' max='60'/>`);
          resumption.set(client, (await client.find(({ name }) => name === 'enabled')).attrs.id ?? '');
        }
        for (const client of [nina, otto, paul]) client.send('<presence/>');
        nina.send("<presence to='paul@test/desk'/>");
        await subscribe(otto, nina);
        await settleAll([nina, otto, paul]);

        await running.kill(signal);
        running = await spawnServer(['--config', file]);
        for (const [old, user, to] of [
          [otto, 'otto', 'otto@test'],
          [paul, 'paul', 'paul@test/desk'],
        ] as const) {
          const client = await login(user);
          client.send(`<resume xmlns='${SM}' previd='${resumption.get(old)}' h='0'/>`);
          const gone = await client.find(
            ({ name, attrs }) => name === 'presence' && attrs.type === 'unavailable',
          );
          expect([gone.attrs.from, gone.attrs.to]).toEqual(['nina@test/phone', to]);
          await client.close();
        }
      } finally {
        await running.kill('SIGKILL');
      }
    },
    30_000,
  );
});
