/** Certificates where other programs keep them: found, read, their rights looked at, watched, and handed on. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { publicAuthorities } from '../../../electron/manager/certificates/judge/judge.ts';
import { certificatesIn } from '../../../electron/manager/certificates/judge/pem.ts';
import {
  concatenated,
  ENGINES,
  handOver,
  ownerIn,
} from '../../../electron/manager/certificates/sources/hand-over.ts';
import { nextLook, sourceLate } from '../../../electron/manager/certificates/sources/late.ts';
import { isExposed, readingCommands } from '../../../electron/manager/certificates/sources/permissions.ts';
import { readPlace } from '../../../electron/manager/certificates/sources/place.ts';
import { createPlaces, pairsIn } from '../../../electron/manager/certificates/sources/places.ts';
import { createTickets } from '../../../electron/manager/certificates/sources/tickets.ts';
import { LOOK_EVERY_MS, QUIET_MS, watchPlace } from '../../../electron/manager/certificates/sources/watch.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';

// Programs of the system on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DOMAIN = 'office.example';
const DAY = 86_400_000;
let root: Issued;
let middle: Issued;
let leaf: Issued;
let renewed: Issued;
let folder: ReturnType<typeof temporaryFolder>;
const at = (path: string) => join(folder.path, path);
const put = (path: string, text: string | Buffer, mode = 0o600): string => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text, { mode });
  return at(path);
};
const chainOf = (one: Issued) => `${one.pem.trim()}\n${middle.pem.trim()}\n`;

beforeAll(async () => {
  root = await makeAuthority('Root');
  middle = await root.issue({ authority: true, name: 'Middle' });
  leaf = await middle.issue({ dns: [DOMAIN, `xmpp.${DOMAIN}`] });
  renewed = await middle.issue({ dns: [DOMAIN], to: 90 });
});
beforeEach(() => {
  folder = temporaryFolder();
  return () => folder[Symbol.dispose]();
});
afterAll(() => folder[Symbol.dispose]());

const places = () => createPlaces({ root: folder.path, home: '/home/nina' });
const read = (path: string) =>
  readPlace(path, {
    ...{
      authorities: publicAuthorities([], [root.pem]),
      now: Date.now(),
      names: [DOMAIN],
      user: 'chatelaine',
    },
    keyOf: places().keyOf,
  });

/** Serial of the leaf, how many certificates, and what is noted; or the codes of what is wrong. */
async function told(path: string): Promise<unknown> {
  const found = await read(path);
  if ('findings' in found) return found.findings.map(({ code }) => code);
  const chain = certificatesIn(found.chain);
  expect(found.key).toContain('PRIVATE KEY');
  const whose = chain[0]!.fingerprint256 === certificatesIn(leaf.pem)[0]!.fingerprint256 ? 'leaf' : 'another';
  return [whose, chain.length, ...found.notes.map(({ code }) => code)];
}

/** As certbot has it: links in `live`, files in `archive`. */
function certbot(which = leaf, serial = 1): string {
  const archive = `etc/letsencrypt/archive/${DOMAIN}`;
  put(`${archive}/cert${serial}.pem`, which.pem, 0o644);
  put(`${archive}/chain${serial}.pem`, middle.pem, 0o644);
  put(`${archive}/fullchain${serial}.pem`, chainOf(which), 0o644);
  put(`${archive}/privkey${serial}.pem`, which.key);
  const live = `etc/letsencrypt/live/${DOMAIN}`;
  mkdirSync(at(live), { recursive: true });
  for (const name of ['cert', 'chain', 'fullchain', 'privkey']) {
    // certbot itself exchanges a link by renaming another over it.
    symlinkSync(`../../archive/${DOMAIN}/${name}${serial}.pem`, at(`${live}/.new`));
    renameSync(at(`${live}/.new`), at(`${live}/${name}.pem`));
  }
  return at(live);
}

describe('a certificate is read from', () => {
  test('certbot’s folder', async () => {
    expect(await told(certbot())).toEqual(['leaf', 2]);
  });
  test('fullchain.pem in it', async () => {
    expect(await told(join(certbot(), 'fullchain.pem'))).toEqual(['leaf', 2]);
  });
  test('cert.pem in it, which is noticed', async () => {
    expect(await told(join(certbot(), 'cert.pem'))).toEqual(['leaf', 2, 'certificate.leaf-only-file']);
  });
  test('acme.sh’s folder', async () => {
    put(`acme/${DOMAIN}_ecc/fullchain.cer`, chainOf(leaf));
    put(`acme/${DOMAIN}_ecc/ca.cer`, middle.pem);
    put(`acme/${DOMAIN}_ecc/${DOMAIN}.key`, leaf.key);
    expect(await told(at(`acme/${DOMAIN}_ecc`))).toEqual(['leaf', 2]);
  });
  test('Caddy’s folder', async () => {
    put(`caddy/${DOMAIN}/${DOMAIN}.crt`, chainOf(leaf));
    put(`caddy/${DOMAIN}/${DOMAIN}.key`, leaf.key);
    put(`caddy/${DOMAIN}/${DOMAIN}.json`, '{}');
    expect(await told(at(`caddy/${DOMAIN}`))).toEqual(['leaf', 2]);
  });
  test('lego’s file, with its key beside it', async () => {
    put(`lego/${DOMAIN}.key`, leaf.key);
    expect(await told(put(`lego/${DOMAIN}.crt`, chainOf(leaf)))).toEqual(['leaf', 2]);
  });
  test('Traefik’s acme.json, the one with our name', async () => {
    const entry = (main: string, one: Issued) => ({
      domain: { main },
      certificate: Buffer.from(chainOf(one)).toString('base64'),
      key: Buffer.from(one.key).toString('base64'),
    });
    const other = await middle.issue({ dns: ['shop.example'] });
    const Certificates = [entry('shop.example', other), entry(DOMAIN, leaf)];
    expect(await told(put('acme.json', JSON.stringify({ le: { Account: {}, Certificates } })))).toEqual([
      'leaf',
      2,
    ]);
  });
  test('a folder with this and that', async () => {
    put('mine/readme.txt', 'hello');
    put('mine/a.crt', middle.pem);
    put('mine/b.crt', leaf.pem);
    put('mine/c.key', leaf.key);
    expect(await told(at('mine'))).toEqual(['leaf', 2]);
  });
  test('a web server’s file, with the key its configuration names', async () => {
    const cert = put('etc/ssl/site.crt', chainOf(leaf));
    put('etc/ssl/private/other-name.key', leaf.key);
    put(
      'etc/nginx/sites-enabled/site',
      'ssl_certificate /etc/ssl/site.crt;\n  ssl_certificate_key "/etc/ssl/private/other-name.key";',
    );
    expect(await told(cert)).toEqual(['leaf', 2]);
  });
});

describe('what is in the way is told', () => {
  test.each([
    ['nothing there', () => at('nowhere'), ['certificate.file-gone']],
    ['an empty folder', () => dirname(put('empty/x.txt', '')), ['certificate.unreadable']],
    ['a file far too large', () => put('a.pem', Buffer.alloc(400_000, 0x41)), ['certificate.too-large']],
    ['no acme.json of Traefik’s', () => put('b.json', '{"x":[1,2'), ['certificate.unreadable']],
    ['a device', () => '/dev/zero', ['certificate.unreadable']],
  ])('%s', async (_, path, codes) => {
    expect(await told(path())).toEqual(codes);
  });

  test('a key that everybody may read is used, and told', async () => {
    chmodSync(folder.path, 0o755);
    const live = certbot();
    const key = at(`etc/letsencrypt/archive/${DOMAIN}/privkey1.pem`);
    chmodSync(key, 0o644);
    expect(await told(live)).toEqual(['leaf', 2, 'certificate.key-exposed']);
    // As certbot has it: nobody gets past the folder.
    chmodSync(at('etc/letsencrypt/archive'), 0o700);
    expect(await isExposed(key)).toBe(false);
    expect(await told(live)).toEqual(['leaf', 2]);
  });

  test('a file’s name cannot become part of what is to be typed', async () => {
    chmodSync(folder.path, 0o755);
    put('named/site.crt', chainOf(leaf));
    const key = put('named/$(id) site.key', leaf.key);
    chmodSync(key, 0o644);
    const found = await read(at('named'));
    const commands = 'notes' in found ? found.notes.map(({ data }) => data.commands) : found;
    expect(commands).toEqual([[`sudo chmod o-rwx '${key}'`]]);
  });

  test('a folder we may not enter: what to type is told exactly', () => {
    const live = certbot();
    chmodSync(folder.path, 0o755);
    chmodSync(at('etc/letsencrypt/live'), 0o700);
    const module = new URL('../../../electron/manager/certificates/sources/place.ts', import.meta.url).href;
    const code = `const { readPlace } = await import(${JSON.stringify(module)});
      const found = await readPlace(${JSON.stringify(live)}, { authorities: { has: () => false, issuersOf: () => [] }, now: 0, names: [], user: 'chatelaine' });
      console.log(JSON.stringify(found.findings.map(({ code, data }) => [code, data])));`;
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (!('uid' in nobody)) chmodSync(at('etc/letsencrypt/live'), 0o000);
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      cwd: '/',
      ...nobody,
    });
    chmodSync(at('etc/letsencrypt/live'), 0o700);
    expect(JSON.parse(said)).toMatchObject([['certificate.file-forbidden', { user: 'chatelaine' }]]);
  });

  test('what to type so that we may read it', () => {
    expect(readingCommands('/etc/letsencrypt/live/office.example', 'chatelaine')).toEqual([
      'sudo setfacl -R -m u:chatelaine:rX /etc/letsencrypt/live /etc/letsencrypt/archive',
      'sudo setfacl -R -d -m u:chatelaine:rX /etc/letsencrypt/live /etc/letsencrypt/archive',
    ]);
    expect(readingCommands('/srv/my keys/a.pem', 'nina')[0]).toBe("sudo setfacl -m u:nina:rx '/srv/my keys'");
  });
});

describe('places of other programs', () => {
  test('are found, with their names and how long they are good', async () => {
    certbot();
    put('var/lib/lego/certificates/other.example.crt', leaf.pem);
    put('var/lib/caddy/.local/share/caddy/certificates/acme-v02/site.example/site.example.crt', leaf.pem);
    put(
      'etc/apache2/sites-enabled/site.conf',
      'SSLCertificateFile /etc/ssl/a.pem\nSSLCertificateKeyFile /etc/ssl/a.key\n',
    );
    put('etc/ssl/a.pem', leaf.pem);
    const found = await places().find();
    expect(found.map(({ by, path }) => `${by} ${path.slice(folder.path.length)}`)).toEqual([
      `certbot /etc/letsencrypt/live/${DOMAIN}`,
      'caddy /var/lib/caddy/.local/share/caddy/certificates/acme-v02/site.example',
      'lego /var/lib/lego/certificates/other.example.crt',
      'apache /etc/ssl/a.pem',
    ]);
    expect(found[0]).toMatchObject({ names: [DOMAIN, `xmpp.${DOMAIN}`], readable: true });
    expect(found[0]!.validUntil! - Date.now()).toBeGreaterThan(29 * DAY);
  });

  test('nothing is found where there is nothing', async () => {
    expect(await places().find()).toEqual([]);
  });

  test.each([
    [
      'nginx',
      'server {\n  ssl_certificate     /a.pem;\n  ssl_certificate_key /a.key;\n  # ssl_certificate /no.pem;\n}',
      [{ certificate: '/a.pem', key: '/a.key' }],
    ],
    [
      'Apache',
      'SSLCertificateFile "/my dir/a.pem"\n SSLCertificateKeyFile /a.key',
      [{ certificate: '/my dir/a.pem', key: '/a.key' }],
    ],
    ['relative', 'ssl_certificate ssl/a.pem;', [{ certificate: '/etc/nginx/ssl/a.pem', key: undefined }]],
  ])('%s’s configuration is read', (_, text, pairs) => {
    expect(pairsIn(text, '/etc/nginx')).toEqual(pairs);
  });
});

describe('a place is watched', () => {
  /** Resolves with the next time the place is said to have changed. */
  function watching(path: string) {
    const clock = createFakeClock();
    let count = 0;
    let tell = () => {};
    const stop = watchPlace(
      path,
      () => {
        count++;
        tell();
      },
      clock,
    );
    return {
      ...{ clock, stop, count: () => count },
      /** Lets time pass in small steps, as real ones pass meanwhile, until it is told. */
      async changed(step: number): Promise<void> {
        const seen = count;
        const told_ = new Promise<void>((resolve) => {
          tell = resolve;
        });
        const ticking = setInterval(() => clock.advance(step), 5);
        if (count === seen) await told_;
        clearInterval(ticking);
      },
      /** Until the first look is over, and it listens. */
      ready: async () => {
        while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
      },
    };
  }

  test('exchanged links are told', async () => {
    const place = watching(certbot());
    await place.ready();
    certbot(renewed, 2);
    await place.changed(QUIET_MS);
    expect(await told(at(`etc/letsencrypt/live/${DOMAIN}`))).toEqual(['another', 2]);
    place.stop();
  });

  test('and again: after the links the new files’ folder is watched', async () => {
    const place = watching(certbot());
    await place.ready();
    certbot(renewed, 2);
    await place.changed(QUIET_MS);
    certbot(leaf, 3);
    await place.changed(QUIET_MS);
    expect(place.count()).toBeGreaterThanOrEqual(2);
    place.stop();
  });

  test('a look every hour finds what the system did not tell', async () => {
    const path = join(at('late'), 'fullchain.pem');
    const place = watching(path);
    await place.ready();
    // The folder was not there, so that nothing could be watched.
    put('late/fullchain.pem', chainOf(leaf));
    await place.changed(LOOK_EVERY_MS / 4);
    expect(place.count()).toBe(1);
    place.stop();
  });

  test('a file that was only touched is none', async () => {
    const live = certbot();
    const place = watching(live);
    await place.ready();
    put(`etc/letsencrypt/archive/${DOMAIN}/fullchain1.pem`, chainOf(leaf), 0o644);
    rmSync(join(live, 'chain.pem'));
    await place.changed(QUIET_MS);
    expect(place.count()).toBe(1);
    place.stop();
    certbot(renewed, 2);
    place.clock.advance(LOOK_EVERY_MS * 3);
    expect(place.count()).toBe(1);
  });

  test.each([
    ['of 90 days, new', 0, 60 * DAY + 0.9 * DAY],
    ['of 90 days, on its 70th', 70 * DAY, 70 * DAY + DAY / 2],
    ['of 90 days, on its last', 89 * DAY, 89 * DAY + DAY / 2],
  ])('the next look: %s', (_, now, then) => {
    expect(nextLook({ validFrom: 0, validUntil: 90 * DAY }, now)).toBe(then);
  });
  test('one of six days is looked at every few hours', () => {
    expect(nextLook({ validFrom: 0, validUntil: 6 * DAY }, 5 * DAY)).toBe(5 * DAY + (6 * DAY) / 30);
  });
  test('it is told when a sixth is left and it is still the same', () => {
    const validity = { validFrom: 0, validUntil: 90 * DAY };
    expect(sourceLate('web', validity, 74 * DAY)).toBeUndefined();
    expect(sourceLate('web', validity, 75 * DAY)).toMatchObject({ code: 'certificate.source-late' });
  });
});

describe('what is handed to another server', () => {
  test('is one file, key first, that its group may read and nobody else', async () => {
    const file = put('prosody/office.pem', 'old', 0o644);
    await handOver({ chain: chainOf(leaf), key: leaf.key, file, owner: undefined });
    expect(readFileSync(file, 'utf8')).toBe(concatenated({ chain: chainOf(leaf), key: leaf.key }));
    expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test.runIf(process.getuid?.() === 0)('belongs to that server’s account', async () => {
    const file = at('ejabberd.pem');
    await handOver({ chain: chainOf(leaf), key: leaf.key, file, owner: { uid: 105, gid: 107 } });
    expect(statSync(file)).toMatchObject({ uid: 105, gid: 107 });
    chownSync(file, 0, 0);
  });

  test('leaves the old file whole when it cannot be written', async () => {
    const file = put('x/old.pem', 'old');
    const owner = process.getuid?.() === 0 ? { uid: -5, gid: 0 } : { uid: 0, gid: 0 };
    await expect(handOver({ chain: 'c', key: 'k', file, owner })).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(execFileSync('ls', [dirname(file)], { encoding: 'utf8' })).toBe('old.pem\n');
  });

  test('accounts are looked up by their names', () => {
    const files = {
      passwd: 'root:x:0:0::/root:/bin/sh\nprosody:x:108:112::/:/bin/false\n',
      group: 'prosody:x:112:\n',
    };
    expect(ownerIn(ENGINES.prosody, files)).toEqual({ uid: 108, gid: 112 });
    expect(ownerIn(ENGINES.ejabberd, files)).toBeUndefined();
  });
});

describeWith(['lua5.4', 'prosody'], 'Prosody’s own TLS (LuaSec)', () => {
  test('reads key and chain out of the one file', async () => {
    const file = at('office.pem');
    await handOver({ chain: chainOf(leaf), key: leaf.key, file });
    const code = `local f = arg[1]; local ctx, why = require("ssl").newcontext{ mode = "server", protocol = "tlsv1_2", key = f, certificate = f }; print(ctx and "taken" or why)`;
    writeFileSync(at('read.lua'), code);
    expect(execFileSync('lua5.4', [at('read.lua'), file], { encoding: 'utf8' })).toBe('taken\n');
  });
});

test('a ticket lasts an hour, and there are never many', () => {
  const clock = createFakeClock();
  const tickets = createTickets(clock);
  const one = { chain: 'c', key: 'k', issuer: 'R11', source: { from: 'given' } } as const;
  const first = tickets.keep(one);
  expect(tickets.find(first)).toMatchObject(one);
  clock.advance(61 * 60_000);
  expect(tickets.find(first)).toBeUndefined();
  const many = Array.from({ length: 30 }, () => tickets.keep(one));
  expect(many.filter((ticket) => tickets.find(ticket))).toHaveLength(20);
});
