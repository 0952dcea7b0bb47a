/** Which of two versions is newer. Pure. */

/**
 * SPEC: Semantic Versioning 2.0.0 §11: "Precedence is determined by the first difference when comparing each of these
 * identifiers from left to right"; "a pre-release version has lower precedence than a normal version".
 * @returns below zero when `one` is older, zero when they are the same, above zero when it is newer.
 */
export function compareVersions(one: string, other: string): number {
  const [first, second] = [parts(one), parts(other)];
  for (let at = 0; at < 3; at++) {
    const difference = first.numbers[at]! - second.numbers[at]!;
    if (difference !== 0) return difference;
  }
  if (first.pre.length === 0 || second.pre.length === 0) return second.pre.length - first.pre.length;
  for (let at = 0; at < Math.max(first.pre.length, second.pre.length); at++) {
    const difference = compareIdentifiers(first.pre[at], second.pre[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const isNewer = (one: string, other: string): boolean => compareVersions(one, other) > 0;

function parts(version: string): { numbers: number[]; pre: string[] } {
  const dash = version.indexOf('-');
  const core = dash < 0 ? version : version.slice(0, dash);
  const numbers = core.split('.').map(Number);
  return { numbers, pre: dash < 0 ? [] : version.slice(dash + 1).split('.') };
}

/** SPEC: §11.4: numeric ones numerically, others "lexically in ASCII sort order", numeric before others, fewer before more. */
function compareIdentifiers(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined)
    return (one === undefined ? 0 : 1) - (other === undefined ? 0 : 1);
  const [first, second] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (first && second) return Number(one) - Number(other);
  if (first !== second) return first ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}
