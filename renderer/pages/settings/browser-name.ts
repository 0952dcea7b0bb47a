/**
 * "Firefox · Windows" from what a browser says about itself; null where it says nothing we know.
 */
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

export function browserName(agent: string): string | null {
  // A manager names it already, short and plain; the number of its version tells nobody anything.
  const named = /^(\S+?)(?: \d+)?( · \S+)?$/.exec(agent.slice(0, 60));
  if (named && !agent.includes('/')) return named[1] === 'unknown' ? null : `${named[1]}${named[2] ?? ''}`;
  const find = (table: readonly [RegExp, string][]) => table.find(([pattern]) => pattern.test(agent))?.[1];
  const names = [find(BROWSERS), find(SYSTEMS)].filter((name) => name !== undefined);
  return names.length > 0 ? names.join(' · ') : null;
}
