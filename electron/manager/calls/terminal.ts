/** The contract's calls about terminals. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Terminals } from '../terminal/terminal.ts';

export interface TerminalAreas {
  readonly terminals: Terminals;
  /** Throws unless whoever asks may do what cannot be taken lightly (manager/access/confirm.ts). */
  readonly confirm: { require(): void };
}

const nothing = {};

export const terminalCalls = ({ terminals, confirm }: TerminalAreas): Calls['terminal'] => ({
  state: (_, { session }) => terminals.state(session),
  async setOn({ on }, { session }) {
    if (on) confirm.require();
    terminals.setOn(on);
    return terminals.state(session);
  },
  open: (wish, { session }) => terminals.open(session, wish),
  follow: async ({ id, after }, { session, signal }) => terminals.follow(session, id, after, signal),
  async read({ id, upTo }, { session }) {
    terminals.read(session, id, upTo);
    return nothing;
  },
  async type({ id, text }, { session }) {
    terminals.type(session, id, text);
    return nothing;
  },
  async resize({ id, columns, rows }, { session }) {
    terminals.resize(session, id, columns, rows);
    return nothing;
  },
  async close({ id }, { session }) {
    terminals.end(session, id);
    return nothing;
  },
});
