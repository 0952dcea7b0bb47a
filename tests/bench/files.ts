/**
 * One large file up and down over TLS, by the server as a process: how fast, and how much memory it takes meanwhile.
 * `node tests/bench/files.ts [MEBIBYTES]`, 1,024 without.
 */
import { rmSync } from 'node:fs';
import { request } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { connectControl } from '../../server/control.ts';
import { PASSWORD, prepareFolder } from '../support/server.ts';
import { spawnServer } from '../support/server-process.ts';
import { connectClient } from '../support/xmpp-client.ts';
import { treeCost } from './processes.ts';

const MIB = 1_048_576;
const CHUNK = Buffer.alloc(MIB / 4, 'chatelaine');
const WATCH_MS = 20;

export interface FileNumbers {
  readonly mebibytes: number;
  /** Mebibytes a second. */
  readonly up: number;
  readonly down: number;
  /** Megabytes of memory before, and the most while a file was on its way. */
  readonly before: number;
  readonly mostUp: number;
  readonly mostDown: number;
  /** Processor seconds of the server. */
  readonly cpuUp: number;
  readonly cpuDown: number;
}

/** Rejects when what comes back is not as long as what was sent. */
export async function measureFile(mebibytes: number): Promise<FileNumbers> {
  const address = '127.0.0.1';
  const folder = await prepareFolder({
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'direct', address },
        { type: 'http', port: 0, tls: 'direct', address },
      ],
      modules: { upload: { maxBytes: 2 ** 40, quotaBytes: 2 ** 41 } },
      log: { level: 'warn' },
    },
  });
  const server = await spawnServer(['--config', folder.file]);
  try {
    const { announcement } = server;
    if (announcement.event !== 'ready') throw new Error(`no server: ${server.stderr()}`);
    const portOf = (type: string) => announcement.ports.find((one) => one.type === type)!.port;
    const control = await connectControl(`${folder.folder}/data`);
    await control.call('register', ['nina', 'test', PASSWORD]);
    control.close();
    const client = await connectClient({
      ...{ port: portOf('c2s'), host: 'test', ca: folder.pem },
      tls: 'direct',
    });
    await client.openStream();
    await client.authenticate('nina', PASSWORD);
    await client.bind();
    const answer = await client.query(
      'get',
      `<request xmlns='urn:xmpp:http:upload:0' filename='large.bin' size='${mebibytes * MIB}'/>`,
      'upload.test',
    );
    const slot = answer.getChild('slot');
    if (!slot) throw new Error(`no slot: ${answer}`);
    const at = { host: '127.0.0.1', port: portOf('http'), servername: 'test', ca: folder.pem };
    const pid = server.child.pid!;
    const before = treeCost(pid).megabytes;
    const up = await watched(pid, () => send({ ...at, url: slot.getChild('put')!.attrs.url! }, mebibytes));
    const down = await watched(pid, () =>
      fetchAll({ ...at, url: slot.getChild('get')!.attrs.url! }, mebibytes),
    );
    client.destroy();
    return {
      ...{ mebibytes, before, up: mebibytes / up.seconds, down: mebibytes / down.seconds },
      ...{ mostUp: up.most, mostDown: down.most, cpuUp: up.cpu, cpuDown: down.cpu },
    };
  } finally {
    await server.kill('SIGTERM');
    rmSync(folder.folder, { recursive: true, force: true });
  }
}

interface Where {
  readonly host: string;
  readonly port: number;
  readonly servername: string;
  readonly ca: string;
  readonly url: string;
}

const options = ({ url, ...rest }: Where) => {
  const { pathname, search, host } = new URL(url);
  return { ...rest, path: pathname + search, headers: { host } };
};

async function send(where: Where, mebibytes: number): Promise<void> {
  const { headers, ...rest } = options(where);
  const outgoing = request({
    ...rest,
    method: 'PUT',
    headers: { ...headers, 'content-length': mebibytes * MIB },
  });
  const answered = new Promise<number>((resolve, reject) => {
    outgoing.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', reject);
  });
  const chunks = (mebibytes * MIB) / CHUNK.length;
  const source = Readable.from(
    (function* () {
      for (let n = 0; n < chunks; n++) yield CHUNK;
    })(),
  );
  const [status] = await Promise.all([answered, pipeline(source, outgoing)]);
  if (status !== 201) throw new Error(`not taken: ${status}`);
}

async function fetchAll(where: Where, mebibytes: number): Promise<void> {
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    request(options(where), (response) => {
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', resolve);
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
  if (bytes !== mebibytes * MIB) throw new Error(`${bytes} bytes came back`);
}

/** How long it took, the most memory the process had meanwhile, and its processor time. */
async function watched(pid: number, work: () => Promise<void>) {
  const first = treeCost(pid);
  let most = first.megabytes;
  const look = setInterval(() => {
    most = Math.max(most, treeCost(pid).megabytes);
  }, WATCH_MS);
  const began = performance.now();
  try {
    await work();
    const { cpuSeconds, megabytes } = treeCost(pid);
    const seconds = (performance.now() - began) / 1000;
    return { seconds, most: Math.max(most, megabytes), cpu: cpuSeconds - first.cpuSeconds };
  } finally {
    clearInterval(look);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const numbers = await measureFile(Number(process.argv[2] ?? 1024));
  for (const [name, value] of Object.entries(numbers))
    process.stdout.write(`${name.padEnd(10)} ${value.toFixed(1)}\n`);
}
