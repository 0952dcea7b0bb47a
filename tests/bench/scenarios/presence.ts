/** A change of presence to many contacts who are online: until the last has it. */
import { HOST, PASSWORD, userNames } from '../engines/engine.ts';
import { connectMany, type LoadClient } from '../load-client.ts';
import { median, quantile } from '../statistics.ts';
import type { Scenario } from './scenario.ts';

export const presence: Scenario = {
  name: 'presence',
  summary: 'a change of presence until all contacts have it',
  accounts: ({ contacts }) => contacts + 1,
  async run({ start, size, measured }) {
    const server = await start();
    const account = { port: server.port, host: HOST, password: PASSWORD };
    const [hub, ...contacts] = await connectMany(userNames(size.contacts + 1), account);
    if (!hub) return [];
    const broken = Promise.race([server.failed, ...[hub, ...contacts].map((client) => client.failed)]);
    await Promise.race([subscribe(hub, contacts), broken]);
    const times: number[] = [];
    await measured('presence', async () => {
      for (let round = 0; round < size.broadcasts; round++)
        times.push(await Promise.race([broadcast(hub, contacts, `round-${round}.`), broken]));
    });
    await Promise.all([hub, ...contacts].map((client) => client.close()));
    const name = `presence to ${size.contacts}`;
    return [
      { name: `${name}, median`, value: median(times), unit: 'ms', better: 'lower' },
      { name: `${name}, slowest`, value: quantile(times, 1), unit: 'ms', better: 'lower' },
    ];
  },
};

/** Everyone asks the hub, the hub grants (RFC 6121 §3.1). */
async function subscribe(hub: LoadClient, contacts: readonly LoadClient[]): Promise<void> {
  const to = bare(hub.jid);
  for (const contact of contacts) {
    // A grant that came before the request would be ignored (RFC 6121 §A.3.2): one after the other.
    const asked = hub.ask(' ', /type=["']subscribe["']/);
    contact.send(`<presence type='subscribe' to='${to}'/>`);
    await asked;
    // The hub's presence follows its grant; the grant itself goes only to those who asked for the roster.
    const granted = contact.ask(' ', new RegExp(`<presence [^>]*from=["']${hub.jid}["']`));
    hub.send(`<presence type='subscribed' to='${bare(contact.jid)}'/>`);
    await granted;
  }
}

/** Resolves with the milliseconds until the last contact has the new status. */
async function broadcast(hub: LoadClient, contacts: readonly LoadClient[], status: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = contacts.length;
  for (const contact of contacts)
    contact.onText = (text) => {
      const found = text.indexOf(status);
      if (found < 0) return Math.max(0, text.length - 2000);
      left--;
      if (left === 0) resolve();
      return found + status.length;
    };
  const began = performance.now();
  hub.send(`<presence><show>away</show><status>${status}</status></presence>`);
  await promise;
  return performance.now() - began;
}

const bare = (jid: string) => jid.replace(/\/.*/, '');
