/** Replies of a mail server, one after the other. Spec: RFC 5321 §4.2. Bounded. */
import type { Socket } from 'node:net';

export interface Reply {
  readonly code: number;
  /** Without the code. */
  readonly lines: readonly string[];
  readonly text: string;
}

export interface Replies {
  /** The next one; rejects when the connection ends, at the deadline, and on what is no reply. */
  next(): Promise<Reply>;
  /** Lets go of the socket, and of what came and was not asked for. */
  close(): void;
}

/** RFC 5321 §4.5.3.1.5 has 512 octets a line; this is for all lines of one reply. */
const MOST = 16 * 1024;

/** §4.2: "reply-line = *( Reply-code \"-\" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF". */
const LINE = /^(\d{3})([ -]?)(.*)$/;

export function createReplies(socket: Socket, deadline: AbortSignal): Replies {
  let rest = '';
  let lines: string[] = [];
  const ready: Reply[] = [];
  let failed: unknown;
  let waiting: { resolve: (reply: Reply) => void; reject: (error: unknown) => void } | undefined;

  function fail(error: unknown): void {
    failed ??= error;
    waiting?.reject(failed);
    waiting = undefined;
  }
  function take(line: string): void {
    const [, code = '', more = '', text = ''] = LINE.exec(line) ?? [];
    if (code === '') fail(new Error(`no reply of a mail server: ${line.slice(0, 80)}`));
    else lines.push(text);
    if (code === '' || more === '-') return;
    const reply = { code: Number(code), lines, text: lines.join(' ').slice(0, 400) };
    lines = [];
    if (waiting) waiting.resolve(reply);
    else ready.push(reply);
    waiting = undefined;
  }
  function read(chunk: Buffer): void {
    const all = (rest + chunk.toString('utf8')).split('\n');
    rest = all.pop() ?? '';
    for (const line of all) take(line.replace(/\r$/, ''));
    const size = rest.length + lines.reduce((total, line) => total + line.length, 0);
    if (size > MOST || ready.length > 20) fail(new Error('more than a mail server has to say'));
  }
  const ended = () => fail(new Error('the connection ended'));
  const late = () => fail(deadline.reason);
  socket.on('data', read);
  socket.on('close', ended);
  socket.on('error', fail);
  deadline.addEventListener('abort', late, { once: true });

  return {
    next() {
      const reply = ready.shift();
      if (reply) return Promise.resolve(reply);
      if (failed !== undefined) return Promise.reject(failed);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    close() {
      socket.off('data', read);
      socket.off('close', ended);
      socket.off('error', fail);
      deadline.removeEventListener('abort', late);
    },
  };
}
