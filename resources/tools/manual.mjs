// The manual page and the completion of the command line, made from the same help that `chatelaine COMMAND --help` prints. Pure.

/** SPEC: groff_man(7): a backslash begins an escape, a dot or an apostrophe at the start of a line a request, "\-" is a plain hyphen. */
const roff = (text) =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^([.'])/gm, '\\&$1');

const asWritten = (text) => `.nf\n${roff(text.trimEnd())}\n.fi\n`;

/** The first line of a help says the name and what it is for; the rest is the manual. */
function parts(help) {
  const [title = '', ...rest] = help.trim().split('\n');
  return { about: title.replace(/^\S.*? - /, ''), body: rest.join('\n').trim() };
}

/** @param help every manual by its command, `chatelaine` for the whole. @param date as 2026-11-22. */
export function manPage(help, { version, date }) {
  const { chatelaine, ...commands } = help;
  const whole = parts(chatelaine);
  return [
    `.TH CHATELAINE 1 ${date} "chatelaine ${roff(version)}" "Chatelaine"`,
    '.SH NAME',
    `chatelaine \\- ${roff(whole.about)}`,
    '.SH SYNOPSIS',
    '.B chatelaine',
    '.RI [ COMMAND ]\n.RI [ OPTIONS ]',
    '.SH DESCRIPTION',
    asWritten(whole.body),
    '.SH COMMANDS',
    ...Object.entries(commands).map(
      ([name, text]) => `.SS chatelaine ${roff(name)}\n${asWritten(parts(text).body || parts(text).about)}`,
    ),
    '.SH FILES',
    '.TP\n.I /var/lib/chatelaine\nThe data folder of the Debian package: accounts, messages, keys, settings, backups.',
    '.TP\n.I /etc/default/chatelaine\nWhat the service is started with.',
    '.SH SEE ALSO',
    '.BR systemctl (1),\n.BR journalctl (1)',
    '',
  ].join('\n');
}

/** What may follow a command, as its manual names it: options, and the actions of its usage lines. */
export function wordsOf(name, text) {
  const options = [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [])].sort();
  const usage = text.matchAll(new RegExp(`^(?:Usage:|      ) chatelaine ${name} ([a-z][a-z|-]*)`, 'gm'));
  const actions = [...new Set([...usage].flatMap(([, words]) => words.split('|')))].sort();
  return { options, actions };
}

/** For bash-completion's folder: loaded when somebody first presses Tab behind `chatelaine`. */
export function bashCompletion(help) {
  const commands = Object.keys(help).filter((name) => name !== 'chatelaine');
  const cases = commands.map((name) => {
    const { options, actions } = wordsOf(name, help[name]);
    return `    ${name}) words='${[...actions, ...options].join(' ')}' ;;`;
  });
  return `# What may be typed behind "chatelaine"; made from its manual.
_chatelaine() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.join(' ')}' -- "$current"))
    return
  fi
  case \${COMP_WORDS[COMP_CWORD - 1]} in
    --data | --config | --output | --password-file) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --lang | --language) COMPREPLY=($(compgen -W 'en fr' -- "$current")); return ;;
  esac
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _chatelaine chatelaine
`;
}
