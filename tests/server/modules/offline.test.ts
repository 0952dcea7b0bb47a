import { afterEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';

let test: TestServer;
afterEach(() => test.stop());

async function restart(): Promise<void> {
  await test.stop({ keep: true });
  test = await startTestServer({ folder: test.folder });
}

/** Bodies of what waited for nina, in order. */
async function comeOnline(): Promise<(string | null)[]> {
  const nina = await test.session('nina', { resource: 'phone' });
  nina.send('<presence/>');
  await nina.settle();
  return nina.received
    .filter(({ name }) => name === 'message')
    .map((message) => message.getChildText('body'));
}

it('offline messages outlive the server, in order, and come once', async () => {
  test = await startTestServer();
  await test.createAccounts('nina', 'otto');
  const send = async (...bodies: string[]) => {
    const otto = await test.session('otto', { resource: 'desk' });
    for (const body of bodies)
      otto.send(`<message to='nina@test' type='chat'><body>${body}</body></message>`);
    await otto.settle();
    await otto.close();
  };
  await send('one', 'two');
  await restart();
  await send('three');
  expect(await comeOnline()).toEqual(['one', 'two', 'three']);
  await restart();
  expect(await comeOnline()).toEqual([]);
});
