/** `chatelaine completion`: what a shell offers at the Tab key, made from the commands there are. */
import { HELP } from './help.ts';

const SHELLS = ['bash', 'fish', 'ps1'] as const;
type Shell = (typeof SHELLS)[number];

/** Options as each command's manual has them. */
const optionsOf = (help: string): string[] =>
  [...new Set([...help.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option))].sort();

interface Table {
  readonly commands: readonly string[];
  readonly ctl: readonly { name: string; summary: string }[];
  readonly options: Readonly<Record<string, readonly string[]>>;
}

function tableOf(ctl: Table['ctl']): Table {
  const topics = Object.entries(HELP).filter(([name]) => name !== 'chatelaine');
  return {
    commands: topics.map(([name]) => name),
    ctl: [
      ...ctl.map(({ name, summary }) => ({ name, summary })),
      { name: 'help', summary: 'List the commands, or explain one' },
    ],
    options: Object.fromEntries(topics.map(([name, text]) => [name, optionsOf(text)])),
  };
}

function bash({ commands, ctl, options }: Table): string {
  const cases = Object.entries(options)
    .filter(([name, list]) => name !== 'ctl' && list.length > 0)
    .map(([name, list]) => `    ${name}) words="${list.join(' ')}" ;;`);
  return `_chatelaine() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words="" at
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.join(' ')}" -- "$word")); return
  fi
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
    help) words="${commands.join(' ')}" ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _chatelaine chatelaine
`;
}

function fish({ commands, ctl, options }: Table): string {
  const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  return [
    'complete -c chatelaine -f',
    `complete -c chatelaine -n __fish_use_subcommand -a ${quoted(commands.join(' '))}`,
    ...ctl.map(
      ({ name, summary }) =>
        `complete -c chatelaine -n '__fish_seen_subcommand_from ctl' -a ${name} -d ${quoted(summary)}`,
    ),
    ...Object.entries(options).flatMap(([name, list]) =>
      list.map(
        (option) => `complete -c chatelaine -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
      ),
    ),
    '',
  ].join('\n');
}

function powerShell({ commands, ctl }: Table): string {
  const list = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');
  return `Register-ArgumentCompleter -Native -CommandName chatelaine -ScriptBlock {
  param($word, $ast, $at)
  $given = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  $words = if ($given.Count -ge 2 -and $given[1] -eq 'ctl') { @(${list(ctl.map(({ name }) => name))}) } else { @(${list(commands)}) }
  $words | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}

const WRITERS: Readonly<Record<Shell, (table: Table) => string>> = { bash, fish, ps1: powerShell };

/** @param ctl the commands of `chatelaine ctl`, which are the server's. */
export async function completion(args: readonly string[], ctl: Table['ctl']): Promise<number> {
  const [shell, ...more] = args;
  if (more.length > 0 || !(SHELLS as readonly (string | undefined)[]).includes(shell)) {
    process.stderr.write('Which shell: bash, fish or ps1? "chatelaine completion --help" is the manual.\n');
    return 2;
  }
  process.stdout.write(WRITERS[shell as Shell](tableOf(ctl)));
  return 0;
}
