/**
 * The web beside nginx, in turn on the same machine: a file up and down with curl, and new connections under TLS with one request each;
 * ours also through the port for everything (multiplex).
 * `node tests/bench/web.ts [MEBIBYTES] [ROUNDS]`, 256 and 3 without. Needs nginx and curl.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { connectControl } from '../../server/control.ts';
import { freePort } from '../support/ports.ts';
import { PASSWORD, prepareFolder } from '../support/server.ts';
import { spawnServer } from '../support/server-process.ts';
import { connectClient, type RawClient } from '../support/xmpp-client.ts';
import { treeCost } from './processes.ts';
import { median } from './statistics.ts';

const MIB = 1_048_576;
const CONNECTIONS = 600;
const AT_ONCE = 8;

/** A web server to be measured: where a file goes, where it comes from, and a small answer. */
interface Subject {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** A fresh pair of paths for one file. */
  place(bytes: number): Promise<{ put: string; get: string }>;
  readonly small: string;
}

interface Numbers {
  readonly value: number;
  readonly cpu: number;
}

const [mebibytes = 256, rounds = 3] = process.argv.slice(2).map(Number);
const scratch = mkdtempSync(join(tmpdir(), 'chatelaine-bench-web-'));
const ours = await startOurs();
const nginx = await startNginx(ours.certificate);
try {
  const file = join(scratch, 'file');
  writeFileSync(file, Buffer.alloc(mebibytes * MIB, 'chatelaine'));
  const found = new Map<string, Numbers[]>();
  const note = (what: string, who: string, numbers: Numbers) =>
    found.set(`${what}|${who}`, [...(found.get(`${what}|${who}`) ?? []), numbers]);
  for (let round = 0; round < rounds; round++)
    for (const subject of [...ours.subjects, nginx.subject]) {
      const { put, get } = await subject.place(mebibytes * MIB);
      note('up (MiB/s)', subject.name, await curl(subject, ['-T', file], put));
      note('down (MiB/s)', subject.name, await curl(subject, ['-o', join(scratch, 'back')], get));
      if (statSync(join(scratch, 'back')).size !== mebibytes * MIB)
        throw new Error('not the whole file came back');
      note('new connections (/s)', subject.name, await connections(subject));
    }
  print(found);
} finally {
  await nginx.stop();
  await ours.stop();
  rmSync(scratch, { recursive: true, force: true });
}

function print(found: ReadonlyMap<string, readonly Numbers[]>): void {
  const names = [...ours.subjects, nginx.subject].map(({ name }) => name);
  const line = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
  line(['', ...names, ...names.slice(0, -1).map((name) => `${name} / nginx`), 'processor s']);
  line(Array.from({ length: names.length * 2 + 1 }, () => '---'));
  for (const what of new Set([...found.keys()].map((key) => key.split('|')[0]!))) {
    const of = (part: keyof Numbers) =>
      names.map((name) => median(found.get(`${what}|${name}`)!.map((one) => one[part])));
    const values = of('value');
    const ratios = values.slice(0, -1).map((value) => (value / values.at(-1)!).toFixed(2));
    const cpu = of('cpu').map((value) => value.toFixed(2));
    line([what, ...values.map((value) => value.toFixed(0)), ...ratios, cpu.join(', ')]);
  }
}

async function watched(pid: number, work: () => Promise<number>): Promise<Numbers> {
  const before = treeCost(pid).cpuSeconds;
  const value = await work();
  return { value, cpu: treeCost(pid).cpuSeconds - before };
}

/** Mebibytes a second. */
function curl({ pid, port }: Subject, args: readonly string[], path: string): Promise<Numbers> {
  return watched(pid, async () => {
    const { stdout } = await promisify(execFile)('curl', [
      ...['-sS', '--fail', '--http1.1', '--cacert', join(ours.folder, 'server.pem'), '-H', 'Expect:'],
      ...[
        '--connect-to',
        `test:443:127.0.0.1:${port}`,
        '-w',
        '%{stderr}%{time_total}',
        ...args,
        `https://test${path}`,
      ],
    ]).then(({ stderr }) => ({ stdout: stderr }));
    return mebibytes / Number(stdout);
  });
}

/** New connections a second, each with one request. */
function connections({ pid, port, small }: Subject): Promise<Numbers> {
  return watched(pid, async () => {
    const began = performance.now();
    let left = CONNECTIONS;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (left-- > 0) await oneRequest(port, small);
      }),
    );
    return CONNECTIONS / ((performance.now() - began) / 1000);
  });
}

function oneRequest(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      ...{ port, host: '127.0.0.1', servername: 'test', ca: ours.certificate.pem },
      ALPNProtocols: ['http/1.1'],
    });
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    socket.on('error', reject);
    socket.on('close', () =>
      text.startsWith('HTTP/1.1 200') ? resolve() : reject(new Error(text.slice(0, 100))),
    );
    socket.write(`GET ${path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`);
  });
}

async function startOurs() {
  const address = '127.0.0.1';
  const folder = await prepareFolder({
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'direct', address },
        { type: 'http', port: 0, tls: 'direct', address },
        { type: 'multiplex', port: 0, address },
      ],
      modules: { upload: { maxBytes: 2 ** 40, quotaBytes: 2 ** 42 } },
      log: { level: 'warn' },
    },
  });
  const server = await spawnServer(['--config', folder.file]);
  const { announcement } = server;
  if (announcement.event !== 'ready') throw new Error(`no server: ${server.stderr()}`);
  const portOf = (type: string) => announcement.ports.find((one) => one.type === type)!.port;
  const control = await connectControl(`${folder.folder}/data`);
  await control.call('register', ['nina', 'test', PASSWORD]);
  control.close();
  const client: RawClient = await connectClient({
    port: portOf('c2s'),
    host: 'test',
    ca: folder.pem,
    tls: 'direct',
  });
  await client.openStream();
  await client.authenticate('nina', PASSWORD);
  await client.bind();
  async function place(bytes: number) {
    const answer = await client.query(
      'get',
      `<request xmlns='urn:xmpp:http:upload:0' filename='large.bin' size='${bytes}'/>`,
      'upload.test',
    );
    const slot = answer.getChild('slot');
    if (!slot) throw new Error(`no slot: ${answer}`);
    const path = (name: string) => {
      const { pathname, search } = new URL(slot.getChild(name)!.attrs.url!);
      return pathname + search;
    };
    return { put: path('put'), get: path('get') };
  }
  const subject = (name: string, type: string): Subject => ({
    ...{ name, pid: server.child.pid!, port: portOf(type), place, small: '/.well-known/host-meta' },
  });
  return {
    folder: folder.folder,
    certificate: {
      chain: `${folder.folder}/server.pem`,
      key: `${folder.folder}/server.key`,
      pem: folder.pem,
    },
    subjects: [subject('ours', 'http'), subject('multiplex', 'multiplex')],
    async stop() {
      client.destroy();
      await server.kill('SIGTERM');
      rmSync(folder.folder, { recursive: true, force: true });
    },
  };
}

/** PUT as nginx has it (WebDAV): to disk as it comes, without waiting until the disk has it. */
async function startNginx({ chain, key }: { chain: string; key: string }) {
  const [folder, port] = [join(scratch, 'nginx'), await freePort()];
  mkdirSync(join(folder, 'files'), { recursive: true });
  writeFileSync(join(folder, 'files', 'small'), 'x'.repeat(400));
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr error; ${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
  access_log off; sendfile on; tcp_nopush on;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port} ssl; server_name test;
    ssl_certificate ${chain}; ssl_certificate_key ${key}; ssl_protocols TLSv1.3;
    client_max_body_size 0; root ${folder}/files; dav_methods PUT;
  }
}
`,
  );
  const child = spawn('nginx', ['-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (;;) {
    if (child.exitCode !== null) throw new Error('nginx did not start');
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) break;
    await pause(20);
  }
  let files = 0;
  const subject: Subject = {
    ...{ name: 'nginx', pid: child.pid!, port, small: '/small' },
    async place() {
      const path = `/large-${files++}`;
      return { put: path, get: path };
    },
  };
  return {
    subject,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
