/** The chat in the browser: on unless the office says otherwise. */
import { isIPv6 } from 'node:net';
import type { WebChat } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import { isOnePortOpen, USUAL_PORTS, webAddressOf } from '../office-doors.ts';
import type { Office } from '../settings.ts';

export interface WebChatArea {
  get(): WebChat;
  set(wish: { on?: boolean | undefined; name?: string | undefined }): Promise<WebChat>;
}

export interface WebChatParts {
  readonly changes: Changes;
  readonly events: Events;
  /** Throws `setup.not-done` before there is one. */
  readonly office: () => Office;
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** What this computer is called in its network: names and IP addresses, the best first. */
  readonly addresses: () => readonly string[];
  /** Undefined while the server does not run. */
  readonly opened: () => { readonly ports: readonly { readonly port: number }[] } | undefined;
}

export function createWebChat(parts: WebChatParts): WebChatArea {
  const { changes, events, office, change, addresses, opened } = parts;
  const decided = () => office().webchat ?? { on: true, name: '' };
  const base = () => chatBase(office(), addresses(), isOnePortOpen(office(), opened()));
  const get = (): WebChat => ({ ...decided(), address: `${base()}/chat` });
  return {
    get,
    async set({ on, name }) {
      const before = decided();
      const after = { on: on ?? before.on, name: name ?? before.name };
      await change({ webchat: after });
      changes.note({
        ...{ action: 'webchat.set', subject: office().domain, state: 'applied' },
        ...{ before: JSON.stringify(before), after: JSON.stringify(after) },
      });
      events.emit({ type: 'webchat.changed' });
      return get();
    },
  };
}

/** Names of this network only are often found by nobody; the certificate is good for the computer's address, too. Pure. */
export function chatBase(office: Office, addresses: readonly string[], onePort = false): string {
  const [address] = addresses;
  if (office.way === 'domain' || office.website || address === undefined)
    return webAddressOf(office, onePort);
  const host = isIPv6(address) ? `[${address}]` : address;
  return onePort ? `https://${host}` : `https://${host}:${office.otherPorts?.web ?? USUAL_PORTS.web}`;
}
