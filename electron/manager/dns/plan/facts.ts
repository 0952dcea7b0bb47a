/** What the plan is made of: the office's decisions, and what was found out about the world. Data only. */
import type { Office } from '../../settings.ts';

export interface PlanFacts {
  readonly office: Office;
  /** One of those the office serves, as DNS has it. */
  readonly domain: string;
  /** The server's addresses as the world sees them; empty: not known yet. */
  readonly addresses: { readonly v4: readonly string[]; readonly v6: readonly string[] };
  /** The port for everything (443) is open, not only wanted. */
  readonly onePortOpen: boolean;
  /** Whether the zone is signed and the world can check it; TLSA is only worth something then. */
  readonly signed?: boolean;
  /** Zones known to be delegated (D2's survey): at their apex there is never a CNAME. The registrable domain is one always. */
  readonly apexes?: readonly string[];
  /** Owner names that have other data than a CNAME already (MX, TXT …): no CNAME is planned there. */
  readonly occupied?: readonly string[];
  /** CAA as the authority would find it (RFC 8659 §3): where, and what. Null or absent: none anywhere. */
  readonly caa?: { readonly name: string; readonly values: readonly string[] } | null;
  /** Who will sign, where it is known; `wildcard`: names with `*` are asked for. */
  readonly authority?: {
    /** `letsencrypt.org`: as the authority writes it into CAA. */
    readonly caa: string;
    /** RFC 8657. */
    readonly accountUri?: string;
    readonly methods?: readonly string[];
    readonly wildcard?: boolean;
  } | null;
  /** TLSA values to be published, such as `3 1 1 0123…`: old and new while a certificate is rolled. */
  readonly tlsa?: readonly string[];
  /** The `_acme-challenge` of each name is handed on to this zone. */
  readonly proofZone?: string | null;
}
