/** What is kept of attempts: rows, each for one source that failed, or came in, in one way. Types, and the decisions about them. */
import type { AttemptFacts, AttemptOrigin, AttemptStage, AttemptStop } from '../kernel/attempts.ts';
import { networkList } from '../kernel/networks.ts';
import { nearest } from './near.ts';

/** JSON; times are milliseconds since the epoch. */
export interface AttemptRow {
  readonly id: number;
  /** IP address. */
  readonly source: string;
  readonly door: AttemptOrigin['door'];
  readonly stage: AttemptStage;
  /** Null: it is connected. */
  readonly stopped: AttemptStop | null;
  /** Exact, for a technician; empty where there is no more to say. */
  readonly because: string;
  /** Bare address; null before it said who it is. */
  readonly account: string | null;
  /** Whether there is such an account. The wire says not-authorized either way. */
  readonly exists: boolean;
  /** The domain it wanted. */
  readonly asked: string | null;
  /** What was probably meant instead: a domain or a bare address. */
  readonly meant: string | null;
  readonly mechanism: string | null;
  readonly tls: string | null;
  readonly program: string | null;
  readonly resource: string | null;
  readonly until: number | null;
  readonly times: number;
  readonly since: number;
  readonly at: number;
}

/** Those who have nothing to do with this office, together. */
export interface Strangers {
  readonly times: number;
  /** How many addresses, at least. */
  readonly sources: number;
  readonly since: number | null;
  readonly at: number | null;
  readonly latest: readonly AttemptRow[];
}

export interface AttemptReport {
  /** The newest first. */
  readonly rows: readonly AttemptRow[];
  /** Rows that made room for newer ones. */
  readonly dropped: number;
  readonly strangers: Strangers;
}

export type Seen = AttemptOrigin &
  Partial<AttemptFacts> & {
    readonly stage: AttemptStage;
    /** It left without a word: what stopped it is a conclusion. */
    readonly left?: boolean;
    /** The same as before on this connection. */
    readonly again?: boolean;
  };

/** Who is served, as the decisions need it. */
export interface Served {
  readonly hosts: readonly string[];
  exists(account: string): boolean;
  /** Names of accounts of a domain, or some of them. */
  names(host: string): readonly string[];
}

export type Judged =
  | { readonly keep: 'row' | 'stranger'; readonly because: string; readonly meant?: string | undefined }
  | { readonly keep: 'nothing'; readonly because: string };

/** Networks that are not the Internet: whoever comes from there stands in the office (RFC 1918, 3927, 4193, 4291, 6598). */
const isNear = networkList([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '127.0.0.0/8', '100.64.0.0/10'],
  ...['fc00::/7', 'fe80::/10', '::1'],
]);

/**
 * Whether an attempt is one of this office's people, one of the Internet's many knocks, or nothing at all.
 * WHY not by address alone: colleagues come from anywhere.
 */
export function judge(seen: Seen, served: Served): Judged {
  const { account, asked, named, stopped, stage, address, own, left } = seen;
  if (stage === 'connected') return { keep: 'row', because: 'connected' };
  // A handshake our own checks begin, they end; and they see to it that old TLS is refused.
  const isCheck = stopped === 'tls-old' || (left && stage !== 'securing');
  if (own && isCheck && account === undefined)
    return { keep: 'nothing', because: 'this machine looks at its own ports' };
  if (account !== undefined) {
    if (served.exists(account)) return { keep: 'row', because: 'an account of ours' };
    const at = account.lastIndexOf('@');
    const host = account.slice(at + 1);
    const name = nearest(account.slice(0, at), served.names(host));
    const meant = name === undefined ? undefined : `${name}@${host}`;
    if (meant !== undefined) return { keep: 'row', because: 'nearly an account of ours', meant };
  } else if (stopped === 'wrong-domain' && asked !== undefined) {
    const meant = nearest(asked, served.hosts);
    if (meant !== undefined) return { keep: 'row', because: 'nearly a domain of ours', meant };
  } else if (stopped !== 'silent' && [asked, named].some((name) => name && served.hosts.includes(name)))
    return { keep: 'row', because: 'it named a domain of ours' };
  if (isNear(address) && stopped !== 'silent') return { keep: 'row', because: 'from this network' };
  return { keep: 'stranger', because: 'it named nothing of ours' };
}

/** What rows are bounded by together: all of one account, of one domain, of nobody. */
export const groupOf = ({ account, asked }: Pick<AttemptRow, 'account' | 'asked'>): string =>
  account ?? asked ?? '';

export const keyOf = (seen: Seen): string =>
  JSON.stringify([
    seen.address,
    seen.account ?? seen.asked ?? '',
    seen.stopped ?? 'connected',
    seen.stopped === undefined ? seen.resource : '',
  ]);
