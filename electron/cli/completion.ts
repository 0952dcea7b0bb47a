/** `chatelaine completion`: what a shell offers at the Tab key, made from the tables of the commands there are. */
import { MANUALS } from './help.ts';
import { COMPLETION } from './manuals/completion.ts';
import type { Manual } from './manuals/manual.ts';
import { didYouMean, readOptions } from './options.ts';
import { wrongUsage } from './outcome.ts';

const SHELLS = ['bash', 'fish', 'ps1'] as const;
type Shell = (typeof SHELLS)[number];

/** A command of `chatelaine ctl`, which are the server's. */
export interface CtlCommand {
  readonly name: string;
  readonly summary: string;
}

interface Row {
  readonly name: string;
  readonly about: string;
  /** What it may be told to do, by its usage lines. */
  readonly actions: readonly string[];
  readonly options: readonly {
    readonly name: string;
    readonly help: string;
    readonly among: readonly string[];
    readonly value: string | undefined;
  }[];
}

const rowOf = ({ name, about, usage, options }: Manual): Row => ({
  ...{ name, about, actions: actionsOf(usage) },
  options: Object.entries(options).map(([option, { help, among = [], value }]) => ({
    ...{ name: option, help, among, value },
  })),
});

/** `status|plan [OPTIONS]` and `[list] [--json]` name actions, `NAME [OPTIONS]` does not. */
export function actionsOf(usage: readonly string[]): string[] {
  const words = usage.flatMap((line) => {
    if (line.startsWith(' ')) return [];
    const [first = ''] = /^\[?[a-z][a-z0-9-]*\]?(?: ?\| ?[a-z][a-z0-9-]*)*/.exec(line) ?? [];
    return first.split('|').map((word) => word.trim().replace(/^\[|\]$/g, ''));
  });
  return [...new Set(words.filter((word) => word !== ''))];
}

/** What a value is of: a file is completed by the shell itself. */
const isPath = (value: string | undefined) => value !== undefined && /FILE|DIR|FOLDER|PLACE/.test(value);

/** Options whose values are known, and those that name a file, whatever the command. */
function valuesOf(rows: readonly Row[]) {
  const options = rows.flatMap((row) => row.options);
  const words = new Map<string, Set<string>>();
  for (const { name, among } of options)
    if (among.length > 0) words.set(name, new Set([...(words.get(name) ?? []), ...among]));
  return { words, files: [...new Set(options.filter(({ value }) => isPath(value)).map(({ name }) => name))] };
}

/** @param ctl without it `ctl` completes no further. */
export function bash(rows: readonly Row[], ctl: readonly CtlCommand[]): string {
  const { words, files } = valuesOf(rows);
  const cases = rows
    .filter(({ name }) => name !== 'ctl' && name !== 'help')
    .map(
      ({ name, actions, options }) =>
        `    ${name}) words="${[...actions, ...options.map((option) => `--${option.name}`)].join(' ')}" ;;`,
    );
  const commands = rows.map(({ name }) => name).join(' ');
  return `# What may be typed behind "chatelaine"; made from its own tables of commands.
_chatelaine() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words="" at
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands}" -- "$word")); return
  fi
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
${[...words].map(([name, all]) => `    --${name}) COMPREPLY=($(compgen -W "${[...all].join(' ')}" -- "$word")); return ;;`).join('\n')}
    ${files.map((name) => `--${name}`).join(' | ')}) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  case "$command" in
    ctl)
      at=2
      while [ "$at" -lt "$COMP_CWORD" ]; do
        case "\${COMP_WORDS[at]}" in
          --config) at=$((at + 2)) ;;
          -*|=) at=$((at + 1)) ;;
          help) break ;;
          *) return ;;
        esac
      done
      words="--json --config ${ctl.map(({ name }) => name).join(' ')}" ;;
    help) words="${commands}" ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _chatelaine chatelaine
`;
}

function fish(rows: readonly Row[], ctl: readonly CtlCommand[]): string {
  const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  const of = (command: string) => `complete -c chatelaine -n '__fish_seen_subcommand_from ${command}'`;
  return [
    'complete -c chatelaine -f',
    ...rows.map(
      ({ name, about }) =>
        `complete -c chatelaine -n __fish_use_subcommand -a ${quoted(name)} -d ${quoted(about)}`,
    ),
    ...ctl.map(({ name, summary }) => `${of('ctl')} -a ${name} -d ${quoted(summary)}`),
    ...rows.flatMap(({ name, actions, options }) => [
      ...actions.map((action) => `${of(name)} -a ${action}`),
      ...options.map(({ name: option, help, among, value }) => {
        const takes = isPath(value)
          ? ' -r -F'
          : among.length > 0
            ? ` -x -a ${quoted(among.join(' '))}`
            : value === undefined
              ? ''
              : ' -x';
        return `${of(name)} -l ${option}${takes} -d ${quoted(shortened(help))}`;
      }),
    ]),
    '',
  ].join('\n');
}

const shortened = (help: string) => (help.length > 60 ? `${help.slice(0, 59).trimEnd()}…` : help);

function powerShell(rows: readonly Row[], ctl: readonly CtlCommand[]): string {
  const list = (words: readonly string[]) => `@(${words.map((word) => `'${word}'`).join(', ')})`;
  const cases = rows
    .filter(({ name }) => name !== 'ctl')
    .map(
      ({ name, actions, options }) =>
        `    '${name}' { ${list([...actions, ...options.map((option) => `--${option.name}`)])} }`,
    );
  return `Register-ArgumentCompleter -Native -CommandName chatelaine -ScriptBlock {
  param($word, $ast, $at)
  $given = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  $words = if ($given.Count -lt 2 -or ($given.Count -eq 2 -and $word)) { ${list(rows.map(({ name }) => name))} } else { switch ($given[1]) {
    'ctl' { ${list(ctl.map(({ name }) => name))} }
${cases.join('\n')}
  } }
  $words | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}

const WRITERS: Readonly<Record<Shell, (rows: readonly Row[], ctl: readonly CtlCommand[]) => string>> = {
  ...{ bash, fish, ps1: powerShell },
};

/** The script for a shell. Pure. */
export function completionScript(shell: Shell, ctl: readonly CtlCommand[]): string {
  const commands = [...ctl.map(({ name, summary }) => ({ name, summary })), HELP_OF_CTL];
  return WRITERS[shell](MANUALS.map(rowOf), commands);
}

const HELP_OF_CTL: CtlCommand = { name: 'help', summary: 'List the commands, or explain one' };

export async function completion(args: readonly string[], ctl: readonly CtlCommand[]): Promise<number> {
  const [given = '', ...rest] = args;
  const shell = SHELLS.find((one) => one === given);
  if (!shell)
    return wrongUsage('completion', `Which shell: ${SHELLS.join(', ')}?${didYouMean(given, SHELLS)}`);
  const wrong = readOptions(rest, COMPLETION.options);
  if (typeof wrong === 'string') return wrongUsage('completion', wrong);
  process.stdout.write(completionScript(shell, ctl));
  return 0;
}
