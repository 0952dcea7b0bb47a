/**
 * Everything that changes a zone, put together: accesses, applying and undoing, proofs, the address that changes, and asking
 * somebody else to do it. `compose.ts` hands in what the other areas know.
 */
import { isIP } from 'node:net';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Letter, ProviderForm } from '../../../contract/dns-providers.ts';
import type { DnsPlan } from '../../../contract/domains.ts';
import type { DoctorFinding, Language } from '../../../contract/findings/finding.ts';
import type { Changes } from '../../changes.ts';
import type { Kept } from '../../database.ts';
import type { Events } from '../../events.ts';
import type { Host } from '../../host.ts';
import type { Jobs } from '../../jobs.ts';
import { problem } from '../../problem.ts';
import type { Office } from '../../settings.ts';
import type { DnsTrouble } from '../dns.ts';
import { createDynamic, type Dynamic } from '../dynamic/dynamic.ts';
import { addressFindings } from '../dynamic/findings.ts';
import type { LookParts } from '../dynamic/look.ts';
import { type Accesses, createAccesses } from '../providers/accesses.ts';
import { providerForms } from '../providers/forms.ts';
import { type Applying, createApplying } from './apply.ts';
import { createJournal } from './journal.ts';
import { letterOf } from './letter.ts';
import { createProofs, type Proofs, type SeenLook } from './proofs.ts';

export type Asked = { readonly who: string; readonly at: number } | null;

export interface DnsProviders {
  readonly accesses: Accesses;
  readonly applying: Applying;
  readonly proofs: Proofs;
  readonly dynamic: Dynamic;
  forms(): readonly ProviderForm[];
  letter(domain: string, language: Language): Promise<Letter>;
  asked(domain: string): Asked;
  setAsked(domain: string, who: string): Asked;
  /** About the server's address; the most serious first. */
  findings(): DoctorFinding[];
  /** Refused with `input.invalid` for a domain the office does not serve. */
  assertServed(domain: string): string;
}

export interface DnsProvidersParts {
  readonly host: Pick<Host, 'dataDir' | 'clock' | 'addresses'>;
  readonly log: Logger;
  readonly kept: Kept;
  readonly jobs: Jobs;
  readonly changes: Changes;
  readonly events: Events;
  readonly office: () => Office | null;
  /** Puts another office in force: settings, configuration, the running server. */
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** All domains the office serves; none before the set-up. */
  readonly domains: () => readonly string[];
  readonly plan: (domain: string) => Promise<DnsPlan>;
  /** The name everything leads to; empty before the set-up. */
  readonly server: () => string;
  /** Something was written into its zone. */
  readonly changed: (domain: string) => void;
  readonly seen: SeenLook;
  readonly fetch?: typeof fetch | undefined;
  /** Tests look around in a world of their own. */
  readonly look?: Partial<LookParts>;
}

const ASKED = 'dns.asked';
const askedShape = z.record(z.string(), z.object({ who: z.string(), at: z.number() }));

export function createDnsProviders(parts: DnsProvidersParts): DnsProviders {
  const { host, log, kept, jobs, changes, events, office, change, domains, plan, changed } = parts;
  const { clock } = host;
  const base = { changes, events, clock };
  const accesses = createAccesses({
    ...{ ...base, dataDir: host.dataDir, fetch: parts.fetch ?? fetch, domains },
  });
  const applying = createApplying({
    ...{
      accesses,
      journal: createJournal(kept),
      jobs,
      changes,
      events,
      now: clock.now,
      plan,
      domains,
      changed,
    },
  });
  const proofs = createProofs({ accesses, seen: parts.seen, events, clock });
  const dynamic = createDynamic({
    ...{ ...base, log, kept, office, change, domains, plan, changed },
    look: {
      addresses: () => host.addresses().filter((one) => isIP(one) !== 0),
      now: clock.now,
      ...parts.look,
    },
    put: applying.put,
    covers: applying.covers,
  });
  const allAsked = () => askedShape.catch({}).parse(kept.get(ASKED) ?? {});

  return {
    ...{ accesses, applying, proofs, dynamic },
    forms: () => providerForms(domains()[0] ?? 'example.org'),
    letter: async (domain, language) => letterOf({ plan: await plan(domain), language, now: clock.now() }),
    asked: (domain) => allAsked()[domain] ?? null,
    setAsked(domain, who) {
      const { [domain]: before = null, ...others } = allAsked();
      const after = who === '' ? null : { who, at: clock.now() };
      kept.set(ASKED, after ? { ...others, [domain]: after } : others);
      changes.note({
        ...{ action: 'dns.asked', subject: domain, state: 'applied' },
        ...{ before: before?.who ?? null, after: after?.who ?? null },
      });
      events.emit({ type: 'dns-providers.changed' });
      return after;
    },
    findings: () => addressFindings(dynamic.state(), parts.server()),
    assertServed(domain) {
      const found = domains().find((one) => one === domain.toLowerCase());
      if (!found) throw problem('input.invalid', { field: 'domain', reason: 'not-served' });
      return found;
    },
  };
}

/** One line for the names on Home: an address nobody can come to is their first trouble. */
export function withAddress(names: DnsTrouble | null, [worst]: readonly DoctorFinding[]): DnsTrouble | null {
  if (!names || worst?.severity !== 'broken' || names.state === 'trouble') return names;
  return { ...names, state: 'trouble', finding: worst };
}
