/**
 * Settings: verified, then committed as a whole.
 *
 * The file is versioned and replaced atomically; a copy of the last one that could be read lies beside it. A file that
 * someone broke is set aside and the copy used, and the page says so. With neither to be read the manager starts in
 * recovery mode rather than with settings nobody chose.
 */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bridgeKind } from '../contract/bridges.ts';
import { certificateSource } from '../contract/certificates.ts';
import { dynamicChoice } from '../contract/dns-providers.ts';
import { planChoices } from '../contract/domains.ts';
import { relayRange } from '../contract/doors.ts';
import { company, federationPolicy } from '../contract/federation.ts';
import { fileRules } from '../contract/files.ts';
import { keepDays } from '../contract/history.ts';
import type { SettingsValues } from '../contract/index.ts';
import { joiningRule } from '../contract/joining.ts';
import { programDoor } from '../contract/programs.ts';
import { settingsValues } from '../contract/settings.ts';
import { websiteFront } from '../contract/website.ts';
import { readIfThere, writeAtomically } from './files.ts';
import { diskProblem, problem } from './problem.ts';

export const DEFAULT_SETTINGS: SettingsValues = {
  language: 'system',
  theme: 'system',
  web: { address: '127.0.0.1', port: 8470 },
  autostart: true,
};

/** `companies` by their domain. */
const federationRule = z.object({
  policy: federationPolicy,
  companies: z.record(z.string(), company.partial()),
});
export type FederationRule = z.infer<typeof federationRule>;

/** As the bridges page shows it (contract/bridges.ts). */
const officeBridge = z.object({
  kind: bridgeKind,
  name: z.string(),
  network: z.string().nullable(),
  rights: z.boolean(),
  on: z.boolean(),
});

const portNumber = z.number().int().min(1).max(65_535);
const otherPorts = {
  ...{ web: portNumber, servers: portNumber, serversDirect: portNumber },
  ...{ stun: portNumber, stunDirect: portNumber, files: portNumber, components: portNumber },
  ...{ admin: portNumber, programs: portNumber },
};

/** One or more labels below a domain, as DNS has them: `muc`, `rooms.chat`. */
const below = z
  .string()
  .max(180)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/);
const officeNames = {
  /** The whole name of the host programs connect to. */
  server: below,
  /** Below each domain. */
  ...{ conference: below, upload: below, pubsub: below, proxy: below },
};

/** What a partner office gave us (reach/partners/code.ts). */
const reachPartnerKept = z.object({
  name: z.string().max(253),
  url: z.string().max(300),
  key: z.string().max(64),
  addedAt: z.number(),
});

/** What this installation serves; null until the set-up was applied. */
export const office = z.object({
  way: z.enum(['domain', 'lan']),
  /** As DNS has it. */
  domain: z.string(),
  ports: z.object({ starttls: z.number().int(), direct: z.number().int() }),
  /** Bare addresses. */
  admins: z.array(z.string()),
  /** Who may have an account; without it only whom the office adds. */
  joining: joiningRule.optional(),
  /** Without it messages are kept for good. */
  keepDays: keepDays.optional(),
  /** How long, and how much of, the files people send are kept; without it as the server has it. */
  files: fileRules.optional(),
  /** With whom colleagues can talk; without it what office-doors.ts says. */
  federation: federationRule.optional(),
  /** Addresses and networks that ask this machine how it is (SNMP); without it nobody. */
  firewall: z
    .object({ monitors: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).max(100) })
    .partial()
    .optional(),
  /** What beside chatting the server opens ports for; without it all. */
  doors: z.object({ calls: z.boolean(), files: z.boolean(), relay: relayRange }).partial().optional(),
  /** The web server in front; without it Chatelaine's web has a port of its own. */
  website: websiteFront.optional(),
  /** Chat and web on the web's usual port as well, for networks that let nothing else out. */
  onePort: z.boolean().optional(),
  /** Programs that attach to the server, by their address. */
  bridges: z.record(z.string(), officeBridge).optional(),
  /** The chat in the browser; without it there is one, under the domain's name. */
  webchat: z.object({ on: z.boolean(), name: z.string() }).optional(),
  /** Programs on other computers; without it only those on this one reach the server's commands. */
  programs: programDoor.optional(),
  /** Other numbers than the usual ones, for whoever edits this file by hand. */
  otherPorts: z.object(otherPorts).partial().optional(),
  /** Other names than the usual ones (office-names.ts). */
  names: z.object(officeNames).partial().optional(),
  /** Served beside `domain`, as DNS has them. */
  otherDomains: z.array(z.string().max(253)).max(50).optional(),
  /** Who has no account comes in under this name below `domain`. */
  guests: z.object({ label: below }).optional(),
  /** The server's addresses as the world sees them. */
  addresses: z
    .object({ v4: z.array(z.ipv4()).max(4), v6: z.array(z.ipv6()).max(4) })
    .partial()
    .optional(),
  /** Whether its address is looked for, and followed; without it not (contract/dns-providers.ts). */
  dynamicAddress: dynamicChoice.optional(),
  /** Offices that knock at our doors and we at theirs, by their public keys (contract/reach.ts). */
  reach: z
    .object({ partners: z.array(reachPartnerKept).max(20) })
    .partial()
    .optional(),
  /** Whether the router is asked for doors, and whether they go with us (contract/router.ts); without it it is not. */
  router: z.object({ on: z.boolean(), removeAtEnd: z.boolean() }).optional(),
  /** How its DNS records are made; what is not said is as dns/plan has it. */
  dns: planChoices.optional(),
  /** Where each domain's certificate comes from; without it from the office's own authority. */
  certificates: z.record(z.string(), certificateSource).optional(),
});
export type Office = z.infer<typeof office>;

const VERSION = 1;
const document = z.object({
  version: z.literal(VERSION),
  values: settingsValues,
  office: office.nullable(),
});
type Document = z.infer<typeof document>;

/** Each area may refuse a change with a field and a reason, or answer how it takes effect. */
export type Verify = (
  next: SettingsValues,
  before: SettingsValues,
) => { effect: 'applied' | 'needs-restart' } | { field: string; reason: string };

export interface Settings {
  readonly values: SettingsValues;
  readonly office: Office | null;
  readonly file: string;
  /** The broken file was set aside, and the last good copy is in use. */
  readonly recovered: boolean;
  set(change: Partial<SettingsValues>): Promise<'applied' | 'needs-restart'>;
  setOffice(office: Office): Promise<void>;
}

/** Thrown by `openSettings` when nothing can be read; recovery mode tells the reason. */
export class SettingsUnreadable extends Error {}

function parse(text: string): Document | { reason: string } {
  try {
    const parsed = document.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    return { reason: `${issue?.path.join('.') || 'settings.json'}: ${issue?.message}` };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

export interface SettingsParts {
  readonly folder: string;
  readonly verify?: readonly Verify[];
  readonly now: () => number;
  /** Nothing is put right on the disk, as for root, whose files the service could not open; nothing is to be set then. */
  readonly readOnly?: boolean;
}

export async function openSettings({
  folder,
  verify = [],
  now,
  readOnly = false,
}: SettingsParts): Promise<Settings> {
  const file = join(folder, 'settings.json');
  const copy = join(folder, 'settings.last-good.json');
  const loaded = await load(file, copy, readOnly ? undefined : now);
  let current = loaded.document;

  async function commit(next: Document): Promise<void> {
    const text = `${JSON.stringify(next, null, 2)}\n`;
    try {
      // The copy first: what cannot be written twice is refused, and then must not be in force at the next start.
      await writeAtomically(copy, text);
      await writeAtomically(file, text);
    } catch (error) {
      throw diskProblem(error, folder);
    }
    current = next;
  }
  if (loaded.recovered && !readOnly) await commit(current);

  // One change at a time: two pages that save together must not undo each other.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  return {
    get values() {
      return current.values;
    },
    get office() {
      return current.office;
    },
    file,
    recovered: loaded.recovered,
    set: (change) =>
      inTurn(async () => {
        const next = { ...current.values, ...change };
        const verdicts = verify.map((ask) => ask(next, current.values));
        for (const verdict of verdicts) if ('field' in verdict) throw problem('settings.refused', verdict);
        await commit({ ...current, values: next });
        const restart = verdicts.some((verdict) => 'effect' in verdict && verdict.effect === 'needs-restart');
        return restart ? 'needs-restart' : 'applied';
      }),
    setOffice: (value) => inTurn(() => commit({ ...current, office: value })),
  };
}

/** @param now undefined where what is broken is not to be set aside. */
async function load(file: string, copy: string, now: (() => number) | undefined) {
  const text = await readIfThere(file);
  const lastGood = await readIfThere(copy);
  const fresh: Document = { version: VERSION, values: DEFAULT_SETTINGS, office: null };
  if (text === undefined && lastGood === undefined) return { document: fresh, recovered: false };
  const main = text === undefined ? { reason: 'settings.json is gone' } : parse(text);
  if ('version' in main) return { document: main, recovered: false };
  const spare = lastGood === undefined ? main : parse(lastGood);
  if (!('version' in spare)) throw new SettingsUnreadable(main.reason);
  if (text !== undefined && now) await rename(file, `${file}.broken-${now()}`);
  return { document: spare, recovered: true };
}
