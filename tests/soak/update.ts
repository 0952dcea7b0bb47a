/**
 * `node tests/soak/update.ts [KILLS]`: updates cut off by kill -9 at every state and at random moments, 60 kills unless said
 * otherwise. Ends with 1 at the first loss, and where a version ends otherwise than it should. Needs some fifteen minutes; a short
 * run of the same is in tests/manager/updates.
 */
import type { Trait } from '../manager/updates/lab.ts';
import { type Cut, playRound } from './update-rounds.ts';

const wanted = Number(process.argv[2] ?? 60);
/** After the first cut the archive lies there. */
const FIRST = ['downloading', 'ready', 'waiting'] as const;
const LATER = ['snapshot', 'installing', 'proving', 'trial', 'trial', 'any'] as const;
/** One more behind closed doors, and it would be given up for now (machine.ts). */
const CUTS = 5;
const VERSIONS: readonly (readonly Trait[])[] = [
  [],
  ['migrates'],
  ['migrates'],
  ['loses'],
  ['broken'],
  ['mute', 'migrates'],
];

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
const cut = (at: number): Cut => ({
  state: pick(at === 0 ? [...FIRST, ...LATER] : LATER),
  ms: Math.floor(Math.random() * 3000) * (Math.random() < 0.7 ? 1 : 0),
});

const started = Date.now();
const [ends, hits] = [new Map<string, number>(), new Map<string, number>()];
const count = (of: Map<string, number>, what: string) => of.set(what, (of.get(what) ?? 0) + 1);
let [kills, rounds] = [0, 0];
while (kills < wanted) {
  const traits = VERSIONS[rounds % VERSIONS.length]!;
  const result = await playRound({ traits, cuts: Array.from({ length: CUTS }, (_, at) => cut(at)) }, (line) =>
    console.log(`  ${line}`),
  );
  kills += result.kills;
  rounds++;
  const end = `${traits.join('+') || 'good'}: ${result.ended}`;
  count(ends, end);
  for (const hit of result.hits) count(hits, hit);
  console.log(`round ${rounds}, ${kills} kills: ${end} (${result.version})`);
}
console.log(
  `${kills} kills in ${rounds} rounds, ${Math.round((Date.now() - started) / 1000)} s, nothing lost`,
);
for (const [what, times] of [...hits, ...ends]) console.log(`  ${times} x ${what}`);
