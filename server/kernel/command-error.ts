/** How an administration command says no: to `ctl`, the HTTP API and ad-hoc commands alike. */

/** Closed: every code has its sentence where it is thrown, and a translation in the manager. */
export type CommandCode =
  | 'command.unknown'
  | 'arguments.invalid'
  | 'server.required'
  | 'host.unknown'
  | 'account.exists'
  | 'account.unknown'
  | 'name.not-allowed'
  | 'password.weak'
  | 'session.unknown'
  | 'item.unknown'
  | 'item.exists'
  | 'owner.last'
  | 'team.full'
  | 'team.too-many'
  | 'refused'
  | 'config.invalid';

/** A refusal with a sentence for people. */
export class CommandError extends Error {
  readonly code: CommandCode;
  constructor(code: CommandCode, message: string) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
  }
}
