/**
 * Load: pairs of sessions that send each other archived messages as fast as the server takes them.
 *
 *   node tests/bench/loadgen.ts [--pairs 50] [--window 4] [--seconds 10] [--profile DIR] [--json]
 *
 * Starts `chatelaine server` on a fresh data folder. Every session keeps `window` messages under way: one that arrives
 * lets its sender send the next. Prints messages a second, latency and what the server cost. `--profile` writes a CPU
 * profile of the server into DIR. The client shares the machine, so numbers compare runs, not machines.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ctl } from '../../server/ctl.ts';
import { prepareFolder } from '../support/server.ts';
import { connectLoadClient, type LoadClient, timedId } from './load-client.ts';

const HOST = 'bench.localhost';
const PASSWORD = 'secret';
/** Not measured: until caches are warm and code is compiled. */
const WARM_UP_MS = 2000;

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '50' },
    window: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '10' },
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const pairs = Number(values.pairs);
const window = Number(values.window);
const seconds = Number(values.seconds);

const { folder, file } = await prepareFolder({ hosts: [HOST], config: { log: { level: 'warn' } } });
try {
  const names = Array.from({ length: pairs * 2 }, (_, index) => `u${index}`);
  await register(names);
  const server = await startServer();
  try {
    const clients = await logIn(names, server.port);
    const latencies: number[] = [];
    let measuring = false;
    for (const [index, client] of clients.entries()) {
      const partner = clients[index ^ 1]!;
      const body = `<body>Message of ${client.jid}, about as long as what people write to each other.</body>`;
      const say = () =>
        client.send(`<message type='chat' to='${partner.jid}' id='${timedId()}'>${body}</message>`);
      partner.onMessage = (latency) => {
        if (measuring) latencies.push(latency);
        say();
      };
      for (let count = 0; count < window; count++) say();
    }
    const broken = Promise.race(clients.map((client) => client.failed));
    await Promise.race([after(WARM_UP_MS), broken]);
    measuring = true;
    const before = cpuSeconds(server.pid);
    await Promise.race([after(seconds * 1000), broken]);
    measuring = false;
    report(latencies, cpuSeconds(server.pid) - before, residentMegabytes(server.pid));
    for (const client of clients) client.close();
  } finally {
    await server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function register(names: readonly string[]): Promise<void> {
  const code = await ctl({
    args: ['--config', file, 'register_many', HOST, PASSWORD],
    stdin: Readable.from([names.join('\n')]),
    out: () => {},
    err: (text) => process.stderr.write(text),
  });
  if (code !== 0) throw new Error('The accounts could not be made.');
}

async function startServer() {
  const profile = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  const main = join(import.meta.dirname, '../../server/main.ts');
  const child = spawn(process.execPath, [...profile, main, '--config', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = (await once(lines, 'line')) as [string];
  lines.on('line', (line) => process.stderr.write(`${line}\n`));
  const ready = JSON.parse(first) as { event: string; ports?: { port: number; tls: string }[] };
  const port = ready.ports?.find(({ tls }) => tls === 'direct')?.port;
  if (port === undefined) throw new Error(`The server did not start: ${first}`);
  return {
    port,
    pid: child.pid!,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function logIn(names: readonly string[], port: number): Promise<LoadClient[]> {
  const clients: LoadClient[] = [];
  for (const user of names)
    clients.push(await connectLoadClient({ port, host: HOST, user, password: PASSWORD }));
  return clients;
}

function report(latencies: number[], cpu: number, memory: number): void {
  latencies.sort((a, b) => a - b);
  const quantile = (part: number) =>
    Number((latencies[Math.floor(latencies.length * part)] ?? Number.NaN).toFixed(2));
  const result = {
    messagesPerSecond: Math.round(latencies.length / seconds),
    p50: quantile(0.5),
    p99: quantile(0.99),
    cpuSecondsPerSecond: Number((cpu / seconds).toFixed(2)),
    cpuMicrosecondsPerMessage: Math.round((cpu / latencies.length) * 1e6),
    residentMegabytes: Math.round(memory),
  };
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(26)} ${value}\n`);
}

/** User and system time of a process; NaN where there is no /proc. */
function cpuSeconds(pid: number): number {
  const fields = procFile(pid, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ');
  return fields ? (Number(fields[11]) + Number(fields[12])) / 100 : Number.NaN;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(procFile(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1024;
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
