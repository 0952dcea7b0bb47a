/** node-pty, loaded when the first terminal is asked for: a copy without it, or where it does not load, lacks terminals and nothing else. */
import { systemCode } from '../problem.ts';
import type { Pty } from './session.ts';
import type { LoadPty, SpawnPty } from './terminal.ts';

interface NodePty {
  spawn(program: string, args: readonly string[], options: object): Pty;
}

export const loadPty: LoadPty = async () => {
  try {
    const { default: nodePty } = (await import('node-pty')) as unknown as { default: NodePty };
    const spawn: SpawnPty = ({ program, args, env, cwd, columns, rows }) =>
      nodePty.spawn(program, [...args], { name: 'xterm-256color', cols: columns, rows, cwd, env });
    return spawn;
  } catch (error) {
    const code = systemCode(error);
    const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    return { missing, said: String((error as Error).message).split('\n')[0] ?? '' };
  }
};
