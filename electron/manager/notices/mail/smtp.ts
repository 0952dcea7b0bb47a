/**
 * Hands one message to a mail relay. Specs: RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 8314.
 *
 * WHY not a library: emailjs 5.0.3 looks at no certificate after STARTTLS and goes on in the clear where it is refused. Here nothing
 * but EHLO and STARTTLS is ever said in the clear.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { WayProblem } from '../../../contract/notices.ts';
import { systemCode } from '../../problem.ts';
import { createReplies, type Reply } from './replies.ts';

export interface Relay {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls';
  /** Empty: no log-in. */
  readonly user: string;
  readonly password: string;
  /** PEM of further authorities, for tests and offices with their own. */
  readonly authorities?: readonly string[];
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and text, lines ended by CRLF. */
  readonly message: string;
}

/** Why it was not taken, with the relay's own words. */
export class MailError extends Error {
  readonly problem: WayProblem;
  readonly said: string | null;
  constructor(problem: WayProblem, said: string | null, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
    this.said = said;
  }
}

const TIMEOUT_MS = 30_000;
/** Who we say we are. RFC 5321 §4.1.4: a host without a name "SHOULD send an address literal", and loopback tells nothing of us. */
const OURSELVES = '[127.0.0.1]';

/** Resolves when the relay has taken the message for everybody. Rejects with a `MailError`. */
export async function sendMail(relay: Relay, envelope: Envelope, signal?: AbortSignal): Promise<void> {
  const deadline = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]);
  const sockets: Socket[] = [];
  try {
    await converse(relay, envelope, deadline, (socket) => sockets.push(socket));
  } catch (error) {
    throw error instanceof MailError ? error : explained(error, deadline);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function converse(
  relay: Relay,
  envelope: Envelope,
  deadline: AbortSignal,
  opened: (socket: Socket) => void,
): Promise<void> {
  const tls = {
    ...(isIP(relay.host) === 0 && { servername: relay.host }),
    host: relay.host,
    ...(relay.authorities?.length && { ca: [...relay.authorities] }),
  };
  let socket: Socket | TLSSocket;
  if (relay.security === 'tls') {
    socket = await open(connectTls({ ...tls, port: relay.port }), 'secureConnect', deadline, opened);
  } else {
    socket = await open(connectTcp(relay.port, relay.host), 'connect', deadline, opened);
  }
  let replies = createReplies(socket, deadline);
  await expect(replies.next(), 220, 'broken');
  const say = async (line: string): Promise<Reply> => {
    socket.write(`${line}\r\n`);
    return replies.next();
  };
  let offered = await hello(say);
  if (relay.security === 'starttls') {
    if (!offered.has('STARTTLS')) throw new MailError('no-tls', [...offered.keys()].join(' '));
    await expect(say('STARTTLS'), 220, 'no-tls');
    // What came with the answer was said in the clear, by whoever: RFC 3207 §4.2 has all of it forgotten.
    replies.close();
    socket = await open(connectTls({ ...tls, socket }), 'secureConnect', deadline, opened);
    replies = createReplies(socket, deadline);
    offered = await hello(say);
  }
  if (relay.user !== '') await login(relay, offered.get('AUTH') ?? '', say);
  await expect(say(`MAIL FROM:<${envelope.from}>`), 250, 'sender');
  for (const to of envelope.to) await expect(say(`RCPT TO:<${to}>`), 250, 'recipient');
  await expect(say('DATA'), 354, 'refused');
  // RFC 5321 §4.5.2: "If the first character is a period, one additional period is inserted at the beginning of the line."
  await expect(
    say(`${envelope.message.replace(/(^|\n)\./g, '$1..').replace(/\r?\n$/, '')}\r\n.`),
    250,
    'refused',
  );
  // It is taken; how the farewell goes does not matter.
  await say('QUIT').catch(() => undefined);
}

/** What it offers, by keyword, with its parameters. */
async function hello(say: (line: string) => Promise<Reply>): Promise<Map<string, string>> {
  const { lines } = await expect(say(`EHLO ${OURSELVES}`), 250, 'broken');
  return new Map(
    lines.slice(1).map((line) => {
      const [keyword = '', ...parameters] = line.trim().toUpperCase().split(/[ =]/);
      return [keyword, parameters.join(' ')];
    }),
  );
}

async function login(
  { user, password }: Relay,
  offered: string,
  say: (line: string) => Promise<Reply>,
): Promise<void> {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  const ways = offered.split(' ');
  if (ways.includes('PLAIN')) {
    await expect(say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`), 235, 'password');
  } else if (ways.includes('LOGIN')) {
    await expect(say('AUTH LOGIN'), 334, 'password');
    await expect(say(base64(user)), 334, 'password');
    await expect(say(base64(password)), 235, 'password');
  } else throw new MailError('no-login', offered || null);
}

/** RFC 3463 §3.8, and RFC 4954 §6: "530 5.7.0 Authentication required". */
const wantsLogin = ({ code, text }: Reply): boolean =>
  code === 530 || /\b5\.7\.[01]\b.*(relay|auth)|relay(ing)?( access)? denied/i.test(text);

async function expect(answer: Promise<Reply>, code: number, otherwise: WayProblem): Promise<Reply> {
  const reply = await answer;
  // 251: it will be passed on (RFC 5321 §4.2.3).
  if (reply.code === code || (code === 250 && reply.code === 251)) return reply;
  const isAddressed = otherwise === 'sender' || otherwise === 'recipient';
  throw new MailError(isAddressed && wantsLogin(reply) ? 'relay' : otherwise, `${reply.code} ${reply.text}`);
}

function open<S extends Socket>(
  socket: S,
  ready: 'connect' | 'secureConnect',
  deadline: AbortSignal,
  opened: (socket: Socket) => void,
): Promise<S> {
  opened(socket);
  return new Promise((resolve, reject) => {
    const late = () => reject(deadline.reason);
    deadline.addEventListener('abort', late, { once: true });
    socket.once('error', reject);
    socket.once(ready, () => {
      deadline.removeEventListener('abort', late);
      socket.removeListener('error', reject);
      // Told by whoever waits for an answer.
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
  });
}

const TLS_TROUBLE = /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/;

/** What the system calls it, in our words. */
function explained(error: unknown, deadline: AbortSignal): MailError {
  const code = systemCode(error) ?? '';
  const said = error instanceof Error ? error.message.slice(0, 300) : null;
  const options = { cause: error };
  if (deadline.aborted) return new MailError('silent', null, options);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new MailError('name-unknown', said, options);
  if (TLS_TROUBLE.test(code)) return new MailError('certificate', said, options);
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code))
    return new MailError('unreachable', said, options);
  // Encryption from the start, at a port that begins in the clear.
  if (/^ERR_SSL/.test(code)) return new MailError('no-tls', said, options);
  return new MailError('broken', said, options);
}
