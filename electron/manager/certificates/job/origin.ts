/** Where certificates come from, as the job asks it: one interface for an authority, a folder, and another machine. */
import type { AcmeProgress, AcmeRetry } from '../../../contract/acme.ts';
import type { CertificatePlan, NameProgress } from '../../../contract/certificates.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import type { RenewalWindow } from '../acme/acme.ts';

export interface OriginRequest {
  readonly domain: string;
  /** Of this order; the same one after a crash takes it up again. */
  readonly id: string;
  /** As they were planned. */
  readonly plan: CertificatePlan;
  /** On disk already; undefined where the origin brings a key of its own. */
  readonly keyPem: string | undefined;
  /** The leaf in PEM that this one follows. */
  readonly replaces: string | undefined;
  readonly rehearsal: boolean;
  /** How many times in a row it failed. */
  readonly failures: number;
  readonly signal: AbortSignal;
  readonly on: (progress: AcmeProgress) => void;
}

export interface Issued {
  /** PEM, leaf first. */
  readonly chain: string;
  /** Where the origin brings it. */
  readonly key?: string | undefined;
  /** Whose: the authority's or the place's name. */
  readonly by: string;
}

export interface Origin {
  readonly name: string;
  readonly kind: 'authority' | 'place' | 'given';
  /** Whether strangers believe what comes from it; true unless said otherwise. */
  readonly believed?: boolean;
  /** It has a practice ground. */
  readonly rehearses: boolean;
  /** Which names, how each would be proved, and what stands in the way. */
  plan(signal: AbortSignal): Promise<CertificatePlan>;
  /** Rejects with an OriginError, or with the signal's reason. */
  obtain(request: OriginRequest): Promise<Issued>;
  /** The chain of this order is on disk: nothing of it has to be remembered any more. */
  kept?(id: string): Promise<void>;
  /** When the authority wants it renewed (RFC 9773). */
  window?(leafPem: string, signal: AbortSignal): Promise<RenewalWindow | undefined>;
  /** By whose clock it is now, in milliseconds; undefined where nobody answers. */
  askTime?(signal: AbortSignal): Promise<number | undefined>;
  /** Calls back when there may be another certificate; returns how to stop. */
  watch?(changed: () => void): () => void;
  /** Records to be typed in by hand for the order under way. */
  byHand?(): Promise<Pick<NameProgress, 'name' | 'record' | 'lookedAt'>[]>;
}

/** Nothing came of it: what a person is told, and who may try again. */
export class OriginError extends Error {
  readonly finding: DoctorFinding;
  readonly retry: AcmeRetry;
  /** Of a rehearsal: the practice ground itself is shut, which says nothing about the order. */
  readonly groundShut: boolean;
  constructor(
    finding: DoctorFinding,
    retry: AcmeRetry,
    { groundShut = false, ...options }: ErrorOptions & { readonly groundShut?: boolean } = {},
  ) {
    super(`${finding.code} ${finding.subject}`, options);
    this.groundShut = groundShut;
    this.name = 'OriginError';
    this.finding = finding;
    this.retry = retry;
  }
}
