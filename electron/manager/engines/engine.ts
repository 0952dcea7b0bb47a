/**
 * What the manager asks of an XMPP server, whichever it is. `bundled` is ours; others join as folders beside it.
 * Refusals are `ProblemError`s; `server.not-running` when the server has to run for this and does not.
 */
import type { Device } from '../../contract/index.ts';
import type { Office } from '../settings.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import type { AttemptsEngine } from './attempts.ts';
import type { BridgesEngine } from './bridges.ts';
import type { FederationEngine } from './federation.ts';
import type { FilesEngine } from './files.ts';
import type { LeavingEngine } from './leaving.ts';
import type { NumbersEngine, TellEngine } from './numbers.ts';
import type { HistoryEngine, JoiningEngine, SafetyEngine, TeamsEngine } from './office.ts';
import type { PeopleStateEngine } from './people-state.ts';
import type { ProgramsEngine } from './programs.ts';
import type { ProofsEngine } from './proofs.ts';
import type { ReachEngine } from './reach.ts';
import type { EngineRooms } from './rooms.ts';
import type { WebsiteEngine } from './website.ts';

/** A certificate on disk: the chain and its private key, both in PEM. */
export interface CertificateFiles {
  readonly chain: string;
  readonly key: string;
}

export interface Account {
  /** Bare address. */
  readonly address: string;
  readonly username: string;
  readonly host: string;
  readonly displayName: string;
  readonly admin: boolean;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly lastLogin: number | null;
}

/** What hangs on an account and goes with it. */
export interface Footprint {
  readonly contacts: number;
  readonly archivedMessages: number;
  readonly waitingMessages: number;
}

/**
 * Something about this bare address changed: an account, its devices or their presence; or a room, or who is in it; or a report
 * came; or how it stands with another server.
 */
export interface EngineEvent {
  readonly about: 'people' | 'rooms' | 'safety' | 'federation' | 'bridges' | 'attempts';
  /** Bare; empty when it may have been anybody, or any room. */
  readonly address: string;
}

/** Each served domain has its own. */
export type CertificateOf = (domain: string) => CertificateFiles;

/** How a running server takes a written configuration over. */
export type Configured = 'as-it-was' | 'reload' | 'restart';

export interface Engine {
  /** How to start it in the foreground. */
  readonly child: ChildSpec;
  /** The configuration for this office, as it would be written. */
  configuration(office: Office, certificateOf: CertificateOf): { file: string; text: string };
  /** Writes the configuration after the server itself has checked it; refused with `server.config-refused`. */
  configure(office: Office, certificateOf: CertificateOf): Promise<Configured>;
  /** Makes the running server read configuration and certificates again, without dropping anyone. */
  reload(): Promise<void>;
  /** Resolves when the server answers. */
  ping(): Promise<void>;
  /** Follows what happens in the server, over its restarts; returns how to stop. */
  watch(happened: (event: EngineEvent) => void): () => void;
  readonly accounts: {
    list(host: string): Promise<Account[]>;
    /** Also while the server is stopped, as are `add` and `setPassword`. */
    exists(username: string, host: string): Promise<boolean>;
    add(account: { username: string; host: string; password: string; displayName: string }): Promise<void>;
    setPassword(address: string, password: string): Promise<void>;
    setDisplayName(address: string, displayName: string): Promise<void>;
    setDisabled(address: string, disabled: boolean): Promise<void>;
    remove(address: string): Promise<void>;
    footprint(address: string): Promise<Footprint>;
  };
  readonly peopleState: PeopleStateEngine;
  readonly rooms: EngineRooms;
  readonly files: FilesEngine;
  readonly teams: TeamsEngine;
  readonly joining: JoiningEngine;
  readonly history: HistoryEngine;
  readonly safety: SafetyEngine;
  readonly federation: FederationEngine;
  readonly bridges: BridgesEngine;
  readonly website: WebsiteEngine;
  readonly programs: ProgramsEngine;
  readonly attempts: AttemptsEngine;
  readonly leaving: LeavingEngine;
  /** Absent where a server cannot pass on what partners ask. */
  readonly reach?: ReachEngine;
  /** Absent where a server tells no numbers. */
  readonly numbers?: NumbersEngine;
  /** Absent where a server cannot say a word to one person. */
  readonly tell?: TellEngine;
  /** Absent where a server cannot prove names itself. */
  readonly proofs?: ProofsEngine;
  devices(): Promise<Device[]>;
  /** Ends one session by its full address; refused with `device.gone`. */
  disconnect(address: string): Promise<void>;
}
