/** People: accounts and their devices, on whichever engine there is. Passwords pass through and are kept nowhere. */
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Person, PersonState, PushTrial } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Account, Engine, Footprint } from '../engines/engine.ts';
import type { Events } from '../events.ts';
import { generatePassword, PASSWORD_MINIMUM } from '../password.ts';
import { problem } from '../problem.ts';
import { readUsername } from '../username.ts';
import { standingOf } from './standing.ts';

export interface NewPerson {
  readonly username: string;
  readonly displayName: string;
  readonly password?: string | undefined;
  /** One that is served; without it the first. */
  readonly domain?: string | undefined;
}

export interface People {
  /** Whoever asked for an account and waits for a yes is nobody here yet (joining/). */
  list(): Promise<Person[]>;
  get(address: string): Promise<Person>;
  add(person: NewPerson): Promise<{ person: Person; password: string }>;
  resetPassword(address: string, password?: string): Promise<{ password: string }>;
  rename(address: string, displayName: string): Promise<Person>;
  setDisabled(address: string, disabled: boolean): Promise<Person>;
  remove(address: string): Promise<void>;
  removalPreview(address: string): Promise<Footprint>;
  disconnect(device: string): Promise<void>;
  /** How everybody stands; somebody who waits for a yes is left out here, too. */
  state(): Promise<PersonState[]>;
  /** Has somebody's devices woken, and tells what their services answered. */
  tryPush(address: string): Promise<PushTrial[]>;
}

export interface PeopleParts {
  readonly engine: Engine;
  readonly changes: Changes;
  readonly events: Events;
  /** The served domains, the first one first; throws `setup.not-done` before there is one. */
  readonly domains: () => readonly string[];
  /** Takes the right to administer the server from an address that nobody has any more. */
  readonly forgetAdmin: (address: string) => Promise<void>;
  /** Before an account goes with all that is its own: makes sure that there is a way back. */
  readonly beforeRemoval?: () => Promise<void>;
  /** Default: the system's clock. */
  readonly now?: () => number;
}

/** The chosen password, or a generated one. Refused with `person.password-weak`. */
function choosePassword(chosen: string | undefined): string {
  if (chosen === undefined) return generatePassword();
  if ([...chosen].length < PASSWORD_MINIMUM)
    throw problem('person.password-weak', { minimum: PASSWORD_MINIMUM });
  return chosen;
}

export function createPeople(parts: PeopleParts): People {
  const { engine, changes, events, domains, forgetAdmin, now = Date.now } = parts;
  const { accounts } = engine;

  const everywhere = async <T>(ask: (domain: string) => Promise<T[]>): Promise<T[]> =>
    (await Promise.all(domains().map(ask))).flat();

  /** Refused with `domain.refused`. */
  function hostFor(wanted: string | undefined): string {
    const [first = ''] = domains();
    if (wanted === undefined) return first;
    if (!domains().includes(wanted)) throw problem('domain.refused', { domain: wanted, reason: 'unknown' });
    return wanted;
  }

  async function list(): Promise<Person[]> {
    const [all, devices, waiting] = await Promise.all([
      everywhere((domain) => accounts.list(domain)),
      engine.devices(),
      everywhere((domain) => engine.joining.waiting(domain)),
    ]);
    const asking = new Set(waiting.map(({ address }) => address));
    return all
      .filter(({ address }) => !asking.has(address))
      .map((account: Account) => ({
        ...account,
        devices: devices.filter((device) => device.address.split('/')[0] === account.address),
      }));
  }

  async function get(address: string): Promise<Person> {
    const found = (await list()).find((person) => person.address === address);
    if (!found) throw problem('person.unknown', { address });
    return found;
  }

  function noted(action: ChangeAction, address: string, before: string | null, after: string | null): void {
    changes.note({ action, subject: address, state: 'applied', before, after });
    events.emit({ type: 'people.changed', address });
  }

  /** Somebody must stay who may administer the server. */
  async function assertNotLastAdmin(person: Person): Promise<void> {
    if (!person.admin) return;
    const others = (await list()).filter(
      (one) => one.admin && !one.disabled && one.address !== person.address,
    );
    if (others.length === 0) throw problem('person.last-admin', { address: person.address });
  }

  return {
    list,
    get,
    async add({ username, displayName, password: chosen, domain }) {
      const name = readUsername(username);
      const password = choosePassword(chosen);
      const host = hostFor(domain);
      await accounts.add({ username: name, host, password, displayName: displayName.trim() });
      const address = `${name}@${host}`;
      noted('people.add', address, null, displayName.trim() || null);
      return { person: await get(address), password };
    },
    async resetPassword(address, chosen) {
      await get(address);
      const password = choosePassword(chosen);
      await accounts.setPassword(address, password);
      noted('people.reset-password', address, null, null);
      return { password };
    },
    async rename(address, displayName) {
      const before = await get(address);
      await accounts.setDisplayName(address, displayName.trim());
      noted('people.rename', address, before.displayName, displayName.trim());
      return get(address);
    },
    async setDisabled(address, disabled) {
      const before = await get(address);
      if (disabled && !before.disabled) await assertNotLastAdmin(before);
      await accounts.setDisabled(address, disabled);
      noted(disabled ? 'people.disable' : 'people.enable', address, null, null);
      return get(address);
    },
    async remove(address) {
      const before = await get(address);
      await assertNotLastAdmin(before);
      await parts.beforeRemoval?.();
      await accounts.remove(address);
      // Whoever takes the name one day is somebody else.
      if (before.admin) await forgetAdmin(address);
      noted('people.remove', address, before.displayName, null);
    },
    async removalPreview(address) {
      await get(address);
      return accounts.footprint(address);
    },
    async disconnect(device) {
      await engine.disconnect(device);
      noted('people.disconnect', device, null, null);
    },
    async state() {
      const [standings, all] = await Promise.all([
        everywhere((domain) => engine.peopleState.of(domain)),
        list(),
      ]);
      const known = new Map(all.map((person) => [person.address, person]));
      return standings.flatMap((standing) => {
        const person = known.get(standing.address);
        return person ? [standingOf(standing, person, now())] : [];
      });
    },
    tryPush: (address) => engine.peopleState.tryPush(address),
  };
}
