/** Puts operations in force, and takes back what was begun: exactly ours, by their mark. */
import type { Run } from '../../run.ts';
import { isListed } from '../kept.ts';
import { type Command, commandsFor, type NftPlace, type Operation, undoCommandsFor } from '../operations.ts';
import { flowOfTag, TAG } from '../rule-set.ts';
import type { PendingFile } from './pending.ts';
import { unpersist } from './persist.ts';
import { runCommand } from './run-all.ts';

/** What ufw says where there was nothing to do: then there is nothing to take back either. */
const WAS_THERE = /Skipping/;

/** Throws a CommandFailed; what was begun until then is in the file. */
export async function apply(
  run: Run,
  list: readonly Operation[],
  until: number,
  file: PendingFile,
): Promise<void> {
  const before = (await ourPlaces(run)).map(({ handle }) => handle);
  const state = {
    operations: [...list],
    begun: [] as number[],
    before,
    until,
    guard: file.read()?.guard ?? null,
    decided: null,
  };
  for (const group of await groups(run, list)) {
    state.begun.push(...group);
    file.write(state);
    for (const command of commandsFor(group.map((at) => list[at]!)))
      if (WAS_THERE.test(await runCommand(run, command))) {
        state.begun = state.begun.filter((at) => !group.includes(at));
        file.write(state);
      }
  }
}

/** nftables, iptables and a zone of firewalld take theirs at once; ufw one by one. What a zone has already is none of ours. */
async function groups(run: Run, list: readonly Operation[]): Promise<number[][]> {
  const said = askedOnce(run);
  const places = (firewall: Operation['firewall']) =>
    list.flatMap((one, at) => (one.firewall === firewall ? [at] : []));
  const zones: number[] = [];
  for (const at of places('firewalld')) if (!(await isInZone(list[at]!, said))) zones.push(at);
  const singles = places('ufw').map((at) => [at]);
  return [places('nftables'), places('iptables'), zones, ...singles].filter((group) => group.length > 0);
}

const isInZone = async (one: Operation, said: Said): Promise<boolean> =>
  one.firewall === 'firewalld' &&
  isListed(await said({ program: 'firewall-cmd', args: [`--zone=${one.zone}`, '--list-all'] }), one);

/** Nothing happens where nothing is pending. Throws a CommandFailed. */
export async function takeBack(run: Run, file: PendingFile): Promise<boolean> {
  const state = file.read();
  if (!state) return false;
  const list = state.begun.map((at) => state.operations[at]!);
  const ours = (await ourPlaces(run)).filter(({ handle }) => !state.before.includes(handle));
  await undo(run, list, ours);
  // Somebody had said "keep", and was cut off before it was done.
  if (state.decided === 'keep') await unpersist(run, list);
  file.remove();
  return true;
}

/** Takes back what was kept earlier. Throws a CommandFailed. */
export const remove = async (run: Run, list: readonly Operation[]): Promise<void> =>
  undo(run, list, await ourPlaces(run));

async function undo(run: Run, list: readonly Operation[], places: readonly NftPlace[]): Promise<void> {
  const said = askedOnce(run);
  const there: Operation[] = [];
  for (const one of list) if (await isThere(one, said)) there.push(one);
  for (const command of undoCommandsFor(there, places)) await runCommand(run, command);
}

/** What a program answers to a question, asked once however many rules want to know. */
type Said = (question: Command) => Promise<string>;

function askedOnce(run: Run): Said {
  const answers = new Map<string, Promise<string>>();
  return (question) => {
    const key = [question.program, ...question.args].join(' ');
    const answer = answers.get(key) ?? runCommand(run, question);
    answers.set(key, answer);
    return answer;
  };
}

/** iptables refuses a whole transaction for one rule that is not there, ufw a rule it does not have; the others say so and go on. */
async function isThere(one: Operation, said: Said): Promise<boolean> {
  const mark = `${TAG}${one.flow.id}`;
  if (one.firewall === 'ufw') {
    // SPEC: ufw(8), `show added`: as they were typed, also while ufw is off.
    const added = await said({ program: 'ufw', args: ['show', 'added'] });
    return added.split('\n').some((line) => line.trimEnd().endsWith(`comment '${mark}'`));
  }
  if (one.firewall !== 'iptables') return true;
  const program = `${one.family === 'v4' ? 'iptables' : 'ip6tables'}${one.legacy ? '-legacy' : ''}-save`;
  const saved = await said({ program, args: ['-t', 'filter'] });
  return saved.split('\n').some((line) => line.includes(`--comment "${mark}"`));
}

/** Rules of nftables that carry our mark. Empty where nftables is not there. */
async function ourPlaces(run: Run): Promise<NftPlace[]> {
  // What iptables' programs wrote is theirs to take back, and lists of addresses are none of our rules.
  const ran = await run('nft', ['-j', '-t', 'list', 'ruleset'], {
    timeoutMs: 10_000,
    outputBytes: 8 * 1024 * 1024,
  });
  if (ran.exitCode !== 0) return [];
  const { nftables } = JSON.parse(ran.stdout) as { nftables: { rule?: Record<string, unknown> }[] };
  return nftables.flatMap(({ rule }) => {
    const flow = flowOfTag(rule?.comment as string | undefined);
    if (!rule || flow === null) return [];
    const { family, table, chain, handle } = rule;
    return [
      { family: String(family), table: String(table), chain: String(chain), handle: Number(handle), flow },
    ];
  });
}
