/** Archived messages between pairs of sessions: as many as go, and how long each takes at a fixed rate. */
import { setTimeout as after } from 'node:timers/promises';
import { HOST, PASSWORD, userNames } from '../engines/engine.ts';
import { connectMany, type LoadClient, timedId } from '../load-client.ts';
import { quantile } from '../statistics.ts';
import type { Measure, Scenario } from './scenario.ts';

/** Messages each session keeps under way when saturating. */
const WINDOW = 4;
const WARM_UP_SECONDS = 2;
/** How long a message at a fixed rate is waited for after the last was sent. */
const PATIENCE_MS = 5000;
const BODY = '<body>About as long as what people write to each other in the course of a working day.</body>';

export const messages: Scenario = {
  name: 'messages',
  summary: 'archived messages a second, saturated; latency at fixed rates',
  accounts: ({ pairs }) => pairs * 2,
  async run({ start, size, measured }) {
    const server = await start();
    const account = { port: server.port, host: HOST, password: PASSWORD };
    const clients = await connectMany(userNames(size.pairs * 2), account);
    const broken = Promise.race([server.failed, ...clients.map((client) => client.failed)]);
    const perSecond = await Promise.race([
      saturate(clients, size.saturatedSeconds, (work) => measured('messages: saturated', work)),
      broken,
    ]);
    const results: Measure[] = [
      { name: 'archived messages', value: perSecond, unit: '/s', better: 'higher' },
    ];
    for (const rate of size.rates) {
      const latencies = await measured(`messages: ${rate}/s`, () =>
        Promise.race([atRate(clients, rate, size.rateSeconds), broken]),
      );
      const late = latencies.filter((latency) => latency === PATIENCE_MS).length;
      if (late > 0) process.stderr.write(`  ${late} messages had not arrived in time at ${rate}/s\n`);
      const value = (part: number) => ({
        value: quantile(latencies, part),
        unit: 'ms',
        better: 'lower' as const,
      });
      results.push({ name: `p50 at ${rate}/s`, ...value(0.5) }, { name: `p99 at ${rate}/s`, ...value(0.99) });
    }
    await proveArchived(clients[0]!);
    await Promise.all(clients.map((client) => client.close()));
    return results;
  },
};

const partner = (clients: readonly LoadClient[], index: number): LoadClient => clients[index ^ 1]!;

function say(clients: readonly LoadClient[], index: number, id: string): void {
  clients[index]!.send(
    `<message type='chat' to='${partner(clients, index).jid}' id='${id}'>${BODY}</message>`,
  );
}

/** A message that arrives lets its sender send the next. Returns messages a second. */
async function saturate(
  clients: readonly LoadClient[],
  seconds: number,
  measured: (work: () => Promise<void>) => Promise<void>,
): Promise<number> {
  let count = 0;
  let sending = true;
  let underWay = clients.length * WINDOW;
  for (const index of clients.keys()) {
    partner(clients, index).onMessage = () => {
      count++;
      if (sending) say(clients, index, timedId());
      else underWay--;
    };
    for (let started = 0; started < WINDOW; started++) say(clients, index, timedId());
  }
  await after(Math.min(WARM_UP_SECONDS, seconds) * 1000);
  let rate = 0;
  await measured(async () => {
    const [before, began] = [count, performance.now()];
    await after(seconds * 1000);
    rate = ((count - before) / (performance.now() - began)) * 1000;
  });
  sending = false;
  // What follows starts with a server that has nothing left to do.
  const patience = performance.now() + PATIENCE_MS;
  while (underWay > 0 && performance.now() < patience) await after(10);
  return rate;
}

/**
 * Sends by the clock, whatever the server does, and counts from the moment a message was due: one that waits behind a
 * stall counts the stall. Returns milliseconds.
 */
async function atRate(clients: readonly LoadClient[], rate: number, seconds: number): Promise<number[]> {
  const latencies: number[] = [];
  for (const client of clients) client.onMessage = (latency) => latencies.push(latency);
  const total = Math.round(rate * seconds);
  const began = performance.now();
  for (let sent = 0; sent < total; ) {
    await after(1);
    for (; sent < total; sent++) {
      const due = began + (sent * 1000) / rate;
      if (due > performance.now()) break;
      say(clients, sent % clients.length, timedId(due));
    }
  }
  const patience = performance.now() + PATIENCE_MS;
  while (latencies.length < total && performance.now() < patience) await after(10);
  // One that never came counts as late as we waited: leaving it out would flatter who loses the most.
  const arrived = [...latencies];
  for (const client of clients) client.onMessage = () => {};
  return [...arrived, ...new Array<number>(Math.max(0, total - arrived.length)).fill(PATIENCE_MS)];
}

/** A server that quietly archives nothing would win. */
async function proveArchived(client: LoadClient): Promise<void> {
  const xml =
    "<iq type='set' id='a'><query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><max>1</max><before/></set></query></iq>";
  const [, found] = await client.ask(xml, /(<result)|<iq [^>]*id=["']a["']/);
  if (!found) throw new Error('The archive is empty.');
}
