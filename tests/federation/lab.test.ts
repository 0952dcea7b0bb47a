/** The lab without us: Prosody and ejabberd talk over it. What fails here is the lab's fault. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeInLab } from './lab/describe.ts';
import { type Lab, openLab } from './lab/lab.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

describeInLab(['prosody', 'ejabberd'], 'Prosody and ejabberd', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab({
      peers: ['prosody', 'ejabberd'],
      people: ['otto@prosody.example', 'emma@ejabberd.example'],
      withoutOurs: true,
    });
  });
  afterAll(() => lab?.close());

  test('messages go both ways', async () => {
    const [otto, emma] = await Promise.all([
      lab.enter('otto@prosody.example'),
      lab.enter('emma@ejabberd.example'),
    ]);
    otto.send({ do: 'message', to: 'emma@ejabberd.example', id: 'm1', body: 'hello' });
    expect(await emma.expect('message', { id: 'm1' }, 30_000)).toMatchObject({
      jid: 'otto@prosody.example/desk',
      body: 'hello',
    });
    emma.send({ do: 'message', to: 'otto@prosody.example', id: 'm2', body: 'hello yourself' });
    await otto.expect('message', { id: 'm2' }, 30_000);
  });
});
