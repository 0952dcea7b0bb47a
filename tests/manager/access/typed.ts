/** A command as if it had been typed, in this process: starting one of its own takes seconds each on a busy machine. */
import { vi } from 'vitest';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `command` and takes down what it says. */
export async function typed(command: () => Promise<number>): Promise<Said> {
  let [out, err] = ['', ''];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      out += String(chunk);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      err += String(chunk);
      return true;
    }),
  ];
  try {
    const code = await command();
    return { code, out, err };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
