/** The router of a running manager, put together from what the manager has: its office, its flows, its log of changes. */
import type { AddressLook } from '../../contract/dns-providers.ts';
import type { Undo } from '../undo.ts';
import { reachOf } from './judge.ts';
import { createRouters, type Routers, type RoutersParts } from './routers.ts';

export interface ManagedRouterParts extends Omit<RoutersParts, 'seen'> {
  readonly undo: Pick<Undo, 'register'>;
  /** The last look for the public address, where the office agreed to one. */
  readonly look: () => AddressLook | null;
}

export function createManagedRouters({ undo, look, ...parts }: ManagedRouterParts): Routers {
  const routers = createRouters({ ...parts, seen: () => seenBy(look()) });
  const signal = new AbortController().signal;
  undo.register({
    // The one takes the other back; what was tried and not had has changed nothing.
    actions: ['router.map', 'router.unmap'],
    scope: 'all',
    possible: () => true,
    async putBack({ action }) {
      if (action === 'router.map') await routers.unmap(signal);
      else await routers.map({ removeAtEnd: parts.office()?.router?.removeAtEnd ?? false }, signal);
    },
  });
  return routers;
}

/** As what somebody out there saw us: neither our own word nor the router's. */
const seenBy = (look: AddressLook | null): string | null =>
  look?.answers.find(
    ({ source, family, address }) =>
      source !== 'own' && source !== 'router' && family === 'v4' && reachOf(address) === 'public',
  )?.address ?? null;
