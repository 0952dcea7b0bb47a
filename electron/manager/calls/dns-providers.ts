/** The contract's calls about whoever keeps the zones, and the address that changes. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { DnsProviders } from '../dns/apply/area.ts';

export interface DnsProvidersAreas {
  readonly dnsProviders: DnsProviders;
}

/** Calls without a signal of their own end with the manager. */
const NEVER = new AbortController().signal;

export function dnsProvidersCalls({ dnsProviders }: DnsProvidersAreas): Calls['dnsProviders'] {
  const { accesses, applying, proofs, dynamic, assertServed } = dnsProviders;
  return {
    get: async () => ({ forms: [...dnsProviders.forms()], accesses: await accesses.list() }),
    connect: ({ provider, fields }, { signal = NEVER }) => accesses.connect(provider, fields, signal),
    test: ({ id }, { signal = NEVER }) => accesses.test(id, signal),
    async forget({ id }) {
      await accesses.forget(id);
      return {};
    },
    preview: async ({ domain, optional = false }, { signal = NEVER }) =>
      applying.preview(assertServed(domain), optional, signal),
    apply: async ({ domain, optional = false, ...wish }, { signal = NEVER }) =>
      applying.apply({ ...wish, optional, domain: assertServed(domain) }, signal),
    applied: async ({ domain }) => applying.list(assertServed(domain)),
    undoPreview: ({ id }, { signal = NEVER }) => applying.undoPreview(id, signal),
    undo: ({ id, leave }, { signal = NEVER }) => applying.undo(id, leave, signal),
    letter: async ({ domain, language }) => dnsProviders.letter(assertServed(domain), language),
    asked: async ({ domain }) => ({ asked: dnsProviders.asked(assertServed(domain)) }),
    setAsked: async ({ domain, who }) => ({ asked: dnsProviders.setAsked(assertServed(domain), who) }),
    handProofs: async () => proofs.byHand(),
    dynamic: async () => dynamic.state(),
    setDynamic: (part) => dynamic.choose(part),
    setAddresses: (wish) => dynamic.setAddresses(wish),
    lookNow: (_, { signal = NEVER }) => dynamic.lookNow(signal),
  };
}
