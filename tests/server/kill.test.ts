/**
 * DESIGN.md, promise 1: `kill -9` under load loses no acknowledged message and doubles none.
 *
 * Two people talk in both directions and leave messages for a third who is away, while the server is killed again and
 * again in the middle of it; each time they resume (XEP-0198 §5) and send again what was not taken.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectControl } from '../../server/control.ts';
import { archivedIds } from '../support/archive.ts';
import { PASSWORD, prepareFolder } from '../support/server.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { connectClient, type RawClient } from '../support/xmpp-client.ts';

const SM = 'urn:xmpp:sm:3';
const KILLS = 4;
const MESSAGES = 400;

let folder: Awaited<ReturnType<typeof prepareFolder>>;
let running: ServerProcess;
beforeAll(async () => {
  folder = await prepareFolder();
  running = await spawnServer(['--config', folder.file]);
  const control = await connectControl(`${folder.folder}/data`);
  for (const name of ['nina', 'otto', 'paul']) await control.call('register', [name, 'test', PASSWORD]);
  control.close();
});
afterAll(() => running.kill('SIGKILL'));

async function login(user: string): Promise<RawClient> {
  const client = await connectClient({
    ...{ port: running.ports.direct, host: 'test', ca: folder.pem },
    tls: 'direct',
  });
  await client.openStream();
  await client.authenticate(user, PASSWORD);
  return client;
}

/** A client that counts as XEP-0198 §4 wants it, and keeps what it said until the server has it. */
async function createDevice(user: string) {
  let client = await login(user);
  await client.bind('phone');
  client.send(`<enable xmlns='${SM}' resume='true' max='60'/>`);
  const { id } = (await client.find((one) => one.name === 'enabled')).attrs;
  const said: string[] = [];
  const got: string[] = [];
  /** Stanzas of ours the server acknowledged, and of its that we had. */
  let [acknowledged, handled] = [0, 0];

  function say(stanza: string): void {
    said.push(stanza);
    client.send(stanza);
  }

  /** Takes in what came on this connection; once, when it is over or nothing more can come. */
  function read(): void {
    for (const { name, attrs } of client.received) {
      if (name === 'a') acknowledged = Number(attrs.h);
      if (name === 'message') got.push(attrs.id ?? '');
      if (name === 'message' || name === 'presence' || name === 'iq') handled += 1;
    }
  }

  return {
    got,
    say,
    ask: () => client.send(`<r xmlns='${SM}'/>`),
    /** Waits for so many acknowledgements from now on. */
    async acknowledgements(count: number) {
      for (let seen = 0; seen < count; seen += 1)
        acknowledged = Number((await client.find((one) => one.name === 'a')).attrs.h);
    },
    async killed() {
      await client.closed();
      read();
    },
    async resume() {
      client = await login(user);
      client.send(`<resume xmlns='${SM}' previd='${id}' h='${handled}'/>`);
      const answer = await client.expect();
      expect(answer.name).toBe('resumed');
      const taken = Number(answer.attrs.h);
      expect(taken).toBeGreaterThanOrEqual(acknowledged);
      for (const stanza of said.slice(taken)) client.send(stanza);
    },
    read,
    /** Everything said was taken, and what it caused is on its way. */
    async settle() {
      client.send(`<r xmlns='${SM}'/>`);
      await client.find((one) => one.name === 'a' && Number(one.attrs.h) === said.length);
    },
    archive: () => archivedIds(client),
    close: () => client.close(),
  };
}
type Device = Awaited<ReturnType<typeof createDevice>>;

/** Half for the other, half for paul, who is away; asks for an acknowledgement now and then. */
function talk(device: Device, to: string, ids: readonly string[]): void {
  for (const [index, id] of ids.entries()) {
    const target = index % 2 === 0 ? to : 'paul@test';
    device.say(`<message to='${target}' type='chat' id='${id}'><body>${id}</body></message>`);
    if (index % 20 === 19) device.ask();
  }
}

const idsOf = (user: string, round: number) =>
  Array.from({ length: MESSAGES }, (_, index) => `${user}-${round}-${index}`);
const even = (ids: readonly string[]) => ids.filter((_, index) => index % 2 === 0);
const odd = (ids: readonly string[]) => ids.filter((_, index) => index % 2 === 1);

test('killed again and again under load: all that was said is there, once and in order', async () => {
  const [nina, otto] = [await createDevice('nina'), await createDevice('otto')];
  for (const device of [nina, otto]) device.say('<presence/>');
  const [byNina, byOtto]: [string[], string[]] = [[], []];
  for (let round = 0; round < KILLS; round += 1) {
    talk(nina, 'otto@test', idsOf('nina', round));
    talk(otto, 'nina@test', idsOf('otto', round));
    byNina.push(...idsOf('nina', round));
    byOtto.push(...idsOf('otto', round));
    // Somewhere in the middle of all that.
    await nina.acknowledgements(1 + Math.floor(Math.random() * 8));
    await running.kill('SIGKILL');
    await Promise.all([nina.killed(), otto.killed()]);
    running = await spawnServer(['--config', folder.file]);
    await Promise.all([nina.resume(), otto.resume()]);
  }
  for (const device of [nina, otto, nina, otto]) await device.settle();
  for (const device of [nina, otto]) device.read();

  expect(nina.got).toEqual(even(byOtto));
  expect(otto.got).toEqual(even(byNina));
  const archives = { nina: await nina.archive(), otto: await otto.archive() };
  expect(archives.nina.toSorted()).toEqual([...byNina, ...even(byOtto)].sort());
  expect(archives.otto.toSorted()).toEqual([...byOtto, ...even(byNina)].sort());

  const paul = await login('paul');
  await paul.bind('desk');
  paul.send('<presence/>');
  await paul.settle();
  const waited = paul.received.filter(({ name }) => name === 'message').map(({ attrs }) => attrs.id ?? '');
  const left = (user: string) => waited.filter((id) => id.startsWith(user));
  expect({ nina: left('nina'), otto: left('otto') }).toEqual({ nina: odd(byNina), otto: odd(byOtto) });
  expect((await archivedIds(paul)).toSorted()).toEqual([...odd(byNina), ...odd(byOtto)].sort());
  await Promise.all([nina.close(), otto.close(), paul.close()]);
}, 60_000);
