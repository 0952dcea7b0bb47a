/** A manager with a bridge to IRC in a process of its own, for biboumi.test.ts to kill. Says Biboumi's process number once it is there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openManager } from '../../electron/manager/manager.ts';
import { testHost } from '../support/host.ts';

const [folder = ''] = process.argv.slice(2);
const caller = { session: null, signal: undefined };
const manager = await openManager({ host: testHost(folder) });
await manager.begin();
await manager.calls.server.start(undefined, caller);
const events = await manager.calls.app.events({ since: null }, caller);
const { bridges } = await manager.calls.bridges.list(undefined, caller);
if (bridges.length === 0)
  await manager.calls.bridges.add({ kind: 'irc', label: 'irc', network: '', rights: false }, caller);
for (;;) {
  const [bridge] = (await manager.calls.bridges.list(undefined, caller)).bridges;
  if (bridge?.state.state === 'connected') {
    const note = readFileSync(join(folder, 'bridges', bridge.address, 'biboumi.pid'), 'utf8');
    process.stdout.write(`${JSON.parse(note).pid}\n`);
    break;
  }
  for await (const { event } of events) if (event.type === 'bridges.changed') break;
}
setInterval(() => {}, 60_000);
