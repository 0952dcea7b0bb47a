/** Attempts over WebSocket, where there is neither a port of its own nor STARTTLS: what the server says of each. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { AttemptReport, AttemptRow } from '../../../server/attempts/row.ts';
import { type Site, startSite } from '../web/site.ts';

const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
const PLAIN = (name: string, password: string) =>
  `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${Buffer.from(`\0${name}\0${password}`).toString('base64')}</auth>`;

let site: Site;
let news: () => void = () => {};
beforeAll(async () => {
  site = await startSite();
  await site.createAccounts('marie');
  site.server.subscribe(({ event }) => void (event === 'attempts.changed' && news()));
}, 30_000);
afterAll(() => site.stop());

const report = async (): Promise<AttemptReport> => {
  const command = site.server.commands().find(({ name }) => name === 'connection_attempts')!;
  return (await command.run({} as never)) as AttemptReport;
};
async function seen(fits: (row: AttemptRow) => boolean): Promise<AttemptRow> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      news = resolve;
    });
    const found = (await report()).rows.find(fits);
    if (found) return found;
    await changed;
  }
}

const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate();
});

/** A stream to `host`, and everything it is answered. */
async function connect(host = 'test') {
  const socket = new WebSocket(`wss://127.0.0.1:${site.web.tls}/xmpp-websocket`, ['xmpp'], {
    ...{ servername: 'test', ca: site.ca, headers: { host: 'test' } },
  });
  open.push(socket);
  await once(socket, 'open');
  const said: string[] = [];
  let heard = () => {};
  socket.on('message', (data) => {
    said.push(String(data));
    heard();
  });
  socket.send(`<open xmlns='${FRAMING}' to='${host}' version='1.0'/>`);
  const hears = async (what: string) => {
    while (!said.some((text) => text.includes(what)))
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
  };
  return { socket, hears };
}

test('a wrong password three times, then in', async () => {
  for (const times of [1, 2, 3]) {
    const { socket, hears } = await connect();
    await hears('features');
    socket.send(PLAIN('marie', 'not it at all'));
    await hears('not-authorized');
    socket.terminate();
    expect(await seen((row) => row.stopped === 'wrong-password' && row.times >= times)).toMatchObject({
      ...{ account: 'marie@test', door: 'web', exists: true, times, source: '127.0.0.1' },
    });
  }
  const { socket, hears } = await connect();
  await hears('features');
  socket.send(PLAIN('marie', 'secret'));
  await hears('<success');
  socket.send(`<open xmlns='${FRAMING}' to='test' version='1.0'/>`);
  await hears('<bind');
  socket.send(
    "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>web</resource></bind></iq>",
  );
  await hears('marie@test/web');
  expect(await seen(({ stage }) => stage === 'connected')).toMatchObject({
    ...{ account: 'marie@test', resource: 'web', stopped: null, door: 'web' },
  });
  expect(JSON.stringify(await report())).not.toContain('not it at all');
}, 20_000);

test('a domain that is not served, and the one that was meant', async () => {
  const { hears } = await connect('tset');
  await hears('host-unknown');
  expect(await seen(({ stopped }) => stopped === 'wrong-domain')).toMatchObject({
    ...{ asked: 'tset', meant: 'test', door: 'web' },
  });
});

test('one that sees the ways to log in and leaves', async () => {
  const { socket, hears } = await connect();
  await hears('features');
  socket.close();
  expect(await seen(({ stopped }) => stopped === 'left-at-login')).toMatchObject({
    asked: 'test',
    door: 'web',
  });
});
