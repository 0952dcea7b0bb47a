/** What the manager asks of a server about programs that use its HTTP API. */
import type { Program, ProgramAct, ProgramRule } from '../../contract/index.ts';

export { adminPort, programsPort } from '../office-doors.ts';

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
