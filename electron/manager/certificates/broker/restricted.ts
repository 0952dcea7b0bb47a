/** What our key must not be able to do on the other computer, each tried once: commands, a terminal, forwarding, files. */
import type { BrokerHost } from '../../../contract/certificate-sources.ts';
import type { Run } from '../../run.ts';
import { commonArgs, type SshFiles, sshArgs } from './ssh.ts';

export type May = 'commands' | 'terminal' | 'forwarding' | 'sftp';

interface Attempt {
  readonly what: May;
  readonly program?: 'ssh' | 'sftp';
  readonly args: readonly string[];
  readonly input?: string;
  /** What would come if it were allowed. */
  readonly succeeded: (stdout: string, stderr: string) => boolean;
}

const attempts = (machine: BrokerHost, files: SshFiles): readonly Attempt[] => [
  {
    what: 'commands',
    args: sshArgs(machine, files, ['expr', '6', '\\*', '7']),
    succeeded: (stdout) => stdout.trim() === '42',
  },
  {
    what: 'terminal',
    args: sshArgs(machine, files, ['certificate'], ['-tt']),
    // The refusal of a terminal is told, and the command runs without it.
    succeeded: (stdout, stderr) => stdout !== '' && !/PTY allocation request failed/.test(stderr),
  },
  {
    what: 'forwarding',
    // To the other computer's own SSH server: it is there for sure, and greets first.
    args: sshArgs(machine, files, [], ['-W', `127.0.0.1:${machine.port}`]),
    succeeded: (stdout) => stdout.startsWith('SSH-'),
  },
  {
    what: 'sftp',
    program: 'sftp',
    args: [...commonArgs(machine, files), '-b', '-', '--', machine.host],
    input: 'pwd\n',
    succeeded: (stdout) => stdout.includes('Remote working directory'),
  },
];

/** One after the other, so that no server takes us for an attacker. What cannot be reached may nothing. */
export async function whatTheKeyMay(
  machine: BrokerHost,
  files: SshFiles,
  run: Run,
  signal?: AbortSignal,
): Promise<May[]> {
  const found: May[] = [];
  for (const { what, program = 'ssh', args, input, succeeded } of attempts(machine, files)) {
    const ran = await run(program, args, {
      timeoutMs: 30_000,
      ...(input !== undefined && { input }),
      ...(signal && { signal }),
    });
    if (succeeded(ran.stdout, ran.stderr)) found.push(what);
  }
  return found;
}
