/**
 * The process ends under somebody whom people of another server see: whatever that process could still say, the next one says that
 * nobody is there. RFC 6121 §4.5.2, §4.6.3.
 */
import { afterAll, expect, test } from 'vitest';
import { defineModule } from '../../../server/kernel/module.ts';
import { modules } from '../../../server/modules/index.ts';
import { attachRemote } from '../../support/script-remote.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer | undefined;
afterAll(() => server?.stop());

test('the next process says who is not there any more', async () => {
  const first = await startTestServer();
  await first.createAccounts('nina');
  const remote = attachRemote('remote.example', first);
  const nina = await first.session('nina', { resource: 'phone' });
  nina.send("<presence to='rita@remote.example' type='subscribed'/><presence/>");
  nina.send("<presence to='room@remote.example/nina'/>");
  await nina.settle();
  remote.send("<presence from='rita@remote.example' to='nina@test' type='subscribe'/>");
  await remote.settle();
  // As if it had been killed: nothing it says any more arrives.
  remote.close();
  await first.stop({ keep: true });

  const said: string[] = [];
  /** Sees what leaves from the first moment on. */
  const witness = defineModule({
    name: 'witness',
    specs: [],
    setup(ctx) {
      ctx.on('stanza.routed', 'guard', ({ stanza }) => {
        said.push(`${stanza.name} ${stanza.attrs.type}: ${stanza.attrs.from} → ${stanza.attrs.to}`);
      });
    },
  });
  server = await startTestServer({ folder: first.folder, modules: [...modules, witness] });
  await new Promise((resolve) => setImmediate(resolve));
  expect(said).toEqual([
    'presence unavailable: nina@test/phone → rita@remote.example',
    'presence unavailable: nina@test/phone → room@remote.example/nina',
  ]);
});
