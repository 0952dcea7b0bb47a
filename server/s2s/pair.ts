/** A pair of domains: ours and theirs. What one connection may carry is a set of them. */
export interface Pair {
  readonly local: string;
  readonly remote: string;
}

/** WHY a space: no domain has one. */
export const keyOf = ({ local, remote }: Pair): string => `${local} ${remote}`;

export function pairOf(key: string): Pair {
  const at = key.indexOf(' ');
  return { local: key.slice(0, at), remote: key.slice(at + 1) };
}
