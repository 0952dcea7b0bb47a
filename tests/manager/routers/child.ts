/** The router area as a manager has it, in a namespace of its own, for lab.ts: does what it is told, line by line. */

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { createEvents } from '../../../electron/manager/events.ts';
import { machineAddresses, systemClock } from '../../../electron/manager/host.ts';
import { createRouters, type RoutersParts } from '../../../electron/manager/routers/routers.ts';
import { run } from '../../../electron/manager/run.ts';
import type { Office } from '../../../electron/manager/settings.ts';

const {
  seconds,
  protocols,
  ports,
  seen,
  kept: given,
} = JSON.parse(process.argv[2]!) as {
  seconds: number;
  protocols?: RoutersParts['protocols'];
  ports: readonly [transport: 'tcp' | 'udp', port: number][];
  seen?: string;
  kept?: Record<string, unknown>;
};
const say = (told: unknown) => void process.stdout.write(`${JSON.stringify(told)}\n`);
const events = createEvents(systemClock);
const noted: unknown[] = [];
const kept = new Map<string, unknown>(Object.entries(given ?? {}));
let office = { addresses: {} } as Office;

for (const [transport, port] of ports) {
  if (transport === 'tcp') createServer((socket) => socket.end('the office')).listen(port, '::');
  else {
    const socket = createSocket('udp4');
    socket.on('message', (_, from) => socket.send('the office', from.port, from.address));
    socket.bind(port);
  }
}

const routers = createRouters({
  host: { platform: 'linux', hostname: 'accueil', addresses: () => machineAddresses(), clock: systemClock },
  ...{ run, events, seconds, random: () => 0, ...(protocols && { protocols }) },
  log: {
    info: () => undefined,
    warn: (line: unknown) => void process.stderr.write(`${JSON.stringify(line)}\n`),
  } as unknown as RoutersParts['log'],
  kept: { get: (name) => kept.get(name), set: (name, value) => void kept.set(name, value) },
  changes: { note: (change) => noted.push(change) },
  office: () => office,
  change: async (part) => {
    office = { ...office, ...part };
  },
  flows: () =>
    ports.map(([protocol, port]) => ({
      ...({ direction: 'in', protocol, ports: { from: port, to: port }, why: 'programs' } as const),
      ...({ need: 'required', from: null } as const),
    })),
  seen: () => seen ?? null,
  reached: () => null,
});
events.listen(({ type }) => {
  if (type === 'router.changed') say({ event: true });
});
routers.begin();

const signal = new AbortController().signal;
const DOES: Readonly<Record<string, () => Promise<unknown>>> = {
  state: async () => routers.state(),
  look: () => routers.look(signal),
  map: () => routers.map({ removeAtEnd: false }, signal),
  mapAndGo: () => routers.map({ removeAtEnd: true }, signal),
  unmap: () => routers.unmap(signal),
  outside: () => routers.outside(signal),
  noted: async () => noted,
  kept: async () => Object.fromEntries(kept),
};

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break;
  try {
    say({ value: await DOES[line]!() });
  } catch (error) {
    say({ failed: String((error as Error).stack) });
  }
}
await routers.close();
process.exit();
