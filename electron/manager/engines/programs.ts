/** What the manager asks of a server about programs that use its HTTP API. */
import type { Program, ProgramAct, ProgramUse } from '../../contract/index.ts';
import type { Office } from '../settings.ts';

/** Where programs on this computer find the server's commands; open on loopback only. */
export const adminPort = ({ otherPorts }: Pick<Office, 'otherPorts'>): number => otherPorts?.admin ?? 5280;

export interface ProgramsEngine {
  /** Revoked and expired ones left out. */
  list(): Promise<Program[]>;
  /** The token is in the answer and nowhere else. */
  create(wish: { name: string; use: ProgramUse; days: number }): Promise<{ token: string; program: Program }>;
  /** The latest first. */
  acts(days: number): Promise<ProgramAct[]>;
  /** Refused with `entry.gone`, as is `restore`. */
  revoke(id: string): Promise<void>;
  restore(id: string): Promise<void>;
}
