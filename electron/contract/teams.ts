/** Teams: people who have each other on their contact lists, with a room of their own, because the office says so. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const id = z.string().min(1).max(1023);
const address = z.string().max(3071);
const label = z.string().trim().min(1).max(200);

export const team = z.object({
  /** Made from the first label, and stays. */
  id: z.string(),
  /** The group in which members see each other, and the name of the room. */
  label: z.string(),
  /** Bare addresses. */
  members: z.array(z.string()),
  /** The room's address; null where it could not be made. */
  room: z.string().nullable(),
});
export type Team = z.infer<typeof team>;

export const teams = {
  list: base.output(z.array(team)),
  /** With `id` a team that was deleted is made again, and takes up its room. */
  create: base.input(z.object({ label, members: z.array(address).max(200), id: id.optional() })).output(team),
  /** The label of the group and the name of the room. */
  rename: base.input(z.object({ id, label })).output(team),
  add: base.input(z.object({ id, address })).output(team),
  takeOut: base.input(z.object({ id, address })).output(team),
  /**
   * The people stay. So does the room, as one like any other; unless it `goes`, with what was said there, as if the team had never
   * been.
   */
  remove: base.input(z.object({ id, room: z.enum(['stays', 'goes']) })).output(z.object({})),
};
