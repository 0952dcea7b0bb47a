/** The door, for pages: they know the line to the manager through the stores only. */
export {
  type AccessWays,
  askWays,
  type For,
  givePasskey,
  givePassword,
  leave,
  makePasskey,
  type NotIn,
} from '../api/door.ts';
