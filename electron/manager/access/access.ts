/** The area's parts, built once; there in recovery mode as well, so that somebody can come in and read what is wrong. */
import { join } from 'node:path';
import type { LanState } from '../../contract/access.ts';
import type { Changes } from '../changes.ts';
import { type Confirm, createConfirm } from './confirm.ts';
import { type Confirmations, createConfirmations } from './confirmations.ts';
import { type Credentials, createCredentials } from './credentials.ts';
import { openDevices } from './devices.ts';
import { createEntrance, type Entrance } from './enter.ts';
import { createLinks, type Links } from './links.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import { type AccessSessions, openAccessSessions } from './sessions.ts';

/** Listening for the office network; the headless face lends it. */
export interface LanDoor {
  state(): LanState;
  /** Rejects with the system's error where nothing can listen. */
  open(port: number): Promise<LanState>;
  close(): Promise<LanState>;
  /** `https://…/` for each address and name of this computer in the office network; empty without one. */
  addresses(port: number): string[];
}

/** What the web face tells about itself; null before it listens, and on the desktop. */
export interface WebFace {
  address: string | null;
  /** Makes a link out of a token. */
  link: ((token: string) => string) | null;
  lan: LanDoor | null;
}

export interface Access {
  readonly links: Links;
  readonly sessions: AccessSessions;
  readonly credentials: Credentials;
  readonly passkeys: Passkeys;
  readonly entrance: Entrance;
  readonly confirm: Confirm;
  readonly confirmations: Confirmations;
  readonly face: WebFace;
  /** From now on who comes in is noted there. */
  noteIn(changes: Changes): void;
}

/** @param dataDir the data folder; what is kept lies in its `secrets/`. */
export async function openAccess({ dataDir, now }: { dataDir: string; now: () => number }): Promise<Access> {
  const folder = join(dataDir, 'secrets');
  const links = createLinks({ now });
  const sessions = await openAccessSessions({ folder, now });
  const devices = await openDevices({ folder, now });
  const credentials = createCredentials({ folder, now });
  const passkeys = createPasskeys({ credentials, now });
  const confirmations = createConfirmations(now);
  let changes: Changes | undefined;
  return {
    ...{ links, sessions, credentials, passkeys, confirmations },
    entrance: createEntrance({
      ...{ links, sessions, credentials, passkeys, confirmations, devices, now },
      changes: () => changes,
    }),
    confirm: createConfirm(confirmations),
    face: { address: null, link: null, lan: null },
    noteIn(log) {
      changes = log;
    },
  };
}
