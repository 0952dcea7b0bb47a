/**
 * The three challenges for real: pebble asks our own listener, nginx and Apache from Debian as owners of the web's port, our server's
 * port for everything, and a name server. Each proof is seen by ourselves first, and gone afterwards.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Challenge } from '../../../electron/manager/certificates/acme/challenger.ts';
import { createDnsChallenger } from '../../../electron/manager/certificates/acme/challengers/dns.ts';
import { createHttpListener } from '../../../electron/manager/certificates/acme/challengers/http-listener.ts';
import { createWebroot } from '../../../electron/manager/certificates/acme/challengers/http-webroot.ts';
import { createLook } from '../../../electron/manager/certificates/acme/challengers/look.ts';
import { createTlsAlpn } from '../../../electron/manager/certificates/acme/challengers/tls-alpn.ts';
import { connectControl } from '../../../server/control.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { freePort, holdPort } from '../../support/ports.ts';
import { prepareFolder } from '../../support/server.ts';
import { spawnServer } from '../../support/server-process.ts';
import { request, testOffice } from './office.ts';

const signal = () => AbortSignal.timeout(60_000);
const lookup = async () => ['127.0.0.1'];
const yes = async () => true;
const TOKEN = 'abcdefghijklmnopqrstuvwxyz';
const challenge = (name: string, type: Challenge['type'] = 'http-01'): Challenge => ({
  ...{ type, name, token: TOKEN, keyAuthorization: `${TOKEN}.thumbprint` },
});

let pebble: Pebble;
let web: number;
let tls: number;
beforeAll(async () => {
  [web, tls] = await Promise.all([freePort(), freePort()]);
}, 60_000);

const look = (port: number) => createLook({ lookup, port });
const listener = (port = web) =>
  createHttpListener({ port, look: look(port), portOwner: async () => 'apache2', isHere: yes });

describeWith(PEBBLE, 'proofs that pebble asks for', () => {
  beforeAll(async () => {
    pebble = await startPebble({ httpPort: web, tlsPort: tls });
  }, 60_000);
  afterAll(() => pebble.stop());

  test('by our own listener', async () => {
    await using office = await testOffice();
    const { chain } = await office.acme.obtain(
      request(office, pebble, ['a.example.org', 'b.example.org'], 'http-listener', listener()),
    );
    expect(chain).toContain('BEGIN CERTIFICATE');
    // The port is free again.
    await using held = await holdPort(web);
    expect(held.port).toBe(web);
  }, 60_000);

  test('by a TXT record', async () => {
    await using office = await testOffice();
    const shown: string[] = [];
    const dns = createDnsChallenger({
      async publish(name, value) {
        shown.push(name);
        await pebble.tell('set-txt', { host: `${name}.`, value });
      },
      async withdraw(name) {
        shown.splice(shown.indexOf(name), 1);
        await pebble.tell('clear-txt', { host: `${name}.` });
      },
    });
    await office.acme.obtain(request(office, pebble, ['*.example.org'], 'dns-provider', dns));
    expect(shown).toEqual([]);
  }, 60_000);

  test('by our server, on its port for everything', async () => {
    await using office = await testOffice();
    const { file, folder } = await prepareFolder({
      config: { listen: [{ type: 'multiplex', port: tls, address: '127.0.0.1' }] },
    });
    const server = await spawnServer(['--config', file]);
    const control = await connectControl(join(folder, 'data'));
    try {
      const challenger = createTlsAlpn({
        shower: {
          show: async (name, certificate, key) =>
            void (await control.call('acme_proof_show', { name, certificate, key })),
          hide: async (name) => void (await control.call('acme_proof_hide', { name })),
        },
        ...{ lookup, isHere: yes, port: tls, now: Date.now },
      });
      await office.acme.obtain(request(office, pebble, ['a.example.org'], 'tls-alpn', challenger));
      // Nothing that comes with a key is repeated in the log.
      expect(JSON.stringify(server.log)).not.toContain('PRIVATE');
      const wrong = control.call('acme_proof_show', { name: 'Nonsense!', certificate: '', key: '' });
      await expect(wrong).rejects.toMatchObject({ code: 'arguments.invalid' });
    } finally {
      control.close();
      await server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  for (const [program, start] of [
    ['nginx', startNginx],
    ['apache2', startApache],
  ] as const) {
    describeWith([program], `through ${program}`, () => {
      let site: Site;
      let behind: number;
      beforeAll(async () => {
        behind = await freePort();
        site = await start(web, behind);
      }, 60_000);
      afterAll(() => site?.stop());

      test('into the folder it serves', async () => {
        await using office = await testOffice();
        const webroot = createWebroot({
          folderOf: () => site.webroot,
          look: look(web),
          here: { address: '127.0.0.1', port: web },
        });
        await office.acme.obtain(request(office, pebble, ['website.example.org'], 'http-webroot', webroot));
        expect(readdirSync(site.webroot)).toEqual(['index.html']);
      }, 60_000);

      test('past it, by a rule', async () => {
        await using office = await testOffice();
        const proxied = createHttpListener({
          ...{ port: behind, look: look(web), portOwner: async () => undefined, isHere: yes },
          behind: { address: '127.0.0.1', port: web },
        });
        await office.acme.obtain(request(office, pebble, ['proxied.example.org'], 'http-proxy', proxied));
      }, 60_000);

      test('and says so when the port is not ours', async () => {
        await expect(listener().present(challenge('a.example.org'), signal())).rejects.toMatchObject({
          code: 'port.in-use',
          data: { port: web, by: 'apache2' },
        });
      });
    });
  }
});

describe('our own listener', () => {
  test('behind a web server, keeps its port while there is nothing to prove: nobody else gets it', async () => {
    const port = await freePort();
    const behind = createHttpListener({
      ...{ port, look: look(port), portOwner: async () => undefined, isHere: yes },
      behind: { address: '127.0.0.1', port },
    });
    const somebody = () => holdPort(port, '127.0.0.1');
    await behind.hold(true);
    await behind.present(challenge('a.example.org'), signal());
    await behind.withdraw(challenge('a.example.org'), signal());
    expect(behind.isOpen()).toBe(true);
    await expect(somebody()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await behind.hold(false);
    expect(behind.isOpen()).toBe(false);
    await using other = await somebody();
    await expect(behind.hold(true)).rejects.toMatchObject({ code: 'port.in-use' });
    expect(other).toBeDefined();
  });

  test('answers the proof, and nothing else', async () => {
    const port = await freePort();
    const own = listener(port);
    await own.present(challenge('a.example.org'), signal());
    const get = async (path: string, method = 'GET') => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
      return `${answer.status} ${(await answer.text()).trim()}`;
    };
    expect(await get(`/.well-known/acme-challenge/${TOKEN}`)).toBe(`200 ${TOKEN}.thumbprint`);
    expect(await get(`/.well-known/acme-challenge/${TOKEN}`, 'HEAD')).toBe('200 ');
    expect(await get(`/.well-known/acme-challenge/${TOKEN}`, 'POST')).toBe('404 Nothing here.');
    expect(await get('/.well-known/acme-challenge/')).toBe('404 Nothing here.');
    expect(await get('/')).toBe('404 Nothing here.');
    await own.withdraw(challenge('a.example.org'), signal());
    await expect(get('/')).rejects.toThrow();
    // Again is no harm.
    await own.withdraw(challenge('a.example.org'), signal());
  });

  test('listens in both families', async () => {
    const port = await freePort();
    const own = listener(port);
    await own.present(challenge('a.example.org'), signal());
    const answer = await fetch(`http://[::1]:${port}/.well-known/acme-challenge/${TOKEN}`).catch(() => null);
    // A machine without IPv6 has none to answer in.
    expect([200, undefined]).toContain(answer?.status);
    await own.withdraw(challenge('a.example.org'), signal());
  });

  test('does not let the authority be asked when the name leads to somebody else', async () => {
    const [port, other] = [await freePort(), await freePort()];
    const somebody = listener(other);
    await somebody.present(challenge('b.example.org'), signal());
    const own = createHttpListener({
      // Behind a router, where nobody answering would be forgiven.
      ...{ port, look: look(other), portOwner: async () => undefined, isHere: async () => false },
    });
    const wrong = { ...challenge('a.example.org'), token: 'zyxwvutsrqponmlkjihgfedcba' };
    await expect(own.present(wrong, signal())).rejects.toThrow('HTTP 404');
    await own.withdraw(wrong, signal());
    await somebody.withdraw(challenge('b.example.org'), signal());
  });

  test('follows where it is sent, as an authority does: on and on, but not everywhere', async () => {
    const paths: string[] = [];
    const site = createServer((request, response) => {
      paths.push(request.url!);
      const [, to = ''] = /^\/to\/(.*)$/.exec(request.url!) ?? [];
      if (to !== '') response.writeHead(302, { location: decodeURIComponent(to) }).end();
      else response.end('the proof\n');
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const { port } = site.address() as { port: number };
    const seen = async (path: string) => {
      const found = await look(port).byName('a.example.org', path, 'the proof', signal());
      return found.seen === 'proof' ? 'proof' : `${found.seen}: ${found.said}`;
    };
    const to = (address: string) => `/to/${encodeURIComponent(address)}`;
    expect(await seen('/there')).toBe('proof');
    expect(await seen(to('/there'))).toBe('proof');
    expect(await seen(to(`http://b.example.org:${port}/there`))).toBe('proof');
    expect(await seen(to('http://127.0.0.1:22/'))).toBe('other: sent to port 22, where no authority looks');
    expect(await seen(to('file:///etc/passwd'))).toBe('other: sent to file:///etc/passwd');
    expect(await seen('/to/')).toBe('proof');
    // From the internet nobody sends us inside, as no authority would go there.
    const outer = createLook({ lookup, port, isPublic: (address) => address === '127.0.0.1' });
    const inside = createLook({
      ...{ port, isPublic: (address: string) => address === '127.0.0.1' },
      lookup: async (name) => [name === 'router.example.org' ? '127.0.0.2' : '127.0.0.1'],
    });
    const path = to(`http://router.example.org:${port}/there`);
    expect(await outer.byName('a.example.org', path, 'the proof', signal())).toEqual({ seen: 'proof' });
    expect(await inside.byName('a.example.org', path, 'the proof', signal())).toEqual({
      seen: 'other',
      said: 'sent to router.example.org, which is not on the internet',
    });
    site.close();
    site.closeAllConnections();
  });

  test('goes on where nobody answers behind a router, and not where the address is our own', async () => {
    const [port, closed] = [await freePort(), await freePort()];
    const at = (isHere: boolean) =>
      createHttpListener({
        ...{ port, look: look(closed), portOwner: async () => undefined, isHere: async () => isHere },
      });
    const behindRouter = at(false);
    await behindRouter.present(challenge('a.example.org'), signal());
    await behindRouter.withdraw(challenge('a.example.org'), signal());
    const ours = at(true);
    await expect(ours.present(challenge('a.example.org'), signal())).rejects.toThrow('ECONNREFUSED');
    await ours.withdraw(challenge('a.example.org'), signal());
  });
});

describe('a folder of a website', () => {
  const webroot = (folder: string, port: number) =>
    createWebroot({ folderOf: () => folder, look: look(port), here: { address: '127.0.0.1', port } });

  test('is left as it was, also after one of ours was killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'webroot-'));
    const port = await freePort();
    const one = webroot(folder, port);
    // Nobody serves the folder: it is written, and not seen.
    await expect(one.present(challenge('a.example.org'), signal())).rejects.toThrow('ECONNREFUSED');
    const file = join(folder, '.well-known', 'acme-challenge', TOKEN);
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, '.well-known')).mode & 0o777).toBe(0o755);
    // Another process, which knows no more than the challenge.
    await webroot(folder, port).withdraw(challenge('a.example.org'), signal());
    expect(readdirSync(folder)).toEqual([]);
    await webroot(folder, port).withdraw(challenge('a.example.org'), signal());
    // What others have there stays.
    await mkdir(join(folder, '.well-known', 'acme-challenge'), { recursive: true });
    writeFileSync(join(folder, '.well-known', 'security.txt'), '');
    await one.present(challenge('a.example.org'), signal()).catch(() => {});
    await one.withdraw(challenge('a.example.org'), signal());
    expect(readdirSync(join(folder, '.well-known'))).toEqual(['security.txt']);
    await rm(folder, { recursive: true });
  });

  test('follows no link, neither for the folder nor for the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'webroot-'));
    const target = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    symlinkSync(target, join(folder, '.well-known'));
    const port = await freePort();
    await expect(webroot(folder, port).present(challenge('a.example.org'), signal())).rejects.toThrow(
      'not a folder',
    );
    expect(readdirSync(target)).toEqual([]);
    await rm(join(folder, '.well-known'));
    await mkdir(join(folder, '.well-known', 'acme-challenge'), { recursive: true });
    writeFileSync(join(target, 'precious'), 'kept');
    symlinkSync(join(target, 'precious'), join(folder, '.well-known', 'acme-challenge', TOKEN));
    await webroot(folder, port)
      .present(challenge('a.example.org'), signal())
      .catch(() => {});
    expect(statSync(join(target, 'precious')).size).toBe(4);
    await rm(folder, { recursive: true });
    await rm(target, { recursive: true });
  });

  test('takes no token that would be a path', async () => {
    const one = webroot('/nowhere', await freePort());
    const evil = { ...challenge('a.example.org'), token: '../../../etc/passwd' };
    await expect(one.present(evil, signal())).rejects.toThrow('token');
    await expect(one.withdraw(evil, signal())).rejects.toThrow('token');
  });
});

interface Site {
  readonly webroot: string;
  stop(): Promise<void>;
}

async function startSite(
  program: string,
  port: number,
  files: (folder: string) => { config: string; args: string[] },
): Promise<Site> {
  // The web server's workers are another account.
  const folder = await mkdtemp(join(tmpdir(), `${program}-`));
  const webroot = join(folder, 'www');
  await mkdir(webroot, { mode: 0o755 });
  await import('node:fs/promises').then(({ chmod }) => chmod(folder, 0o755));
  writeFileSync(join(webroot, 'index.html'), 'the website\n');
  const { config, args } = files(folder);
  writeFileSync(join(folder, 'site.conf'), config);
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore' });
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) break;
    if (child.exitCode !== null) throw new Error(`${program} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    webroot,
    async stop() {
      const gone = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startNginx(port: number, behind: number): Promise<Site> {
  return startSite('nginx', port, (folder) => ({
    args: ['-c', join(folder, 'site.conf'), '-g', 'daemon off;'],
    config: `
      pid ${folder}/pid; error_log stderr;
      events {}
      http {
        access_log off;
        client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
        fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
        server {
          listen 127.0.0.1:${port}; server_name website.example.org;
          root ${folder}/www;
        }
        server {
          listen 127.0.0.1:${port}; server_name proxied.example.org;
          location /.well-known/acme-challenge/ { proxy_pass http://127.0.0.1:${behind}; }
        }
      }`,
  }));
}

function startApache(port: number, behind: number): Promise<Site> {
  const module = (name: string) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`;
  return startSite('apache2', port, (folder) => ({
    args: ['-f', join(folder, 'site.conf'), '-DFOREGROUND'],
    config: [
      ...['mpm_event', 'authz_core', 'proxy', 'proxy_http'].map(module),
      `ServerRoot ${folder}`,
      `PidFile ${folder}/pid`,
      `DefaultRuntimeDir ${folder}`,
      'ServerName website.example.org',
      'ErrorLog /dev/null',
      'User www-data',
      'Group www-data',
      `Listen 127.0.0.1:${port}`,
      `<VirtualHost *:${port}>`,
      'ServerName website.example.org',
      `DocumentRoot ${folder}/www`,
      '</VirtualHost>',
      `<VirtualHost *:${port}>`,
      'ServerName proxied.example.org',
      `ProxyPass "/.well-known/acme-challenge/" "http://127.0.0.1:${behind}/.well-known/acme-challenge/"`,
      '</VirtualHost>',
    ].join('\n'),
  }));
}
