/**
 * The firewall of the manager's computer, and this window's part in a change that counts: it says every two seconds that it is
 * still there, whatever page it shows. Where it cannot, the manager takes the change back.
 */
import type { Client, FirewallState } from '../api/types.ts';
import { latest, type Resource } from './async.ts';
import type { ConnectionStore } from './connection.ts';

export type FirewallStore = Resource<FirewallState> & {
  /** Of this window, also after a reload. */
  readonly window: string;
  apply(plan: string): Promise<void>;
};

export type FirewallStoreParts = {
  resource: Resource<FirewallState>;
  client: () => Client;
  connection: Pick<ConnectionStore, 'store'>;
  /** Of this window alone: another one has another. */
  storage: Storage;
};

const BEAT_MS = 2000;
const NAME = 'chatelaine.window';
const COUNTS = 'chatelaine.firewall-counts';

export function createFirewallStore({
  resource,
  client,
  connection,
  storage,
}: FirewallStoreParts): FirewallStore {
  const window = storage.getItem(NAME) ?? newName();
  storage.setItem(NAME, window);
  let beating: ReturnType<typeof setInterval> | undefined;

  function follow(state: FirewallState | undefined): void {
    const mine = state?.countdown?.window === window ? state.countdown : null;
    clearInterval(beating);
    if (mine === null) {
      storage.removeItem(COUNTS);
      return;
    }
    storage.setItem(COUNTS, 'yes');
    const beat = () =>
      void call(async () => client().firewall.alive({ id: mine.id, window })).catch(() => undefined);
    beat();
    beating = setInterval(beat, BEAT_MS);
  }
  resource.store.subscribe((now, before) => {
    if (latest(now)?.countdown?.id !== latest(before)?.countdown?.id) follow(latest(now));
  });
  // Reloaded in the middle of it, maybe on another page: nobody has asked for the state yet, and the manager is waiting.
  connection.store.subscribe(({ state }) => {
    if (state === 'online' && storage.getItem(COUNTS) !== null) void resource.load();
  });

  return {
    ...resource,
    window,
    async apply(plan) {
      resource.replace(await client().firewall.apply({ plan, window }));
    },
  };
}

/** `client()` itself throws without a line. */
const call = async (ask: () => Promise<unknown>): Promise<unknown> => ask();

function newName(): string {
  // WHY not randomUUID: it is missing where a page came without encryption from another computer.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
