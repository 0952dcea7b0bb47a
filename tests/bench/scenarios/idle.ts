/** From starting the process to the first log-in; memory with one session, and what each idle TLS session adds. */
import { setTimeout as after } from 'node:timers/promises';
import { HOST, PASSWORD, userNames } from '../engines/engine.ts';
import { connectLoadClient, connectMany } from '../load-client.ts';
import { treeCost } from '../processes.ts';
import type { Scenario } from './scenario.ts';

/** Collectors and allocators give back what they will. */
const SETTLE_MS = 2000;

export const idle: Scenario = {
  name: 'idle',
  summary: 'start to first log-in, memory at rest and per idle TLS session',
  accounts: ({ sessions }) => sessions,
  async run({ start, size, measured }) {
    const began = performance.now();
    const server = await start();
    const firstLogin = (performance.now() - began) / 1000;
    const account = { port: server.port, host: HOST, password: PASSWORD };
    const [first, ...others] = userNames(size.sessions);
    const client = await connectLoadClient({ ...account, user: first! });
    const settle = Math.min(SETTLE_MS, size.sessions * 10);
    await after(settle);
    const atRest = treeCost(server.pid).megabytes;
    const clients = await measured('idle: connecting', () => connectMany(others, account));
    const perSession = await measured('idle: idle', async () => {
      await after(settle);
      return ((treeCost(server.pid).megabytes - atRest) * 1024) / others.length;
    });
    await Promise.all([client, ...clients].map((one) => one.close()));
    return [
      { name: 'start to first log-in', value: firstLogin, unit: 's', better: 'lower' },
      { name: 'memory at rest', value: atRest, unit: 'MB', better: 'lower' },
      { name: `memory per idle session of ${size.sessions}`, value: perSession, unit: 'kB', better: 'lower' },
    ];
  },
};
