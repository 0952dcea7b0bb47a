/**
 * The server's doors in words: what each is for, and why one that should be open is not.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Door, DoorId } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';

export type DoorWords = {
  name: MessageDescriptor;
  /** What it is for. */
  use: MessageDescriptor;
  /** What colleagues notice while it is shut though it should not be. */
  without: MessageDescriptor;
};

export function doorWords(door: DoorId): DoorWords {
  switch (door) {
    case 'programs':
      return {
        name: msg`Chat programs`,
        use: msg`Here colleagues’ programs come in.`,
        without: msg`Some programs cannot connect.`,
      };
    case 'web':
      return {
        name: msg`Web and uploads`,
        use: msg`Pictures and files sent in chats, invitations, chat in a browser.`,
        without: msg`Files cannot be sent in chats, and invitations have no page. Chatting works.`,
      };
    case 'companies':
      return {
        name: msg`Other companies`,
        use: msg`Here their servers bring what their people write.`,
        without: msg`What people of other companies write may not get here. Chatting among colleagues works.`,
      };
    case 'calls':
      return {
        name: msg`Calls`,
        use: msg`Lets voice and video find their way between different networks.`,
        without: msg`Calls may not come about outside the office. Chatting works.`,
      };
    case 'files':
      return {
        name: msg`Files from program to program`,
        use: msg`For programs that send files directly and do not reach each other; mostly older ones.`,
        without: msg`Some older programs cannot send files to each other. Chatting works.`,
      };
    default:
      return assertNever(door);
  }
}

const DOOR_OF: Readonly<Record<string, DoorId>> = {
  ...{ c2s: 'programs', http: 'web', s2s: 'companies', stun: 'calls', proxy65: 'files' },
};

const isHere = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** What is open to others, by what it is for: "Calls 3478, 5349". A type we do not know goes by its own name. */
export function openDoors(
  ports: readonly { type: string; port: number; address: string }[],
  say: (words: MessageDescriptor) => string,
): string[] {
  const byType = Map.groupBy(
    ports.filter(({ address }) => !isHere(address)),
    ({ type }) => type,
  );
  return [...byType].map(([type, open]) => {
    const door = DOOR_OF[type];
    const numbers = [...new Set(open.map(({ port }) => port))].join(', ');
    const name = type === 'multiplex' ? msg`Everything on one port` : door && doorWords(door).name;
    return `${name ? say(name) : type} ${numbers}`;
  });
}

/** A door that should be open and is not. */
export function doorTitle(door: DoorId, ports: string): MessageDescriptor {
  switch (door) {
    case 'programs':
      return msg`A door for chat programs could not be opened: ${ports}`;
    case 'web':
      return msg`The door for web and uploads could not be opened: ${ports}`;
    case 'companies':
      return msg`A door for other companies could not be opened: ${ports}`;
    case 'calls':
      return msg`A door for calls could not be opened: ${ports}`;
    case 'files':
      return msg`The door for files from program to program could not be opened: ${ports}`;
    default:
      return assertNever(door);
  }
}

/** Why a port is closed, and what to do. */
export function whyWords({
  port,
  why,
  by,
}: Pick<Door['ports'][number], 'port' | 'why' | 'by'>): MessageDescriptor {
  if (why === 'port.in-use') {
    return by
      ? msg`Another program, ${by}, has port ${port}. Close it, then restart the server on Home.`
      : msg`Another program has port ${port}. Close it, then restart the server on Home.`;
  }
  if (why === 'port.forbidden') return msg`This computer does not let the server have port ${port}.`;
  return msg`Port ${port} could not be opened; the log says why.`;
}

/** Why a range of ports for calls was refused. */
export function relayWords(reason: string): MessageDescriptor {
  switch (reason) {
    case 'order':
      return msg`The first port must be smaller than the last.`;
    case 'too-few':
      return msg`A call takes up to four ports: choose at least that many.`;
    case 'too-many':
      return msg`More than 10,000 ports would leave your firewall with little to do. Choose fewer.`;
    case 'overlap':
      return msg`One of these ports is a door of the server itself. Choose others.`;
    default:
      return msg`Choose whole numbers from 1024 to 65535.`;
  }
}
