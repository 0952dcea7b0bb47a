/**
 * The accesses to providers that the office has: tested before they are kept, and kept where only we can read them.
 * Which one is for a name is decided by the longest zone it lies in. What goes out of here has no secret in it.
 */
import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChangeAction } from '../../../contract/change-actions.ts';
import { type ProviderAccess, type ProviderId, providerId } from '../../../contract/dns-providers.ts';
import type { Changes } from '../../changes.ts';
import type { Events } from '../../events.ts';
import { privateFolder, readIfThere, writeAtomically } from '../../files.ts';
import { oneAtATime } from '../../pace.ts';
import { diskProblem, problem, systemCode } from '../../problem.ts';
import { createProvider, type ProviderFields, readFields } from './create.ts';
import { providerName } from './forms.ts';
import type { ProviderParts } from './http.ts';
import type { DnsProvider, DnsZone } from './provider.ts';
import { liesIn, zoneOf } from './values.ts';

/** Who writes the zone of a name. */
export interface Keeper {
  readonly access: { readonly id: string; readonly provider: ProviderId; readonly name: string };
  readonly provider: DnsProvider;
  readonly zone: DnsZone;
}

export interface Accesses {
  list(): Promise<ProviderAccess[]>;
  /** Asks the provider with it, and keeps it when that works. Refused with `dns-provider.…` or `input.invalid`. */
  connect(provider: ProviderId, fields: ProviderFields, signal: AbortSignal): Promise<ProviderAccess>;
  /** Asks again; what it covers now is kept. */
  test(id: string, signal: AbortSignal): Promise<ProviderAccess>;
  forget(id: string): Promise<void>;
  /** Undefined when no access covers the name. */
  keeperOf(name: string): Promise<Keeper | undefined>;
}

export interface AccessesParts extends ProviderParts {
  readonly dataDir: string;
  readonly changes: Changes;
  readonly events: Events;
  /** All domains the office serves. */
  readonly domains: () => readonly string[];
}

const kept = z.object({
  id: z.string(),
  provider: providerId,
  fields: z.record(z.string(), z.string()),
  zones: z.array(z.object({ name: z.string(), id: z.string(), leastTtl: z.number().optional() })),
  since: z.number(),
});
type Kept = z.infer<typeof kept>;
const document = z.object({ version: z.literal(1), accesses: z.array(kept) });

/** An office has one, or one for each domain. */
const MOST_ACCESSES = 20;
const MOST_ZONES = 1000;

export function createAccesses(parts: AccessesParts): Accesses {
  const { dataDir, changes, events, clock, domains } = parts;
  const folder = join(dataDir, 'secrets');
  const file = join(folder, 'dns-providers.json');
  const inTurn = oneAtATime();

  async function load(): Promise<Kept[]> {
    const text = await readIfThere(file);
    if (text === undefined) return [];
    try {
      return document.parse(JSON.parse(text)).accesses;
    } catch {
      // Somebody broke it. Set aside, it can be repaired; until then there is no access, and the page says so.
      await rename(file, `${file}.broken-${clock.now()}`).catch((error) => {
        // Another look was faster.
        if (systemCode(error) !== 'ENOENT') throw error;
      });
      return [];
    }
  }

  async function save(accesses: readonly Kept[]): Promise<void> {
    try {
      await privateFolder(folder);
      await writeAtomically(file, `${JSON.stringify({ version: 1, accesses }, null, 2)}\n`);
    } catch (error) {
      throw diskProblem(error, folder);
    }
    events.emit({ type: 'dns-providers.changed' });
  }

  const told = ({ id, provider, zones, since }: Kept): ProviderAccess => ({
    ...{ id, provider, name: providerName(provider), since },
    zones: zones.map(({ name }) => name),
    covers: domains().filter((domain) => zones.some(({ name }) => liesIn(domain, name))),
  });

  async function zonesOf(provider: ProviderId, fields: ProviderFields, signal: AbortSignal) {
    const zones = await createProvider(provider, fields, parts).zones(signal);
    return zones
      .slice(0, MOST_ZONES)
      .map(({ name, id, leastTtl }) => ({ name, id, ...(leastTtl && { leastTtl }) }));
  }

  async function found(id: string): Promise<Kept> {
    const one = (await load()).find((access) => access.id === id);
    if (!one) throw problem('dns-provider.no-zone', { name: domains()[0] ?? '' });
    return one;
  }

  return {
    list: async () => (await load()).map(told),
    async connect(provider, given, signal) {
      const fields = readFields(provider, given);
      const zones = await zonesOf(provider, fields, signal);
      if (zones.length === 0)
        throw problem('dns-provider.no-zone', { provider: providerName(provider), name: domains()[0] ?? '' });
      return inTurn(async () => {
        const all = await load();
        if (all.length >= MOST_ACCESSES)
          throw problem('input.invalid', { field: 'provider', reason: 'too-many' });
        const access = {
          id: randomBytes(9).toString('base64url'),
          provider,
          fields,
          zones,
          since: clock.now(),
        };
        // A new token for the same zones takes the place of the old one.
        const names = zones.map(({ name }) => name);
        const others = all.filter(
          (one) => one.provider !== provider || one.zones.some(({ name }) => !names.includes(name)),
        );
        await save([...others, access]);
        note('dns.connect', provider, null, names);
        return told(access);
      });
    },
    async test(id, signal) {
      const { provider, fields } = await found(id);
      const zones = await zonesOf(provider, fields, signal);
      return inTurn(async () => {
        const all = await load();
        const access = { ...(all.find((one) => one.id === id) ?? (await found(id))), zones };
        await save(all.map((one) => (one.id === id ? access : one)));
        return told(access);
      });
    },
    forget: (id) =>
      inTurn(async () => {
        const all = await load();
        const gone = all.find((one) => one.id === id);
        if (!gone) return;
        await save(all.filter((one) => one.id !== id));
        const names = gone.zones.map(({ name }) => name);
        note('dns.forget', gone.provider, names, null);
      }),
    async keeperOf(name) {
      const all = await load();
      const zone = zoneOf(
        name,
        all.flatMap((access) => access.zones.map((one) => ({ ...one, access }))),
      );
      if (!zone) return undefined;
      const { access, ...rest } = zone;
      return {
        access: { id: access.id, provider: access.provider, name: providerName(access.provider) },
        provider: createProvider(access.provider, access.fields, parts),
        zone: rest as DnsZone,
      };
    },
  };

  /** Which zones, and never with what. */
  function note(
    action: ChangeAction,
    provider: ProviderId,
    before: string[] | null,
    after: string[] | null,
  ): void {
    const text = (names: string[] | null) => names?.join(' ').slice(0, 2000);
    changes.note({
      action,
      subject: providerName(provider),
      state: 'applied',
      before: text(before) ?? null,
      after: text(after) ?? null,
    });
  }
}
