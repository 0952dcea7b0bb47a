/** What goes wrong, as a program reads it. Specs: RFC 9457. */
import type { CommandCode } from '../../kernel/command-error.ts';
import type { HttpResponse } from '../../kernel/http.ts';

export type ApiCode =
  | CommandCode
  | 'token.missing'
  | 'token.refused'
  | 'not-allowed'
  | 'too-often'
  | 'body.invalid'
  | 'method.wrong'
  | 'unexpected';

interface Kind {
  readonly status: number;
  /** RFC 9457 §3.1.3: the same words for every occurrence. */
  readonly title: string;
}

export const KINDS: Readonly<Record<ApiCode, Kind>> = {
  'command.unknown': { status: 404, title: 'There is no such command.' },
  'arguments.invalid': { status: 400, title: 'The arguments are wrong.' },
  'server.required': { status: 503, title: 'The server cannot do that at the moment.' },
  'host.unknown': { status: 404, title: 'This server does not serve that domain.' },
  'account.exists': { status: 409, title: 'The account exists already.' },
  'account.unknown': { status: 404, title: 'There is no such account.' },
  'name.not-allowed': { status: 422, title: 'This cannot be a name in an address.' },
  'password.weak': { status: 422, title: 'This password cannot be used.' },
  'session.unknown': { status: 404, title: 'That device is not connected.' },
  'item.unknown': { status: 404, title: 'There is no such thing.' },
  'item.exists': { status: 409, title: 'It is there already.' },
  'owner.last': { status: 409, title: 'Nobody would own it any more.' },
  'team.full': { status: 409, title: 'No more people fit into the team.' },
  'team.too-many': { status: 409, title: 'There are as many teams as can be.' },
  refused: { status: 409, title: 'The server refuses that.' },
  'config.invalid': { status: 422, title: 'The configuration has mistakes.' },
  'token.missing': { status: 401, title: 'A token is needed.' },
  'token.refused': { status: 401, title: 'This token or password is not accepted.' },
  'not-allowed': { status: 403, title: 'This token is not good for that.' },
  'too-often': { status: 429, title: 'Too many requests.' },
  'body.invalid': { status: 400, title: 'The request cannot be understood.' },
  'method.wrong': { status: 405, title: 'This command is run with POST.' },
  unexpected: { status: 500, title: 'The server could not do that; its log says why.' },
};

/** A refusal on its way to the peer; `detail` is a sentence for people. */
export class ApiProblem extends Error {
  readonly code: ApiCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ApiCode, detail?: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail ?? KINDS[code].title);
    this.code = code;
    this.headers = headers;
  }
}

export function problemResponse({ code, message, headers }: ApiProblem): HttpResponse {
  const { status, title } = KINDS[code];
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    // §3: extensions are allowed beside the standard members; `code` is for programs, and never changes.
    body: `${JSON.stringify({ type: 'about:blank', title, status, detail: message, code })}\n`,
  };
}
