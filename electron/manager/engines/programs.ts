/** What the manager asks of a server about programs that use its HTTP API. */
import type { Program, ProgramAct, ProgramRule } from '../../contract/index.ts';
import type { Office } from '../settings.ts';

/** Where programs on this computer find the server's commands; open on loopback only. */
export const adminPort = ({ otherPorts }: Pick<Office, 'otherPorts'>): number => otherPorts?.admin ?? 5280;

/** And where, over TLS, those on other computers do, once they may. */
export const programsPort = ({ otherPorts }: Pick<Office, 'otherPorts'>): number =>
  otherPorts?.programs ?? 5281;

export interface ProgramWish extends Pick<ProgramRule, 'name' | 'use' | 'commands' | 'from'> {
  /** 0: until it is revoked. */
  readonly days: number;
}

export interface ProgramsEngine {
  /** Revoked and expired ones left out. */
  list(): Promise<Program[]>;
  /** The token is in the answer and nowhere else. */
  create(wish: ProgramWish): Promise<{ token: string; program: Program }>;
  /** All the server has, by name. */
  commands(): Promise<{ name: string; summary: string }[]>;
  /** The latest first. */
  acts(days: number): Promise<ProgramAct[]>;
  /** Refused with `entry.gone`, as is `restore`. */
  revoke(id: string): Promise<void>;
  restore(id: string): Promise<void>;
}
