/**
 * `node tests/soak/update.ts [KILLS]`: updates cut off by kill -9 at every state and at random moments, 60 kills unless said
 * otherwise. Ends with 1 at the first loss. Needs some ten minutes; a short run of the same is in tests/manager/updates.
 */
import type { Trait } from '../manager/updates/lab.ts';
import { type Cut, playRound } from './update-rounds.ts';

const wanted = Number(process.argv[2] ?? 60);
const STATES = [
  'downloading',
  'ready',
  'waiting',
  'snapshot',
  'installing',
  'proving',
  'proving',
  'any',
] as const;
const VERSIONS: readonly (readonly Trait[])[] = [
  [],
  ['migrates'],
  ['migrates'],
  ['loses'],
  ['broken'],
  ['mute', 'migrates'],
];

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
const cut = (): Cut => ({
  state: pick(STATES),
  ms: Math.floor(Math.random() * 3000) * (Math.random() < 0.7 ? 1 : 0),
});

const started = Date.now();
const ends = new Map<string, number>();
let [kills, rounds] = [0, 0];
while (kills < wanted) {
  const traits = VERSIONS[rounds % VERSIONS.length]!;
  const result = await playRound({ traits, cuts: [cut(), cut(), cut(), cut()] }, (line) =>
    console.log(`  ${line}`),
  );
  kills += result.kills;
  rounds++;
  const end = `${traits.join('+') || 'good'}: ${result.ended}`;
  ends.set(end, (ends.get(end) ?? 0) + 1);
  console.log(`round ${rounds}, ${kills} kills: ${end} (${result.version})`);
}
console.log(
  `${kills} kills in ${rounds} rounds, ${Math.round((Date.now() - started) / 1000)} s, nothing lost`,
);
for (const [end, count] of ends) console.log(`  ${count} x ${end}`);
