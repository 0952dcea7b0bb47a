/**
 * Rounds of an update that is cut off by kill -9 wherever it may be, again and again, until it has ended by itself. After each round:
 * everybody and every message is there, the right version runs, and somebody can write.
 */
import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { type Lab, openLab, type Running, type Trait } from '../manager/updates/lab.ts';

/** Where it is cut off: when the record comes to this state, and so many milliseconds on. */
export interface Cut {
  /** `any`; `trial`: once the launcher starts the new version. */
  readonly state: string;
  readonly ms: number;
}

export interface Round {
  readonly traits: readonly Trait[];
  readonly cuts: readonly Cut[];
}

export interface RoundResult {
  /** Where each kill hit: the record's state, or `trial`. */
  readonly hits: readonly string[];
  readonly kills: number;
  readonly ended: string;
  readonly version: string;
}

const FINAL = ['done', 'rolled-back', 'failed'];

/** Throws a sentence where anything is missing. */
export async function playRound(
  { traits, cuts }: Round,
  note: (line: string) => void = () => {},
): Promise<RoundResult> {
  const lab = await openLab('0.1.0', 'update-soak');
  try {
    return await play(lab, traits, [...cuts], note);
  } finally {
    await lab.close();
  }
}

async function play(
  lab: Lab,
  traits: readonly Trait[],
  cuts: Cut[],
  note: (line: string) => void,
): Promise<RoundResult> {
  const hits: string[] = [];
  mkdirSync(join(lab.data, 'updates'), { recursive: true });
  let running = await lab.start();
  await lab.writes('before');
  const before = await lab.counts();
  await lab.offer('0.2.0', traits);
  // Asked once, and then it is on its own.
  const asked = lab.command(['update', 'install', '--data', lab.data]);
  for (let starts = 0; ; starts++) {
    if (starts > 20) throw new Error(`it never ended: ${JSON.stringify(lab.record())}`);
    const cut = cuts.shift();
    const isCut = await cutOrEnd(lab, cut);
    if (starts === 0) await asked;
    if (!isCut) break;
    hits.push(lab.installation().trial === null ? stateOf(lab) : 'trial');
    note(`cut at ${cut!.state} + ${cut!.ms} ms: ${hits.at(-1)}`);
    await running.kill();
    running = await lab.start(false);
    if (stateOf(lab) === 'available') await lab.command(['update', 'install', '--data', lab.data]);
  }
  await lab.answers();
  const end = await checked(lab, running, before);
  if (end.ended !== endOf(traits))
    throw new Error(`${traits.join('+') || 'good'} ended as ${end.ended} after ${hits.join(', ')}`);
  return { hits, kills: hits.length, ...end };
}

/** How an update to such a version ends, however often it is cut off: pulling the plug makes no version a bad one, nor a good one. */
function endOf(traits: readonly Trait[]): string {
  if (traits.includes('broken')) return 'rolled-back proof.server';
  if (traits.includes('loses')) return 'rolled-back proof.lost';
  return traits.includes('mute') ? 'rolled-back proof.program' : 'done';
}

const stateOf = (lab: Lab): string => {
  try {
    return lab.record().state.state;
  } catch {
    return 'none';
  }
};

/** Resolves to whether it is to be cut off now; false when it has ended before. */
function cutOrEnd(lab: Lab, cut: Cut | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`stuck at ${JSON.stringify(lab.record())}`)), 180_000);
    let timer: NodeJS.Timeout | undefined;
    const done = (isCut: boolean) => {
      clearTimeout(late);
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      resolve(isCut);
    };
    const look = () => {
      const state = stateOf(lab);
      if (FINAL.includes(state)) return done(false);
      const isThere =
        cut?.state === 'any' || cut?.state === (lab.installation().trial === null ? state : 'trial');
      if (cut && isThere) timer ??= setTimeout(() => done(true), cut.ms);
    };
    const watchers = [join(lab.data, 'updates'), lab.base].map((folder) => watch(folder, look));
    look();
  });
}

async function checked(lab: Lab, running: Running, before: { people: number; messages: number }) {
  const { state } = lab.record();
  const { current, trial } = lab.installation();
  const wanted = state.state === 'done' ? '0.2.0' : '0.1.0';
  const no = (what: string) => {
    throw new Error(`${what}: ${JSON.stringify({ state, current, trial, lines: running.lines.slice(-8) })}`);
  };
  if (trial !== null || current !== wanted) no('the wrong version is current');
  const after = await lab.counts();
  if (after.people !== before.people || after.messages < before.messages)
    no(`lost: ${JSON.stringify(before)} ${JSON.stringify(after)}`);
  await lab.writes('after');
  const last = await lab.counts();
  if (last.messages < after.messages + 2) no('nobody can write');
  return { ended: `${state.state}${state.because ? ` ${state.because}` : ''}`, version: current };
}
