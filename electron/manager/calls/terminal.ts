/** The contract's calls about terminals. Translates; decides nothing. */
import type { Caller, Calls } from '../../contract/calls.ts';
import type { Terminals } from '../terminal/terminal.ts';

export interface TerminalAreas {
  readonly terminals: Terminals;
  /** Throws unless whoever asks may do what cannot be taken lightly (manager/access/confirm.ts). */
  readonly confirm: { require(): void };
}

const nothing = {};

export function terminalCalls({ terminals, confirm }: TerminalAreas): Calls['terminal'] {
  /** A terminal belongs to the line it was opened over: on another, whoever asks says first that it is still them. */
  function ofThisLine({ session, line }: Caller, id: string): void {
    if (terminals.isOver(session, id, line)) return;
    confirm.require();
    terminals.takeUp(session, id, line);
  }
  return {
    state: (_, { session }) => terminals.state(session),
    async setOn({ on }, { session }) {
      if (on) confirm.require();
      terminals.setOn(on);
      return terminals.state(session);
    },
    async open(wish, { session, line }) {
      confirm.require();
      return terminals.open(session, wish, line);
    },
    async follow({ id, after }, caller) {
      ofThisLine(caller, id);
      return terminals.follow(caller.session, id, after, caller.signal);
    },
    async read({ id, upTo }, caller) {
      ofThisLine(caller, id);
      terminals.read(caller.session, id, upTo);
      return nothing;
    },
    async type({ id, text }, caller) {
      ofThisLine(caller, id);
      terminals.type(caller.session, id, text);
      return nothing;
    },
    async resize({ id, columns, rows }, caller) {
      ofThisLine(caller, id);
      terminals.resize(caller.session, id, columns, rows);
      return nothing;
    },
    async close({ id }, { session }) {
      terminals.end(session, id);
      return nothing;
    },
  };
}
