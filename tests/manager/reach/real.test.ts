/** Knocking from another network at a real server, at real servers that are wrong on purpose, through real rules; and the line for a computer elsewhere. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReachDoor, ReachFamily } from '../../../electron/contract/reach.ts';
import { judge } from '../../../electron/manager/reach/judge.ts';
import { readCode } from '../../../electron/manager/reach/machine/code.ts';
import { machinePlanOf } from '../../../electron/manager/reach/machine/plan.ts';
import { shLine } from '../../../electron/manager/reach/machine/sh.ts';
import { cellOf, publicView } from '../../../electron/manager/reach/places.ts';
import type { Seen } from '../../../electron/manager/reach/seen.ts';
import { findProgram } from '../../support/need.ts';
import { describeInNetworks } from '../../support/need-network.ts';
import { ADDRESSES, DOMAIN, DOORS, doorsOf, type Lab, openLab, type Who } from './lab.ts';

let lab: Lab;
const STRANGER = new Map();

/** `open right-server`, in the order of the doors. */
const verdicts = (doors: readonly ReachDoor[], seen: readonly Seen[]) =>
  seen.map((one, at) => Object.values(judge(doors[at]!, one, STRANGER)).join(' '));
const look = async (
  doors: readonly ReachDoor[],
  at: Who | string,
  family: ReachFamily,
  who: Who = 'friend',
) => verdicts(doors, await lab.look(who, doors, at, family));

const XMPP = doorsOf('client-starttls-tcp-5222', 'client-direct-tcp-5223');
const filter = (...rules: readonly string[]) =>
  [
    'table inet filter {',
    'chain input {',
    'type filter hook input priority 0; policy accept;',
    ...rules,
    '}',
    '}',
    '',
  ].join('\n');

describeInNetworks(['nft', 'openssl', 'bash'], 'knocking from another network', () => {
  beforeAll(async () => {
    lab = await openLab();
  }, 60_000);
  afterAll(() => lab.close(), 60_000);

  describe('at our own server', () => {
    let credential: { username: string; password: string };
    beforeAll(async () => {
      await lab.server('office');
      credential = JSON.parse(await lab.ctl('turn_check'));
    }, 60_000);
    afterAll(() => lab.stopAll(), 30_000);
    beforeEach(() => lab.rules('office', ''));

    test('every door in both families, down to a packet through the relay', async () => {
      const right = DOORS.map(({ speech, transport }) =>
        speech === 'relay'
          ? 'open relays'
          : speech === 'socks5' || (speech === 'stun' && transport)
            ? 'open answers'
            : 'open right-server',
      );
      for (const family of ['v4', 'v6'] as const) {
        const seen = await lab.look('friend', DOORS, 'office', family, { credential, onlyThere: true });
        expect(verdicts(DOORS, seen)).toEqual(right);
      }
    }, 60_000);

    test('a rule that drops is silence, one that refuses is a refusal, and the other family has neither', async () => {
      await lab.rules(
        'office',
        filter(
          'meta nfproto ipv4 tcp dport 5222 drop',
          'meta nfproto ipv4 tcp dport 5223 reject with tcp reset',
          'meta nfproto ipv4 udp dport 3478 drop',
        ),
      );
      const doors = [...XMPP, ...doorsOf('stun-udp-3478')];
      expect(await look(doors, 'office', 'v4')).toEqual([
        'filtered no-answer',
        'closed refused',
        'filtered no-answer',
      ]);
      expect(await look(doors, 'office', 'v6')).toEqual([
        'open right-server',
        'open right-server',
        'open answers',
      ]);
    }, 60_000);

    test('IPv6 closed while its address is published', async () => {
      await lab.rules('office', filter('meta nfproto ipv6 tcp dport { 5222, 5223, 5269 } drop'));
      const doors = [...XMPP, ...doorsOf('server-starttls-tcp-5269')];
      expect(await look(doors, 'office', 'v6')).toEqual(doors.map(() => 'filtered no-answer'));
    }, 60_000);

    test('the relay from the computer it runs on, at its public address: to it we are one of its own, and a packet gets through all the same', async () => {
      const relay = doorsOf('relay-udp-3478');
      for (const family of ['v4', 'v6'] as const)
        expect(verdicts(relay, await lab.look('office', relay, 'office', family, { credential }))).toEqual([
          'open relays',
        ]);
    }, 60_000);

    test('a relay whose range is closed: the packet that is lost is the one that comes in', async () => {
      await lab.rules('office', filter('udp dport 49152-49351 drop'));
      const [relay] = await lab.look('friend', doorsOf('relay-udp-3478'), 'office', 'v4', { credential });
      expect(relay).toMatchObject({ is: 'relay-lost', way: 'back' });
    }, 60_000);

    test('a password nobody gave, and no password', async () => {
      const relay = doorsOf('relay-udp-3478');
      const [wrong] = await lab.look('friend', relay, 'office', 'v4', {
        credential: { ...credential, password: 'x' },
      });
      expect(wrong).toMatchObject({ is: 'relay-refused' });
      expect(await look(relay, 'office', 'v4')).toEqual(['not-checked no-credential']);
    }, 60_000);

    test('asked for a domain it does not know', async () => {
      const doors = XMPP.map((door) => ({ ...door, name: 'nobody.example' }));
      expect((await look(doors, 'office', 'v4'))[0]).toBe('other-server domain-unknown');
    }, 60_000);

    test('the line for a computer elsewhere, run by sh there, says the same', async () => {
      await lab.rules('office', filter('tcp dport 5223 drop', 'tcp dport 5270 reject with tcp reset'));
      const places = (['v4', 'v6'] as const).flatMap((family) =>
        DOORS.map((door) => ({ door, family, address: ADDRESSES.office[family] })),
      );
      const plan = machinePlanOf(places, 'abcdefghijkmnpqrstuvwxyz', Date.now());
      const printed = await lab.inside('friend', 'sh', '-c', shLine(plan));
      expect(printed.split('\n').length).toBeLessThanOrEqual(3);
      const read = readCode(printed, [plan], Date.now());
      if (!read.ok) throw new Error(`${read.reason}: ${printed}`);
      // The certificate is ours by its fingerprint: nobody there could judge it.
      const fingerprint = (read.seen[0] as { certificate: { fingerprint: string } }).certificate.fingerprint;
      const own = new Map([[fingerprint, null]]);
      const told = read.seen.map((one, at) =>
        Object.values(judge(plan.places[at]!.door, one, own)).join(' '),
      );
      const each = [
        'open right-server',
        'filtered no-answer',
        'open right-server',
        'open right-server',
        'closed refused',
        'open answers',
        'open answers',
        'open right-server',
        'open answers',
      ];
      expect(told).toEqual([...each, ...each]);
    }, 60_000);
  });

  describe('at somebody else', () => {
    beforeAll(() => lab.rules('office', ''));
    afterEach(() => lab.stopAll(), 30_000);

    test('an SSH server and a web server have the doors', async () => {
      const program = `
        const net = require('net');
        net.createServer((s) => { s.on('error', () => {}); s.write('SSH-2.0-OpenSSH_9.2p1\\r\\n'); }).listen(5222, '::');
        require('http').createServer((q, a) => { a.setHeader('server', 'nginx'); a.end('hello'); }).listen(5223, '::');
        net.createServer((s) => s.on('error', () => {})).listen(5269, '::');
        net.createServer((s) => { s.on('error', () => {}); s.destroy(); }).listen(5270, '::', () => console.log('ready'));`;
      await lab.keep('office', /ready/, process.execPath, '-e', program);
      const doors = [
        ...XMPP,
        ...doorsOf('server-starttls-tcp-5269', 'server-direct-tcp-5270', 'https-tcp-5443'),
      ];
      const seen = await lab.look('friend', doors, 'office', 'v4');
      expect(verdicts(doors, seen)).toEqual([
        'other-program speaks-ssh',
        'other-program speaks-http',
        'closed refused',
        'mute says-nothing',
        'no-encryption tls-failed',
      ]);
      expect(seen[0]).toEqual({ is: 'other', said: 'SSH-2.0-OpenSSH_9.2p1' });
    }, 60_000);

    test.skipIf(!findProgram('nginx'))(
      'nginx itself',
      async () => {
        const file = join(lab.folder, 'nginx.conf');
        writeFileSync(
          file,
          `daemon off; master_process off; pid ${lab.folder}/nginx.pid; error_log stderr notice; events {}\nhttp { access_log off; client_body_temp_path ${lab.folder}/b; proxy_temp_path ${lab.folder}/p; fastcgi_temp_path ${lab.folder}/f; uwsgi_temp_path ${lab.folder}/u; scgi_temp_path ${lab.folder}/s; server { listen 5222; listen 5443; } }\n`,
        );
        await lab.keep('office', /using the|nginx\//, 'nginx', '-c', file, '-p', lab.folder);
        const doors = doorsOf('client-starttls-tcp-5222', 'https-tcp-5443');
        expect(await look(doors, 'office', 'v4')).toEqual([
          'other-program speaks-http',
          'other-program speaks-http',
        ]);
        await lab.stopAll();
      },
      60_000,
    );

    test.each([
      ['for another name', { dns: ['other.example'] }, 'wrong-certificate certificate-name'],
      [
        'run out',
        { dns: [DOMAIN, `xmpp.${DOMAIN}`], from: -30, to: -1 },
        'wrong-certificate certificate-expired',
      ],
    ])(
      'a certificate %s',
      async (_, options, verdict) => {
        await lab.server('office', options);
        expect(await look(XMPP, 'office', 'v6')).toEqual([verdict, verdict]);
        await lab.stopAll();
      },
      60_000,
    );

    test('a server that listens on IPv6 only', async () => {
      const program = `require('net').createServer((s) => s.on('error', () => {})).listen({ port: 5222, host: '::', ipv6Only: true }, () => console.log('ready'))`;
      await lab.keep('office', /ready/, process.execPath, '-e', program);
      const first = XMPP.slice(0, 1);
      expect(await Promise.all([look(first, 'office', 'v4'), look(first, 'office', 'v6')])).toEqual([
        ['closed refused'],
        ['mute says-nothing'],
      ]);
    }, 60_000);

    test.skipIf(!findProgram('turnserver'))(
      'coturn: STUN, and a packet through its relay',
      async () => {
        await lab.keep(
          ...([
            'office',
            /Relay|listener/i,
            'turnserver',
            '-n',
            '--no-cli',
            '--no-tls',
            '--no-dtls',
            '--log-file',
            'stdout',
          ] as const),
          ...[
            '--listening-ip',
            ADDRESSES.office.v4,
            '--relay-ip',
            ADDRESSES.office.v4,
            '--lt-cred-mech',
            '--user',
            'a:b',
            '--realm',
            DOMAIN,
          ],
          ...['--pidfile', join(lab.folder, 'turn.pid'), '--userdb', join(lab.folder, 'turndb')],
        );
        const doors = doorsOf('stun-udp-3478', 'stun-tcp-3478', 'relay-udp-3478');
        const seen = await lab.look('friend', doors, 'office', 'v4', {
          credential: { username: 'a', password: 'b' },
          onlyThere: true,
        });
        expect(verdicts(doors, seen)).toEqual(['open answers', 'open answers', 'open relays']);
        await lab.stopAll();
      },
      60_000,
    );
  });

  describe('behind a router', () => {
    /** The office's computer has an inner address only; the router passes two doors on. */
    const nat = (hairpin: boolean) => `table ip nat {
      chain pre { type nat hook prerouting priority -100; ${hairpin ? '' : 'iifname "inner" return;'} ip daddr ${ADDRESSES.router.v4} tcp dport { 5222 } dnat to 192.168.50.2; }
      chain post { type nat hook postrouting priority 100; ip saddr 192.168.50.0/24 masquerade; }
    }\n`;
    beforeAll(async () => {
      const [router, office] = [lab.member('router').namespace, lab.member('office').namespace];
      const ip = (where: string, line: string) => lab.inside(where as Who, 'ip', ...line.split(' '));
      await ip('router', `link add inner type veth peer name lan netns ${office}`);
      await ip('router', 'addr add 192.168.50.1/24 dev inner');
      await ip('router', 'link set inner up');
      await ip('office', 'addr flush dev eth0');
      await ip('office', 'link set eth0 down');
      await ip('office', 'addr add 192.168.50.2/24 dev lan');
      await ip('office', 'link set lan up');
      await ip('office', 'route add default via 192.168.50.1');
      await lab.inside('router', 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
      expect(router).not.toBe(office);
      await lab.server('office');
    }, 60_000);
    afterAll(() => lab.stopAll(), 30_000);

    async function fromWithin() {
      const seen = await lab.look('office', XMPP, 'router', 'v4');
      const cells = XMPP.map((door, at) =>
        cellOf({ door, family: 'v4', address: ADDRESSES.router.v4 }, seen[at]!, STRANGER),
      );
      const addresses = { v4: [ADDRESSES.router.v4], v6: [] };
      return publicView(cells, { doors: XMPP, addresses, cards: ['192.168.50.2'], at: 0 });
    }

    test('one that turns packets round: what is closed there is closed', async () => {
      await lab.rules('router', nat(true));
      const view = await fromWithin();
      expect([view.hairpin, view.cells.map(({ verdict, because }) => `${verdict} ${because}`)]).toEqual([
        'yes',
        ['open right-server', 'closed refused'],
      ]);
    }, 60_000);

    test('one that does not: nothing that was seen is called closed, and from outside it is open', async () => {
      await lab.rules('router', nat(false));
      const view = await fromWithin();
      expect([view.hairpin, view.cells.map(({ verdict, because }) => `${verdict} ${because}`)]).toEqual([
        'no',
        ['not-checked no-hairpin', 'not-checked no-hairpin'],
      ]);
      expect(await look(XMPP, 'router', 'v4')).toEqual(['open right-server', 'closed refused']);
    }, 60_000);
  });
});
