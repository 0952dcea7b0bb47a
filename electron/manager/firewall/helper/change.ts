/** Puts operations in force, and takes back what was begun: exactly ours, by their mark. */
import type { Run } from '../../run.ts';
import { commandsFor, type NftPlace, type Operation, undoCommandsFor } from '../operations.ts';
import { flowOfTag, TAG } from '../rule-set.ts';
import type { PendingFile } from './pending.ts';
import { runCommand } from './run-all.ts';

/** What ufw and firewalld say where there was nothing to do: then there is nothing to take back either. */
const WAS_THERE = /Skipping|ALREADY_ENABLED/;

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
  };
  for (const group of groups(list)) {
    state.begun.push(...group);
    file.write(state);
    for (const command of commandsFor(group.map((at) => list[at]!)))
      if (WAS_THERE.test(await runCommand(run, command))) {
        state.begun = state.begun.filter((at) => !group.includes(at));
        file.write(state);
      }
  }
}

/** nftables and iptables take theirs as one transaction each; the others one by one. */
function groups(list: readonly Operation[]): number[][] {
  const places = (firewall: Operation['firewall']) =>
    list.flatMap((one, at) => (one.firewall === firewall ? [at] : []));
  const singles = [...places('ufw'), ...places('firewalld')].map((at) => [at]);
  return [places('nftables'), places('iptables'), ...singles].filter((group) => group.length > 0);
}

/** Nothing happens where nothing is pending. Throws a CommandFailed. */
export async function takeBack(run: Run, file: PendingFile): Promise<boolean> {
  const state = file.read();
  if (!state) return false;
  const list = state.begun.map((at) => state.operations[at]!);
  const ours = (await ourPlaces(run)).filter(({ handle }) => !state.before.includes(handle));
  await undo(run, list, ours);
  file.remove();
  return true;
}

/** Takes back what was kept earlier. Throws a CommandFailed. */
export const remove = async (run: Run, list: readonly Operation[]): Promise<void> =>
  undo(run, list, await ourPlaces(run));

async function undo(run: Run, list: readonly Operation[], places: readonly NftPlace[]): Promise<void> {
  const there: Operation[] = [];
  for (const one of list) if (await isThere(run, one)) there.push(one);
  for (const command of undoCommandsFor(there, places)) await runCommand(run, command);
}

/** iptables refuses a whole transaction for one rule that is not there; the others say so and go on. */
async function isThere(run: Run, one: Operation): Promise<boolean> {
  if (one.firewall !== 'iptables') return true;
  const program = `${one.family === 'v4' ? 'iptables' : 'ip6tables'}${one.legacy ? '-legacy' : ''}-save`;
  const saved = await runCommand(run, { program, args: ['-t', 'filter'] });
  return saved.split('\n').some((line) => line.includes(`--comment "${TAG}${one.flow.id}"`));
}

/** Rules of nftables that carry our mark. Empty where nftables is not there. */
async function ourPlaces(run: Run): Promise<NftPlace[]> {
  const ran = await run('nft', ['-j', 'list', 'ruleset'], { timeoutMs: 10_000 });
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
