/** Problems as sentences for a terminal: what happened and what to do. English only, as the manuals are. */
import type { Problem } from '../contract/index.ts';
import { ProblemError } from '../manager/problem.ts';

type Sentences = { [C in Problem['code']]?: (data: Extract<Problem, { code: C }>['data']) => string };

const REASONS: Readonly<Record<string, string>> = {
  empty: 'nothing was given',
  url: 'that is the address of a web page',
  email: 'that is a mail address',
  'no-dot': 'a domain has a dot in it, as in example.org',
  label: 'it has a character that a domain cannot have',
  'too-long': 'it is too long',
  'public-suffix': 'that is an ending many people share, not a domain of your own',
  'ip-address': 'that is an address of a machine, not a name',
};

const UNWRITABLE = {
  'not-a-folder': 'is not a folder',
  'not-ours': 'belongs to another account of this machine',
  shared: 'may be written to by everybody on this machine',
  'read-only': 'is on a disk that may only be read',
  'not-allowed': 'may not be written to by this account',
  impossible: 'cannot be made',
} as const;

const SENTENCES: Sentences = {
  'data.locked': ({ folder, pid }) =>
    `${folder} is in use by another Chatelaine${pid ? ` (process ${pid})` : ''}. Stop that one first, or do it in its page.`,
  'data.unwritable': ({ folder, reason }) =>
    `${folder} ${UNWRITABLE[reason ?? 'not-allowed']}. Choose another folder with --data.`,
  'disk.full': ({ folder }) =>
    `The disk of ${folder} is full. Make room, or choose a folder on another disk with --data.`,
  'manager.recovery': ({ reason }) => `Chatelaine could not read its own data: ${reason}`,
  'domain.invalid': ({ value, reason, suggestion }) =>
    `"${value}" cannot be the domain: ${REASONS[reason] ?? reason}.${suggestion ? ` Did you mean ${suggestion}?` : ''}`,
  'port.in-use': ({ port, by }) =>
    `Port ${port} is in use${by ? ` by ${by}` : ''}. Stop that program, or choose other ports with --port and --tls-port.`,
  'port.forbidden': ({ port }) => `This account may not open port ${port}. Choose a port from 1024 on.`,
  'person.name-invalid': ({ value }) => `"${value}" cannot be a name in an address.`,
  'person.exists': ({ address }) => `${address} exists already.`,
  'person.password-weak': ({ minimum }) => `The password needs at least ${minimum} characters.`,
  'setup.not-done': () => 'This data folder is not set up yet: "chatelaine setup" does that.',
  'setup.already-done': () =>
    'This data folder is set up already: "chatelaine serve" runs it. For another domain choose another folder with --data.',
  'server.timeout': ({ seconds }) =>
    `The server was started several times and was not ready within ${seconds} seconds. Its log is in the data folder, under logs.`,
  'server.not-running': () => 'The server does not run. "chatelaine serve" starts it.',
  'job.cancelled': () => 'Interrupted. Nothing is lost: the same command goes on where it was.',
  'server.start-failed': ({ lastLines }) => `The server did not start:\n${lastLines.join('\n')}`,
  'server.config-refused': ({ sentences }) =>
    `The server refused its configuration:\n${sentences.join('\n')}`,
  'program.failed': ({ program, lastLines }) => `${program} did not work:\n${lastLines.join('\n')}`,
  'manager.unexpected': ({ reference }) =>
    `Something went wrong that should not. The manager's log has it under ${reference}.`,
};

/** One or a few lines for anything that can be thrown. */
export function problemText(error: unknown): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : String(error);
  const sentence = SENTENCES[error.code as Problem['code']] as ((data: unknown) => string) | undefined;
  return sentence?.(error.data) ?? `It did not work: ${error.code}.`;
}

/** The same for programs: a code of the contract with its data, or the plain message. */
export function problemOf(error: unknown): object {
  if (error instanceof ProblemError) return { code: error.code, data: error.data };
  return { message: error instanceof Error ? error.message : String(error) };
}
