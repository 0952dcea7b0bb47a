/** The door for programs on other computers: what may be decided about it, and what comes of that. Pure. */
import type { ProgramDoor, ProgramRule } from '../../contract/index.ts';
import { isWithin, networkFault } from './networks.ts';

export const SHUT: ProgramDoor = { from: [], rules: [] };

/** In the words of `settings.refused`. */
export interface DoorFault {
  readonly field: 'from' | 'rules' | 'commands';
  readonly reason: string;
}

/** What is wrong with addresses. */
export function fromFault(from: readonly string[]): DoorFault | undefined {
  for (const entry of from) {
    const reason = networkFault(entry);
    if (reason) return { field: 'from', reason };
  }
  return undefined;
}

/**
 * What is wrong with a wish. `known`: the server's commands; undefined while it does not run, when its own check has to do.
 * A rule for an address that cannot reach the door would do nothing, and its maker would look for the reason elsewhere.
 */
export function doorFault(
  { from, rules }: ProgramDoor,
  before: ProgramDoor,
  known: ReadonlySet<string> | undefined,
): DoorFault | undefined {
  const names = new Set(rules.map(({ name }) => name));
  if (names.size < rules.length) return { field: 'rules', reason: 'name' };
  const wrong = fromFault([...from, ...rules.flatMap((rule) => rule.from)]);
  if (wrong) return wrong;
  for (const rule of rules) {
    const command = commandFault(rule, known);
    if (command) return command;
    // One that worked may lose its door: then it is idle, and the page says so.
    const isNew = !before.rules.some((one) => JSON.stringify(one) === JSON.stringify(rule));
    if (isNew && isIdle(rule, from)) return { field: 'rules', reason: 'outside' };
  }
  return undefined;
}

/** Either one of the choices, or commands the server has. */
export function commandFault(
  { use, commands }: Pick<ProgramRule, 'use' | 'commands'>,
  known: ReadonlySet<string> | undefined,
): DoorFault | undefined {
  if (use !== null) return undefined;
  if (commands.length === 0) return { field: 'commands', reason: '' };
  const stranger = known && commands.find((name) => !known.has(name));
  return stranger === undefined ? undefined : { field: 'commands', reason: stranger };
}

/** Nobody it is for can come in. */
export const isIdle = (rule: Pick<ProgramRule, 'from'>, from: readonly string[]): boolean =>
  !rule.from.some((entry) => isWithin(entry, from));
