/** What comes of judging a certificate. Types only. */
import type { FederationCode } from '../report.ts';

/** The codes of report.ts that can come from here. */
export type CertificateCode = Extract<FederationCode, `certificate.${string}`>;

export type Verdict =
  | {
      readonly ok: true;
      /** `pkix`: an authority vouches for it; `dane`: the domain's zone does. */
      readonly by: 'pkix' | 'dane';
      /** One exact English sentence, for the log. */
      readonly because: string;
      /**
       * Milliseconds since the epoch at which the first certificate of the path ends; RFC 6120 §13.7.2.3 would have the stream end
       * with it. Undefined where dates do not count (DANE-EE).
       */
      readonly until: number | undefined;
    }
  /** `because` is one exact English sentence, for the log and for "technical details". */
  | { readonly ok: false; readonly code: CertificateCode; readonly because: string };
