/** Which shell is started, how, and with what around it. Pure: facts in, a program with its arguments and files out. */
import { basename, join } from 'node:path';

export interface ShellFacts {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** The account's own shell, as the system has it. */
  readonly loginShell: string | null;
  readonly home: string;
  readonly user: string;
  readonly dataDir: string;
  /** What the manager was started with; only names that are harmless are taken over. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly findProgram: (name: string) => string | undefined;
}

export interface ShellPlan {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly title: string;
  /** Written before, by path: what the shell reads at its start. */
  readonly files: Readonly<Record<string, string>>;
}

/** Our folder in the data folder: the command's name, and what shells read. */
export const terminalFolder = (dataDir: string): string => join(dataDir, 'terminal');
export const binFolder = (dataDir: string): string => join(terminalFolder(dataDir), 'bin');
export const completionFile = (dataDir: string, shell: string): string =>
  join(terminalFolder(dataDir), `completion.${shell}`);

/** Language, place and screen. Tokens, keys and what belongs to the session that started us are not among them. */
const TAKEN_OVER =
  /^(LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|XDG_RUNTIME_DIR|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|TEMP|TMP|USERPROFILE|PROGRAMFILES)$/i;

/**
 * The page speaks UTF-8 and nothing else. A service is started without any language, and then programs take accents for something
 * else. Language and sorting stay as they are.
 */
function inUtf8(env: Record<string, string>, platform: ShellFacts['platform']): Record<string, string> {
  const { LC_ALL, ...others } = env;
  if (platform === 'win32' || /utf-?8/i.test(LC_ALL || others.LC_CTYPE || others.LANG || '')) return env;
  return { ...others, LC_CTYPE: platform === 'darwin' ? 'UTF-8' : 'C.UTF-8' };
}

export function cleanEnvironment(facts: ShellFacts): Record<string, string> {
  const { env, home, user, dataDir, platform } = facts;
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && TAKEN_OVER.test(entry[0]),
  );
  const separator = platform === 'win32' ? ';' : ':';
  const usual = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const path = env.PATH ?? env.Path ?? usual;
  return {
    ...inUtf8(Object.fromEntries(kept), platform),
    ...{ HOME: home, USER: user, LOGNAME: user, TERM: 'xterm-256color', COLORTERM: 'truecolor' },
    // The office's own folder is found by every command, and nobody has to type where it is.
    CHATELAINE_DATA: dataDir,
    PATH: [binFolder(dataDir), path].join(separator),
  };
}

/** For a shell of the Bourne family. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const reads = (file: string) => `[ -r ${quoted(file)} ] && . ${quoted(file)}`;

export function planShell(facts: ShellFacts): ShellPlan {
  const { platform, loginShell, home, dataDir } = facts;
  const env = cleanEnvironment(facts);
  const folder = terminalFolder(dataDir);
  if (platform === 'win32') return powerShell(facts, env);
  const wanted = loginShell ?? '/bin/sh';
  const name = basename(wanted);
  // The person's own file may set PATH anew.
  const path = `PATH=${quoted(binFolder(dataDir))}:"$PATH"`;
  const complete = (shell: string) => reads(completionFile(dataDir, shell));
  const shell = { SHELL: wanted };
  switch (name) {
    case 'bash': {
      const rc = join(folder, 'bashrc');
      const text = [reads('/etc/bash.bashrc'), reads(join(home, '.bashrc')), path, complete('bash'), ''].join(
        '\n',
      );
      return {
        program: wanted,
        args: ['--rcfile', rc, '-i'],
        env: { ...env, ...shell },
        title: name,
        files: { [rc]: text },
      };
    }
    case 'zsh': {
      const rc = join(folder, 'zsh', '.zshrc');
      const text = [
        `ZDOTDIR=${quoted(home)}`,
        reads(join(home, '.zshrc')),
        path,
        'autoload -Uz compinit bashcompinit && compinit -u && bashcompinit',
        complete('bash'),
        '',
      ].join('\n');
      return {
        ...{ program: wanted, args: ['-i'], title: name, files: { [rc]: text } },
        env: { ...env, ...shell, ZDOTDIR: join(folder, 'zsh') },
      };
    }
    case 'fish': {
      const start = `set -gx PATH ${quoted(binFolder(dataDir))} $PATH; test -r ${quoted(completionFile(dataDir, 'fish'))}; and source ${quoted(completionFile(dataDir, 'fish'))}`;
      return {
        program: wanted,
        args: ['-i', '-C', start],
        env: { ...env, ...shell },
        title: name,
        files: {},
      };
    }
    default: {
      // An account without a shell of its own (a service's) still has the system's.
      const bash = facts.findProgram('bash');
      if (bash) return planShell({ ...facts, loginShell: bash });
      return { program: '/bin/sh', args: ['-i'], env: { ...env, SHELL: '/bin/sh' }, title: 'sh', files: {} };
    }
  }
}

function powerShell({ findProgram, dataDir }: ShellFacts, env: Record<string, string>): ShellPlan {
  const program = findProgram('pwsh.exe') ?? findProgram('powershell.exe') ?? 'powershell.exe';
  const profile = join(terminalFolder(dataDir), 'profile.ps1');
  const completion = completionFile(dataDir, 'ps1').replaceAll("'", "''");
  const bin = binFolder(dataDir).replaceAll("'", "''");
  const text = `$env:PATH = '${bin};' + $env:PATH\r\nif (Test-Path '${completion}') { . '${completion}' }\r\n`;
  return {
    ...{ program, title: 'PowerShell', env, files: { [profile]: text } },
    args: ['-NoLogo', '-NoExit', '-ExecutionPolicy', 'Bypass', '-File', profile],
  };
}

/** `chatelaine` for the shell: this very program, whatever else of that name is installed. */
export function commandFile(platform: ShellFacts['platform'], node: string, cli: string, dataDir: string) {
  if (platform === 'win32')
    return { file: join(binFolder(dataDir), 'chatelaine.cmd'), text: `@"${node}" "${cli}" %*\r\n` };
  return {
    file: join(binFolder(dataDir), 'chatelaine'),
    text: `#!/bin/sh\nexec ${quoted(node)} ${quoted(cli)} "$@"\n`,
  };
}
