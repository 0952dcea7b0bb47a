/** What the job of one certificate is made of, and what it is asked. */
import type { Logger } from 'pino';
import type { CertificateSource, CertificateStatus, RenewalPlan } from '../../../contract/certificates.ts';
import type { ChangeAction } from '../../../contract/change-actions.ts';
import type { Kept } from '../../database.ts';
import type { Clock } from '../../host.ts';
import type { OrderParts } from './order.ts';
import type { Origin } from './origin.ts';
import type { PairFiles } from './pairs.ts';

export interface JobParts extends Pick<OrderParts, 'room' | 'install' | 'running' | 'look' | 'tlsa'> {
  readonly domain: string;
  /** Of this domain, in the data folder. */
  readonly folder: string;
  readonly kept: Kept;
  readonly clock: Clock;
  readonly log: Logger;
  readonly source: () => CertificateSource;
  readonly originOf: (source: CertificateSource) => Origin | undefined;
  /** The office's own authority: its files, and its certificate made where it is due. Resolves to whether it was made now. */
  readonly local: {
    files(): PairFiles;
    ensure(): Promise<boolean>;
    chain(): Promise<string | undefined>;
  };
  /** Nobody goes on with this order: what was remembered of it goes, too. Never rejects. */
  readonly forget: (order: string) => Promise<void>;
  /** How it stands is another; `inForce`: another certificate is. */
  readonly changed: (what: { readonly inForce: boolean }) => void;
  readonly note: (action: ChangeAction, before: string | null, after: string | null) => void;
  /** Logs what nobody foresaw, and answers the reference under which it is found. */
  readonly unexpected: (error: unknown, where: string) => string;
}

export interface CertificateJob {
  readonly domain: string;
  files(): PairFiles;
  /** Of a public source, or the office's own. */
  readonly isLocal: boolean;
  /** What Home should tell: not of the first failures, which mend themselves most of the time. */
  readonly alarm: { readonly at: number; readonly cause: string } | null;
  /** Hashes of the keys that are shown, or about to be: what TLSA records should hold. */
  readonly publicKeys: readonly string[];
  /** Ids of the orders that are under way, or to be taken up again. */
  readonly underWay: readonly string[];
  /** When it renews by itself; null: it does not. */
  renewal(): Promise<RenewalPlan | null>;
  status(): Promise<CertificateStatus>;
  /** From now on; takes up what a crash interrupted. */
  begin(): void;
  /** The doors can be looked at now: whoever looked before there was a server has seen none. */
  serverIsUp(): void;
  order(how: { rehearse: boolean }): void;
  /** Another source was chosen; `given`: what a person brought with it. Resolves once all of it is on disk; the rest goes on by itself. */
  sourceChanged(given?: { readonly chain: string; readonly key: string; readonly by: string }): Promise<void>;
  cancel(): Promise<void>;
  /** Resolves to false where there is none to go back to. */
  putBack(): Promise<boolean>;
  check(): Promise<void>;
  /** Resolves when nothing is under way. For tests, and for a program that orders and waits. */
  idle(): Promise<void>;
  /** Whatever is under way is left as it is, to be taken up again. */
  stop(): Promise<void>;
}
