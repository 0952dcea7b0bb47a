/** What rooms need of the world, made from what the kernel gives a module. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { MucOptions } from './options.ts';
import type { Surroundings } from './outcome.ts';

export interface SurroundingsParts {
  readonly limits: MucOptions;
  readonly keep: Surroundings['keep'];
  /** A secret of this service, made at the first start. */
  readonly secret: (name: string, make: () => string) => string;
}

export function createSurroundings({ limits, keep, secret }: SurroundingsParts): Surroundings {
  // XEP-0421 §4.1: "an HMAC algorithm to generate the occupant identifier from the real bare JID, the room bare JID and the service
  // secret key".
  const key = secret('occupant-id', () => randomBytes(32).toString('hex'));
  return {
    now: Date.now,
    newId: randomUUID,
    keep,
    occupantId: remembered((room, account) =>
      createHmac('sha256', key).update(`${room}\0${account}`).digest('hex'),
    ),
    limits,
  };
}

/** The last few thousand answers: each message of an occupant asks for the same. */
function remembered(make: (room: string, account: string) => string) {
  const known = new Map<string, string>();
  return (room: string, account: string): string => {
    const key = `${room}\0${account}`;
    let id = known.get(key);
    if (id === undefined) {
      id = make(room, account);
      if (known.size >= 10_000) known.clear();
      known.set(key, id);
    }
    return id;
  };
}
