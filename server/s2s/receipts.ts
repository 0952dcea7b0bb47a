/**
 * What has arrived at a server that does not count (XEP-0198): it is asked now and then whether it is there (XEP-0199). Stanzas are
 * handled in their order (RFC 6120 §10.1), so its answer, whatever it says, stands for all that was sent before the question.
 */
import type { Waiting } from './waiting.ts';

export interface Receipts {
  sent(waiting: Waiting): void;
  /** Sent, and not known to have arrived; nothing where nobody answers questions. */
  unconfirmed(): readonly Waiting[];
  /** Asks at once, and resolves when that is nothing. */
  drained(): Promise<void>;
  stop(): void;
}

export interface ReceiptsParts {
  /** Asks on this very connection. False when nobody answered, or it cannot be asked. */
  readonly ask: (waiting: Waiting) => Promise<boolean>;
  readonly most: number;
  /** Known to have arrived, or never to be known. */
  readonly settled: (waiting: Waiting) => void;
}

/** A burst costs one question. */
const ASK_AFTER_MS = 1000;

export function createReceipts({ ask, most, settled }: ReceiptsParts): Receipts {
  let kept: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  /** They do not answer: then nothing can be known, and nothing is kept. */
  let silent = false;

  function arrange(): void {
    if (timer || asking || silent || kept.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void question();
    }, ASK_AFTER_MS);
    timer.unref();
  }

  async function question(): Promise<void> {
    const covered = kept.at(-1);
    if (!covered) return;
    asking = true;
    const answered = await ask(covered);
    asking = false;
    silent ||= !answered;
    const known = silent ? kept : kept.slice(0, kept.indexOf(covered) + 1);
    kept = kept.slice(known.length);
    known.forEach(settled);
    arrange();
  }

  return {
    sent(waiting) {
      if (silent || !waiting.lasting) return settled(waiting);
      kept.push(waiting);
      if (kept.length > most) settled(kept.shift()!);
      arrange();
    },
    unconfirmed: () => kept,
    drained: question,
    stop() {
      silent = true;
      clearTimeout(timer);
    },
  };
}
