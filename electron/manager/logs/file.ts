/** A log file that is rotated by size, and the bounded history read back from it at start. */
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { splitLines } from '../lines.ts';
import { systemCode } from '../problem.ts';

const FILE_BYTES = 5 * 1024 * 1024;
/** `server.log`, `server.log.1` … `server.log.4`. */
const FILES_KEPT = 5;
/** Lines waiting for a slow disk; over that they are dropped and counted, the program goes on. */
const WAITING_BYTES = 4 * 1024 * 1024;

export interface LogFile {
  write(line: string): void;
  /** Resolves when all lines handed in so far are with the operating system. */
  flush(): Promise<void>;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function rotate(file: string): Promise<void> {
  await rm(`${file}.${FILES_KEPT - 1}`, { force: true });
  for (let index = FILES_KEPT - 2; index >= 0; index--) {
    const from = index === 0 ? file : `${file}.${index}`;
    await rename(from, `${file}.${index + 1}`).catch((error) => {
      if (systemCode(error) !== 'ENOENT') throw error;
    });
  }
}

/** @param trouble told once per failing stretch; a log must never take the program down. */
export function createLogFile(file: string, trouble: (error: unknown) => void): LogFile {
  let waiting: string[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let size: number | undefined;
  let failing = false;
  let writing: Promise<void> = Promise.resolve();

  async function writeOut(): Promise<void> {
    if (waiting.length === 0) return;
    const lines =
      dropped > 0 ? [...waiting, `(${dropped} lines were dropped: the disk was too slow)`] : waiting;
    const text = `${lines.join('\n')}\n`;
    waiting = [];
    waitingBytes = 0;
    dropped = 0;
    try {
      size ??= await sizeOf(file);
      if (size > FILE_BYTES) {
        await rotate(file);
        size = 0;
      }
      const handle = await open(file, 'a', 0o600);
      try {
        await handle.writeFile(text);
      } finally {
        await handle.close();
      }
      size += Buffer.byteLength(text);
      failing = false;
    } catch (error) {
      if (!failing) trouble(error);
      failing = true;
    }
  }

  return {
    write(line) {
      if (waitingBytes > WAITING_BYTES) {
        dropped++;
        return;
      }
      waiting.push(line);
      waitingBytes += line.length;
      if (waiting.length === 1) writing = writing.then(writeOut);
    },
    flush: async () => {
      await writing;
    },
  };
}

/** The last `count` lines of a log file, oldest first; none when there is no file. Reads `bytes` at most. */
export async function readHistory(file: string, count: number, bytes = 2 * 1024 * 1024): Promise<string[]> {
  const size = await sizeOf(file);
  if (size === 0) return [];
  const start = Math.max(0, size - bytes);
  const lines: string[] = [];
  const splitter = splitLines((line) => lines.push(line));
  for await (const chunk of createReadStream(file, { start })) splitter.write(chunk as Buffer);
  splitter.end();
  if (start > 0) lines.shift();
  return lines.slice(-count);
}
