/** The door, for pages: they know the line to the manager through the stores only. */
export {
  type AccessWays,
  askWays,
  type For,
  type Given,
  givePasskey,
  givePassword,
  keepTicket,
  leave,
  makePasskey,
  type NotIn,
} from '../api/door.ts';
