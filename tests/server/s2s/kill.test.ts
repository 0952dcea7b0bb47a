/** DESIGN.md, promise 1, towards other servers: what our clients were told is accepted survives `kill -9`. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectControl } from '../../../server/control.ts';
import { dialbackAnswer, type FakeServer, startFakeServer } from '../../support/fake-xmpp-server.ts';
import { PASSWORD, prepareFolder } from '../../support/server.ts';
import { type ServerProcess, spawnServer } from '../../support/server-process.ts';
import { connectClient, type RawClient } from '../../support/xmpp-client.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SM = 'urn:xmpp:sm:3';
const DIALBACK = "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>";

let folder: Awaited<ReturnType<typeof prepareFolder>>;
let running: ServerProcess;
let remote: FakeServer | undefined;
let port = 0;
/** Kept with the next element the other server gets. */
let told = Promise.withResolvers<void>();

/** Lets us in, and answers no question: what arrives there is not known to have. */
const startRemote = () =>
  startFakeServer({
    ...{ features: DIALBACK, port },
    onElement(element, connection) {
      if (element.name === 'db:result') connection.send(dialbackAnswer(element, 'valid'));
      told.resolve();
    },
  });

beforeAll(async () => {
  // Some port that is free.
  const first = await startRemote();
  port = first.port;
  await first.stop();
  const hosts = { 'remote.test': { target: `127.0.0.1:${port}` } };
  folder = await prepareFolder({ config: { federation: { tls: 'optional', hosts } } });
  running = await spawnServer(['--config', folder.file]);
  const control = await connectControl(`${folder.folder}/data`);
  await control.call('register', ['nina', 'test', PASSWORD]);
  control.close();
});
afterAll(async () => {
  await running.kill('SIGKILL');
  await remote?.stop();
});

async function login(): Promise<RawClient> {
  const client = await connectClient({
    ...{ port: running.ports.direct, host: 'test', ca: folder.pem, tls: 'direct' },
    timeoutMs: 20_000,
  });
  await client.openStream();
  await client.authenticate('nina', PASSWORD);
  return client;
}

async function restart(): Promise<void> {
  await running.kill('SIGKILL');
  running = await spawnServer(['--config', folder.file]);
}

async function acknowledged(client: RawClient, h: string): Promise<void> {
  client.send(`<r xmlns='${SM}'/>`);
  const answer = await client.find(({ name }) => name === 'a', 'an acknowledgement');
  expect(answer.attrs.h).toBe(h);
}

async function arrives(id: string) {
  const late = AbortSignal.timeout(20_000);
  const tooLate = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error(`${id} did not arrive`)));
  });
  // It may have come at once.
  tooLate.catch(() => undefined);
  for (;;) {
    const next = told;
    const found = remote!.received.filter(({ name, attrs }) => name === 'message' && attrs.id === id);
    if (found.length > 0) return found;
    await Promise.race([next.promise, tooLate]);
    if (told === next) told = Promise.withResolvers();
  }
}

test('what had not left is sent by the next process; what had left goes back', async () => {
  const nina = await login();
  await nina.bind('phone');
  nina.send(`<enable xmlns='${SM}' resume='true' max='60'/>`);
  const { id } = (await nina.find(({ name }) => name === 'enabled')).attrs;
  nina.send("<message to='otto@remote.test' id='m1'><body>while you were out</body></message>");
  await acknowledged(nina, '1');
  await restart();

  remote = await startRemote();
  const [m1] = await arrives('m1');
  expect(m1!.getChildText('body')).toBe('while you were out');
  expect(m1!.getChild('delay')?.attrs).toMatchObject({ xmlns: 'urn:xmpp:delay', from: 'test' });

  const again = await login();
  again.send(`<resume xmlns='${SM}' previd='${id}' h='0'/>`);
  expect((await again.find(({ name }) => name === 'resumed')).attrs.h).toBe('1');
  again.send("<message to='otto@remote.test' id='m2'><body>still there?</body></message>");
  await acknowledged(again, '2');
  await arrives('m2');
  await restart();

  const back = await login();
  back.send(`<resume xmlns='${SM}' previd='${id}' h='0'/>`);
  const errors = new Map<string, string | undefined>();
  for (const wanted of ['m1', 'm2']) {
    const error = await back.find(({ attrs }) => attrs.id === wanted && attrs.type === 'error', wanted);
    errors.set(wanted, error.getChild('error')?.getChildElements()[0]?.name);
  }
  // Nothing was confirmed, so nothing may be called delivered; and nothing was sent twice.
  expect([...errors]).toEqual([
    ['m1', 'remote-server-timeout'],
    ['m2', 'remote-server-timeout'],
  ]);
  expect(await arrives('m1')).toHaveLength(1);
  expect(await arrives('m2')).toHaveLength(1);
});
