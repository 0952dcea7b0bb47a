/**
 * A screen and the terminal behind it: what comes is drawn and then told as read, so that it never comes faster than it is drawn;
 * what is typed goes out in order; a line that was lost is taken up where it broke.
 */
import type { Client } from '../../api/types.ts';
import { toProblem } from '../../stores/async.ts';

/** What of xterm is used here. */
export interface Screen {
  write(text: string, drawn: () => void): void;
  /** What was written before is not all here any more. */
  reset(): void;
}

export interface TerminalLineParts {
  readonly client: () => Client;
  readonly id: string;
  readonly screen: Screen;
  /** Resolves when the manager can be asked again. */
  readonly online: () => Promise<void>;
  readonly ended: (code: number | null) => void;
  /** The line of the page is another than before, and the manager wants to hear who is there: resolves when it has. */
  readonly again: () => Promise<void>;
}

export interface TerminalLine {
  type(text: string): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

/** Told as read in steps, not for each letter. */
const STEP = 16 * 1024;

export function openTerminalLine({
  client,
  id,
  screen,
  online,
  ended,
  again,
}: TerminalLineParts): TerminalLine {
  const leave = new AbortController();
  let drawn = 0;
  let told = 0;
  /** Old output is being drawn: what it makes the screen answer was answered then. */
  let old = 0;
  let sending: Promise<unknown> = Promise.resolve();
  let size: { columns: number; rows: number } | undefined;

  /** One after the other: letters that overtake each other are other words. */
  const send = (work: () => Promise<unknown>) => {
    sending = sending.then(work).catch(() => undefined);
  };

  const tellSize = () => size && send(() => client().terminal.resize({ id, ...size! }));

  function draw(at: number, text: string, live: boolean): void {
    if (!live) old++;
    screen.write(text, () => {
      if (!live) old--;
      drawn = at + text.length;
      if (drawn - told < STEP) return;
      told = drawn;
      client()
        .terminal.read({ id, upTo: drawn })
        .catch(() => undefined);
    });
  }

  async function follow(): Promise<void> {
    let at = 0;
    while (!leave.signal.aborted) {
      try {
        for await (const part of await client().terminal.follow(
          { id, after: at },
          { signal: leave.signal },
        )) {
          if (part.type === 'ended') return ended(part.code);
          if (part.type === 'gap') screen.reset();
          else draw(part.at, part.text, part.live);
          at = part.type === 'gap' ? part.at : part.at + part.text.length;
        }
      } catch (error) {
        if (leave.signal.aborted) return;
        const { code } = toProblem(error);
        if (code === 'terminal.gone' || code === 'terminal.off') return ended(null);
        if (code === 'access.confirm') {
          await again();
          if (leave.signal.aborted) return;
          tellSize();
        }
      }
      await online();
    }
  }
  void follow();

  return {
    type(text) {
      if (old > 0) return;
      // The manager takes so much at once; a paste may be more.
      for (let from = 0; from < text.length; from += 32_768) {
        const part = text.slice(from, from + 32_768);
        send(() => client().terminal.type({ id, text: part }));
      }
    },
    resize(columns, rows) {
      size = { columns, rows };
      tellSize();
    },
    close: () => leave.abort(),
  };
}
