/** The words of every problem, for every face. A new area's table is one more spread here. */
import type { Problem } from '../errors.ts';
import { ACCESS_PROBLEMS } from './access.ts';
import { BACKUPS_PROBLEMS } from './backups.ts';
import { CERTIFICATES_PROBLEMS } from './certificates.ts';
import { CLIENTS_PROBLEMS } from './clients.ts';
import { DNS_PROBLEMS } from './dns.ts';
import { DOORS_PROBLEMS } from './doors.ts';
import { LOGS_PROBLEMS } from './logs.ts';
import { MACHINE_PROBLEMS } from './machine.ts';
import { MANAGER_PROBLEMS } from './manager.ts';
import { PEOPLE_PROBLEMS } from './people.ts';
import { ROOMS_PROBLEMS } from './rooms.ts';
import { SERVER_PROBLEMS } from './server.ts';
import { SETUP_PROBLEMS } from './setup.ts';
import { TERMINAL_NEXT } from './terminal.ts';
import type { FaceCode, ProblemRows, ProblemWords, Sentence } from './words.ts';

export type { Language, ProblemWords, Sentence } from './words.ts';

/** What can go wrong with a call: a code of the contract's, or the page's own line to the manager. */
export type FaceProblem = Problem | { code: 'connection.lost'; data: Record<string, never> };

/** Closed: the compiler demands every code. */
export const PROBLEM_WORDS: ProblemRows<FaceCode> = {
  ...ACCESS_PROBLEMS,
  ...BACKUPS_PROBLEMS,
  ...CERTIFICATES_PROBLEMS,
  ...CLIENTS_PROBLEMS,
  ...DNS_PROBLEMS,
  ...DOORS_PROBLEMS,
  ...LOGS_PROBLEMS,
  ...MACHINE_PROBLEMS,
  ...MANAGER_PROBLEMS,
  ...PEOPLE_PROBLEMS,
  ...ROOMS_PROBLEMS,
  ...SERVER_PROBLEMS,
  ...SETUP_PROBLEMS,
};

/** @throws {TypeError} for a code of another version's, which no manager sends to its own faces */
export function wordsOfProblem({ code, data }: FaceProblem): ProblemWords {
  const words = (PROBLEM_WORDS[code] as (data: unknown) => ProblemWords)(data);
  const terminal = (TERMINAL_NEXT[code] as ((data: unknown) => Sentence | undefined) | undefined)?.(data);
  return terminal ? { ...words, terminal } : words;
}

/** The raw lines behind a problem: what the server or the program wrote itself. */
export function problemLines(problem: FaceProblem): readonly string[] {
  switch (problem.code) {
    case 'server.start-failed':
    case 'program.failed':
      return problem.data.lastLines;
    case 'server.config-refused':
      return problem.data.sentences;
    default:
      return [];
  }
}
