/** A conversation by UDP: one socket, bounded in time and in what is heard, closed in every case. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { systemCode } from '../problem.ts';
import { RouterSilent } from './client.ts';

export interface Conversation<T> {
  readonly type: 'udp4' | 'udp6';
  /** Our address: whose network card is asked. */
  readonly source: string;
  /** Whoever says more than that is not answering us. */
  readonly mostAnswers: number;
  /** Begins to ask. `later` runs something unless it has ended by then; `silent` gives up. */
  begin(socket: Socket, later: (ms: number, run: () => void) => void, silent: (why: string) => void): void;
  /** What an answer says; undefined for what is none of ours. What it throws is how the conversation ends. */
  hear(bytes: Buffer, from: RemoteInfo): T | undefined;
}

/** Rejects with `RouterSilent` where nobody answers, with what `hear` throws, and with the signal's reason. */
export function converse<T>(parts: Conversation<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = createSocket(parts.type);
    const timers: NodeJS.Timeout[] = [];
    let heard = 0;
    const end = (settle: () => void) => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      settle();
    };
    const aborted = () => end(() => reject(signal.reason));
    const silent = (why: string) => end(() => reject(new RouterSilent(why)));
    signal.addEventListener('abort', aborted, { once: true });
    socket.on('error', (error) => silent(systemCode(error) ?? error.message));
    socket.on('message', (bytes, from) => {
      heard += 1;
      if (heard > parts.mostAnswers) return silent('too many answers');
      try {
        const found = parts.hear(bytes, from);
        if (found !== undefined) end(() => resolve(found));
      } catch (error) {
        end(() => reject(error));
      }
    });
    const later = (ms: number, run: () => void) => void timers.push(setTimeout(run, ms));
    socket.bind({ address: parts.source }, () => parts.begin(socket, later, silent));
  });
}
