/**
 * How the changes of everyday areas are put back: each by the area's own call, with what was noted before it. What is
 * missing here has its own way back, or none: a removed account, messages that were deleted.
 */
import { z } from 'zod';
import { relayRange } from '../contract/doors.ts';
import type { Change } from '../contract/index.ts';
import { joiningRule } from '../contract/joining.ts';
import type { DoorsArea } from './doors/doors.ts';
import type { Joining } from './joining/joining.ts';
import { relayOf } from './office-doors.ts';
import type { People } from './people/people.ts';
import type { Programs } from './programs/programs.ts';
import type { Rooms } from './rooms/rooms.ts';
import type { Safety } from './safety/safety.ts';
import type { Undo, Undoer } from './undo.ts';
import type { WebChatArea } from './webchat/webchat.ts';

export interface PutBackParts {
  readonly people: Pick<People, 'rename' | 'setDisabled'>;
  readonly safety: Pick<Safety, 'keepOut' | 'letIn'>;
  readonly joining: Pick<Joining, 'setRule' | 'restoreLast'>;
  readonly doors: Pick<DoorsArea, 'set'>;
  readonly webchat: Pick<WebChatArea, 'set'>;
  readonly rooms: Pick<Rooms, 'setStanding'>;
  readonly programs: Pick<Programs, 'restore'>;
}

const doorsBefore = z.object({
  calls: z.boolean().default(true),
  files: z.boolean().default(true),
  relay: relayRange.optional(),
});
const webchatBefore = z.object({ on: z.boolean(), name: z.string() });
/** As rooms note it: an address, a space, the standing. */
const standingBefore = z
  .string()
  .transform((text) => text.split(' '))
  .pipe(z.tuple([z.string().min(3), z.enum(['owner', 'admin', 'member', 'outcast', 'none'])]));

/** A row whose `before` is read by a schema: what it does not read cannot be put back. */
function byValue<T>(
  actions: readonly string[],
  scope: Undoer['scope'],
  read: (before: string | null) => T | undefined,
  set: (before: T, change: Change) => Promise<unknown>,
): Undoer {
  return {
    ...{ actions, scope },
    possible: ({ before }) => read(before) !== undefined,
    async putBack(change) {
      const before = read(change.before);
      if (before !== undefined) await set(before, change);
    },
  };
}

const json =
  <T>(schema: z.ZodType<T>) =>
  (text: string | null): T | undefined => {
    if (text === null) return undefined;
    try {
      return schema.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  };

/** Two actions that take each other back. */
function opposites(
  [done, undone]: readonly [string, string],
  act: (forward: boolean, subject: string) => Promise<unknown>,
): Undoer {
  return {
    ...{ actions: [done, undone], scope: 'subject' },
    possible: () => true,
    async putBack({ action, subject }) {
      await act(action === undone, subject);
    },
  };
}

export function registerPutBack(undo: Undo, parts: PutBackParts): void {
  const { people, safety, joining, doors, webchat, rooms, programs } = parts;
  const rows: Undoer[] = [
    byValue(
      ['people.rename'],
      'subject',
      (before) => before ?? undefined,
      (before, { subject }) => people.rename(subject, before),
    ),
    opposites(['people.disable', 'people.enable'], (off, address) => people.setDisabled(address, off)),
    opposites(['safety.keep-out', 'safety.let-in'], (out, address) =>
      out ? safety.keepOut(address) : safety.letIn(address),
    ),
    byValue(
      ['joining.rule'],
      'all',
      (before) => joiningRule.safeParse(before).data,
      (before) => joining.setRule(before),
    ),
    {
      actions: ['joining.revoke', 'joining.restore'],
      scope: 'subject',
      possible: ({ action }) => action === 'joining.revoke',
      putBack: ({ subject }) => joining.restoreLast(subject),
    },
    byValue(['doors.set'], 'all', json(doorsBefore), ({ relay, ...before }) =>
      doors.set({ ...before, relay: relayOf({ doors: { relay } }) }),
    ),
    byValue(['webchat.set'], 'all', json(webchatBefore), (before) => webchat.set(before)),
    byValue(
      ['rooms.standing'],
      'subject',
      (before) => standingBefore.safeParse(before).data,
      ([person, standing], { subject }) => rooms.setStanding(subject, person, standing, ''),
    ),
    {
      actions: ['programs.revoke', 'programs.restore'],
      scope: 'subject',
      possible: ({ action }) => action === 'programs.revoke',
      putBack: ({ subject }) => programs.restore(subject),
    },
  ];
  for (const undoer of rows) undo.register(undoer);
}
