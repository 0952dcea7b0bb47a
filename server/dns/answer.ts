/** What a resolver answers, in our words. Types and the error only. */

export type RecordType = 'A' | 'AAAA' | 'SRV' | 'TLSA' | 'TXT' | 'CAA' | 'NS' | 'SOA';

interface Data {
  A: { readonly address: string };
  AAAA: { readonly address: string };
  /** `target` without a final dot; the root, which says there is no such service, is empty. */
  SRV: { readonly priority: number; readonly weight: number; readonly port: number; readonly target: string };
  TLSA: {
    /** 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE (RFC 7218). */
    readonly usage: number;
    /** 0 the whole certificate, 1 its public key. */
    readonly selector: number;
    /** 0 as it is, 1 SHA-256, 2 SHA-512. */
    readonly matching: number;
    readonly data: Buffer;
  };
  TXT: { readonly text: string };
  CAA: { readonly critical: boolean; readonly tag: string; readonly value: string };
  NS: { readonly target: string };
  SOA: { readonly server: string; readonly serial: number; readonly negativeSeconds: number };
}

export type RecordOf<Type extends RecordType> = Data[Type];
export type DnsRecord = RecordOf<RecordType>;

export interface Answer<Type extends RecordType = RecordType> {
  /** Empty: there are none; `exists` tells whether the name has others. */
  readonly records: readonly RecordOf<Type>[];
  readonly exists: boolean;
  /** The resolver has checked the signatures of all of it (the AD bit), and we take its word. */
  readonly secure: boolean;
  /** The name the records stand at, after aliases. */
  readonly name: string;
  /** Seconds it may be kept. */
  readonly ttl: number;
}

export type DnsErrorCode =
  /** No name server answered in time. */
  | 'dns.timeout'
  /** They answered that they cannot tell (SERVFAIL, REFUSED), or something unreadable. */
  | 'dns.failed'
  /** The resolver found signatures that do not hold (RFC 8914). */
  | 'dns.bogus'
  /** Not a name that can be asked for. */
  | 'dns.invalid-name';

/** No answer could be had. The message names the question and what each server said. */
export class DnsError extends Error {
  readonly code: DnsErrorCode;

  constructor(code: DnsErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DnsError';
    this.code = code;
  }
}
