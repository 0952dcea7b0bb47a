/** What the manager asks of a server about what the office decides: teams, who may come in, what is kept, who is kept out. */
import type { Applicant, Invitation, InviteWish, KeepDays, Report, Team } from '../../contract/index.ts';

/** Refused with `team.unknown`, and `person.unknown` for a member without an account. */
export interface TeamsEngine {
  list(host: string): Promise<Team[]>;
  create(host: string, id: string, label: string): Promise<void>;
  rename(host: string, id: string, label: string): Promise<void>;
  add(host: string, id: string, address: string): Promise<void>;
  takeOut(host: string, id: string, address: string): Promise<void>;
  remove(host: string, id: string): Promise<void>;
}

/** Refused with `entry.gone` where somebody else was quicker. */
export interface JoiningEngine {
  waiting(host: string): Promise<Applicant[]>;
  approve(address: string): Promise<void>;
  refuse(address: string): Promise<void>;
  /** Open ones, and those that ended and are remembered. */
  invitations(host: string): Promise<Invitation[]>;
  /** `username` empty: whoever comes chooses. Refused with `team.unknown`, and `person.unknown` where `by` has no account. */
  invite(host: string, wish: Omit<InviteWish, 'domain'>): Promise<Invitation>;
  /** For a new password; those before it for the same account end. Refused with `person.unknown`. */
  resetLink(address: string, days: number): Promise<Invitation>;
  revoke(host: string, token: string): Promise<void>;
  /** Refused with `entry.gone` where it cannot work again. */
  restore(host: string, token: string): Promise<void>;
}

export interface HistoryEngine {
  /** Messages older than so many days; 0 days keep everything. */
  countOlder(keep: KeepDays): Promise<{ people: number; rooms: number }>;
  oldest(): Promise<{ people: number | null; rooms: number | null }>;
}

export interface SafetyEngine {
  blocked(host: string): Promise<string[]>;
  /** Resolves to the address as the server spells it. */
  block(host: string, address: string): Promise<string>;
  unblock(host: string, address: string): Promise<void>;
  reports(host: string): Promise<Omit<Report, 'keptOut' | 'host'>[]>;
  closeReport(host: string, id: number): Promise<void>;
}
