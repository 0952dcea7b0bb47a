/** One room for everybody: coming in, one message to all, going. Ours only: the peers are installed without rooms. */
import { setTimeout as after } from 'node:timers/promises';
import { HOST, PASSWORD, userNames } from '../engines/engine.ts';
import { connectMany, type LoadClient } from '../load-client.ts';
import { treeCost } from '../processes.ts';
import { median, quantile } from '../statistics.ts';
import type { Scenario } from './scenario.ts';

const ROOM = `crowd@conference.${HOST}`;
const MUC = 'http://jabber.org/protocol/muc';
/** At once, as after a break of the network. */
const WIDTH = 100;
const MESSAGES = 5;
const SETTLE_MS = 2000;

export const crowd: Scenario = {
  name: 'crowd',
  summary: 'one room for everybody: coming in, a message to all, going',
  oursOnly: true,
  accounts: ({ crowd }) => crowd,
  async run({ start, size, measured }) {
    const server = await start();
    const account = { port: server.port, host: HOST, password: PASSWORD };
    const clients = await connectMany(userNames(size.crowd), account, { available: false });
    const broken = Promise.race([server.failed, ...clients.map((client) => client.failed)]);
    const settle = Math.min(SETTLE_MS, size.crowd * 10);
    const within = <T>(work: Promise<T>) => Promise.race([work, broken]);
    const [owner, ...others] = clients;
    if (!owner) return [];
    await after(settle);
    const outside = treeCost(server.pid).megabytes;

    await within(found(owner, size.crowd));
    const began = performance.now();
    const waits = await measured('crowd: coming in', () => within(each(others, enter)));
    const comingIn = (performance.now() - began) / 1000;
    await after(settle);
    const inside = treeCost(server.pid).megabytes;

    const times: number[] = [];
    await measured('crowd: messages', async () => {
      for (let round = 0; round < MESSAGES; round++) times.push(await within(tell(owner, clients, round)));
    });
    const leaving = performance.now();
    await measured('crowd: going', () => within(each(others, leave)));
    const going = (performance.now() - leaving) / 1000;
    await Promise.all(clients.map((client) => client.close()));
    const all = size.crowd;
    return [
      { name: `${all} come into one room`, value: comingIn, unit: 's', better: 'lower' },
      { name: 'one of them, median', value: median(waits), unit: 'ms', better: 'lower' },
      { name: 'one of them, slowest', value: quantile(waits, 1), unit: 'ms', better: 'lower' },
      { name: `a message until ${all} have it, median`, value: median(times), unit: 'ms', better: 'lower' },
      { name: `${all} go`, value: going, unit: 's', better: 'lower' },
      {
        name: `memory per occupant of ${all}`,
        value: ((inside - outside) * 1024) / all,
        unit: 'kB',
        better: 'lower',
      },
    ];
  },
};

const join = (nick: string) => `<presence to='${ROOM}/${nick}'><x xmlns='${MUC}'/></presence>`;
const nickOf = ({ jid }: LoadClient) => jid.replace(/@.*/, '');
/** XEP-0045 §7.2.2: "status code of 110" is how one knows that oneself is in, or out. */
const SELF = /<status [^>]*code=["']110["']/;

async function found(owner: LoadClient, most: number): Promise<void> {
  await owner.ask(join(nickOf(owner)), SELF);
  const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`;
  const form = [
    field('FORM_TYPE', `${MUC}#roomconfig`),
    field('muc#roomconfig_maxusers', String(Math.max(10, most))),
  ].join('');
  await owner.ask(
    `<iq type='set' id='make' to='${ROOM}'><query xmlns='${MUC}#owner'><x xmlns='jabber:x:data' type='submit'>${form}</x></query></iq>`,
    /<iq [^>]*id=["']make["'][^>]*>/,
  );
}

const enter = (client: LoadClient) => client.ask(join(nickOf(client)), SELF);
const leave = (client: LoadClient) =>
  client.ask(`<presence to='${ROOM}/${nickOf(client)}' type='unavailable'/>`, SELF);

/** Resolves with the milliseconds each took. */
async function each(
  clients: readonly LoadClient[],
  act: (client: LoadClient) => Promise<unknown>,
): Promise<number[]> {
  const waits: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (let index = next++; index < clients.length; index = next++) {
        const began = performance.now();
        await act(clients[index]!);
        waits.push(performance.now() - began);
      }
    }),
  );
  return waits;
}

/** Resolves with the milliseconds until the last has it. */
async function tell(owner: LoadClient, clients: readonly LoadClient[], round: number): Promise<number> {
  const mark = `said-${round}.`;
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = clients.length;
  for (const client of clients)
    client.onText = (text) => {
      const at = text.indexOf(mark);
      // What is no message may be cut in two, too; the rest of it is enough.
      if (at < 0) return Math.max(0, text.length - mark.length);
      left--;
      if (left === 0) resolve();
      client.onText = (more) => more.length;
      return at + mark.length;
    };
  const began = performance.now();
  owner.send(`<message to='${ROOM}' type='groupchat' id='m${round}'><body>${mark}</body></message>`);
  await promise;
  return performance.now() - began;
}
