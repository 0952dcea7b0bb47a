/** What a thief of the cookie gets, on the wire: lines of their own, and nothing weighty, and not for long. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '../../../electron/contract/index.ts';
import { type Face, startFace } from './face.ts';

const PASSWORD = 'clou sapin lundi';
let at: Face;
beforeEach(async () => {
  at = await startFace();
  await at.desktop.access.setPassword({ password: PASSWORD });
});
afterEach(() => at.close());

/** A line as a browser, or whoever stole its cookie, opens it. */
async function line(cookie: string) {
  const socket = new WebSocket(`ws://${at.own}/rpc`, { headers: { origin: `http://${at.own}`, cookie } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const client: ContractRouterClient<Contract> = createORPCClient(
    new RPCLink({ websocket: socket as never }),
  );
  return { socket, client, closed };
}
const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
const weighty = ({ client }: Awaited<ReturnType<typeof line>>) => code(client.access.newLink());

describe('a stolen cookie', () => {
  test('is not confirmed along by the log-in, nor by giving the password again, and ends with that', async () => {
    const entered = await at.byPassword(PASSWORD);
    const ticket = String(entered.headers['x-chatelaine-ticket']);
    const thief = await line(entered.cookie!);
    const owner = await line(entered.cookie!);
    // Right after the log-in neither is, until the page shows what only it was given.
    expect([await weighty(owner), await weighty(thief)]).toEqual(['access.confirm', 'access.confirm']);
    expect(await code(thief.client.access.claim({ ticket: 'A'.repeat(43) }))).toBe('access.confirm');
    await owner.client.access.claim({ ticket });
    expect(await weighty(owner)).toBe('done');
    expect(await thief.closed).toBe(4402);

    // A line of before, silent until the owner gives the password once more.
    const again = await line(entered.cookie!);
    expect(await weighty(again)).toBe('access.confirm');
    const confirmed = await at.post(
      '/access/confirm',
      { by: 'password', password: PASSWORD },
      { cookie: entered.cookie! },
    );
    expect(await weighty(again)).toBe('access.confirm');
    await owner.client.access.claim({ ticket: String(confirmed.headers['x-chatelaine-ticket']) });
    expect([await again.closed, await at.socket(entered.cookie!)]).toEqual([4402, 401]);
    expect(await weighty(owner)).toBe('done');
    // The owner's other window comes back with the new cookie, and is asked for itself.
    const other = await line(confirmed.cookie!);
    expect(await weighty(other)).toBe('access.confirm');
    for (const { socket } of [owner, other]) socket.terminate();
  });

  test('a ticket is good once, and on a line of its own session alone', async () => {
    const [one, two] = [await at.byPassword(PASSWORD), await at.byPassword(PASSWORD)];
    const ticket = String(one.headers['x-chatelaine-ticket']);
    const foreign = await line(two.cookie!);
    expect(await code(foreign.client.access.claim({ ticket }))).toBe('access.confirm');
    // Shown to the wrong one it is used up.
    const own = await line(one.cookie!);
    expect(await code(own.client.access.claim({ ticket }))).toBe('access.confirm');
    for (const { socket } of [own, foreign]) socket.terminate();
  });
});

test('a line that was ended is not listened to any more, whatever it goes on sending', async () => {
  const entered = await at.byPassword(PASSWORD);
  const { id } = at.face.manager.access.sessions.find(entered.cookie!.split('=')[1]!)!;
  const thief = await line(entered.cookie!);
  await thief.client.app.info();
  // One who does not answer the goodbye: the frames are read and nothing is done about them.
  const raw = thief.socket as unknown as { _receiver: { removeAllListeners(name: string): void } };
  raw._receiver.removeAllListeners('conclude');
  const before = await at.desktop.settings.get();
  const wanted = before.values.language === 'fr' ? 'en' : 'fr';
  await at.desktop.access.revokeSession({ id });
  const from = performance.now();
  void code(thief.client.settings.set({ language: wanted }));
  expect([1006, 4401]).toContain(await thief.closed);
  expect(performance.now() - from).toBeLessThan(5_000);
  expect((await at.desktop.settings.get()).values.language).toBe(before.values.language);
});
