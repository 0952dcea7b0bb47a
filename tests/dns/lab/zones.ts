/** Zone files of the lab: the root, the top-level domain, the provider's own, and one or two for each case; signed where wanted. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASES, type Case, linesOf, serversOf } from './cases.ts';
import { AT } from './places.ts';

export interface ZoneFile {
  readonly name: string;
  readonly file: string;
}

export interface Zones {
  /** Line of the root's key, for resolvers. */
  readonly anchor: string;
  readonly root: ZoneFile;
  readonly top: ZoneFile;
  /** By name server. */
  readonly ns1: readonly ZoneFile[];
  readonly ns2: readonly ZoneFile[];
  readonly third: readonly ZoneFile[];
}

const soa = (server: string, serial: number) =>
  `@ SOA ${server} admin.provider.lab. ${serial} 3600 600 86400 60`;

export function writeZones(folder: string): Zones {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, lines: readonly string[], suffix = '', ttl = 3600): ZoneFile => {
    const file = `${name === '.' ? 'root' : name}${suffix}.zone`;
    writeFileSync(
      join(folder, file),
      `$ORIGIN ${name === '.' ? '.' : `${name}.`}\n$TTL ${ttl}\n${lines.join('\n')}\n`,
    );
    return { name, file };
  };
  const ns1: ZoneFile[] = [];
  const ns2: ZoneFile[] = [];
  const third: ZoneFile[] = [];
  const delegations: string[] = [];
  for (const one of CASES) {
    const domain = `${one.name}.lab`;
    const servers = serversOf(one).map((server) => server.replace('$', `${domain}.`));
    delegations.push(...servers.map((server) => `${one.name} NS ${server}`), ...(one.above ?? []));
    if (one.name === 'not-registered') continue;
    const own = (lines: readonly string[], serial: number) => [
      soa('ns1.provider.lab.', serial),
      ...(servers.length > 0 ? servers : ['ns1.provider.lab.']).map((server) => `@ NS ${server}`),
      ...lines,
    ];
    let zone = write(domain, own(linesOf(one), 7), '', one.ttl);
    if (one.signed && one.signed !== 'no-keys') zone = sign(folder, zone, one.signed);
    third.push(zone);
    delegations.push(...dsOf(folder, one, zone));
    if (one.nowhere) continue;
    ns1.push(zone);
    if (one.below) {
      const { label, lines } = one.below;
      ns1.push(
        write(`${label}.${domain}`, [soa('ns1.provider.lab.', 1), '@ NS ns1.provider.lab.', ...lines]),
      );
    }
    const { second } = one;
    ns2.push(
      second ? write(domain, own(linesOf({ ...one, ...second }), second.serial ?? 7), '.second') : zone,
    );
  }
  const provider = write('provider.lab', [
    soa('ns1', 1),
    '@ NS ns1',
    '@ NS ns2',
    `ns1 A ${AT.ns1}`,
    `ns1 AAAA ${AT.ns1v6}`,
    `ns2 A ${AT.ns2}`,
    `other A ${AT.other}`,
    `third A ${AT.third}`,
    `odd A ${AT.odd}`,
    `deaf A ${AT.deaf}`,
    `silent A ${AT.nobody}`,
  ]);
  const google = write('google.lab', [
    soa('ns1.provider.lab.', 1),
    '@ NS ns1.provider.lab.',
    `*.l A ${AT.old}`,
  ]);
  for (const view of [ns1, ns2, third]) view.push(provider, google);
  const top = sign(
    folder,
    write('lab', [
      soa('ns.lab.', 1),
      '@ NS ns.lab.',
      `ns A ${AT.top}`,
      'provider NS ns1.provider',
      'provider NS ns2.provider',
      `ns1.provider A ${AT.ns1}`,
      `ns1.provider AAAA ${AT.ns1v6}`,
      `ns2.provider A ${AT.ns2}`,
      'google NS ns1.provider',
      ...delegations,
    ]),
    'good',
  );
  const root = sign(
    folder,
    write('.', [
      soa('a.root.', 1),
      '@ NS a.root.',
      `a.root. A ${AT.root}`,
      'lab. NS ns.lab.',
      `ns.lab. A ${AT.top}`,
      ...dsLines(folder, 'lab'),
    ]),
    'good',
  );
  const anchor = readFileSync(join(folder, 'dsset-.'), 'utf8').split('\n')[0]!.replace(/\s+/g, ' ');
  return { anchor, root, top, ns1, ns2, third };
}

/** Lines that dnssec-signzone has left for the zone above. */
const dsLines = (folder: string, name: string): string[] =>
  readFileSync(join(folder, `dsset-${name}.`), 'utf8')
    .split('\n')
    .filter(Boolean);

function dsOf(folder: string, { signed, name }: Case, zone: ZoneFile): string[] {
  if (!signed || signed === 'no-ds') return [];
  const made = `${name} DS 12345 13 2 ${'0A'.repeat(32)}`;
  if (signed === 'no-keys' || signed === 'other-ds') return [made];
  return dsLines(folder, zone.name);
}

function sign(folder: string, { name, file }: ZoneFile, how: NonNullable<Case['signed']>): ZoneFile {
  const inFolder = { cwd: folder, stdio: 'pipe' as const };
  const origin = name === '.' ? '.' : name;
  execFileSync('dnssec-keygen', ['-q', '-a', 'ECDSAP256SHA256', '-f', 'KSK', origin], inFolder);
  const when = how === 'expired' ? ['-P', '-s', '20260101000000', '-e', '20260201000000'] : [];
  // One key for all, which is enough for a zone that lives a minute. -z: it signs everything. -S finds it.
  const signed = `${file}.signed`;
  execFileSync(
    'dnssec-signzone',
    ['-q', '-z', '-S', '-x', ...when, '-o', origin, '-f', signed, file],
    inFolder,
  );
  if (how === 'forged') {
    const path = join(folder, signed);
    writeFileSync(path, readFileSync(path, 'utf8').replace('10 0 5222 xmpp', '10 0 5999 xmpp'));
  }
  return { name, file: signed };
}
