// The manual page of the command line, made from the tables that `chatelaine COMMAND --help` is printed from. Pure.

/** SPEC: groff_man(7): a backslash begins an escape, a dot or an apostrophe at the start of a line a request, "\-" is a plain hyphen. */
const roff = (text) =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^([.'])/gm, '\\&$1');

const asWritten = (text) => `.nf\n${roff(text.trimEnd())}\n.fi`;

const nameOf = (name, { value, short }) =>
  `.TP\n${[`\\-\\-${roff(name)}`, short && `\\-${short}`]
    .filter(Boolean)
    .map((one) => `\\fB${one}\\fR${value === undefined ? '' : ` \\fI${roff(value)}\\fR`}`)
    .join(', ')}`;

const row = (name, option) => {
  const of = (option.of ?? []).map((action) => `"${action}"`).join(', ');
  return `${nameOf(name, option)}\n${of === '' ? '' : `Of ${of}: `}${roff(option.help)}`;
};

const exits = (codes) =>
  Object.entries(codes).flatMap(([code, meaning]) => [`.TP\n.B ${code}`, roff(meaning)]);

function section({ name, about, usage, text, options, more, exits: codes }) {
  return [
    `.SS chatelaine ${roff(name)}`,
    `${roff(about)}.`,
    '.PP',
    asWritten(usage.map((line) => (line.startsWith(' ') ? line : `chatelaine ${name} ${line}`)).join('\n')),
    '.PP',
    asWritten(text),
    ...Object.entries(options).map(([option, row_]) => row(option, row_)),
    ...(more ? ['.PP', asWritten(more)] : []),
    ...(Object.keys(codes).length > 0 ? ['.PP', 'Exit codes:', ...exits(codes)] : []),
  ].join('\n');
}

/**
 * @param manuals every table (electron/cli/help.ts). @param codes what each exit code means, whichever command (exit-codes.ts).
 * @param date as 2026-11-22.
 */
export function manPage(manuals, { version, date, codes }) {
  return [
    `.TH CHATELAINE 1 ${date} "chatelaine ${roff(version)}" "Chatelaine"`,
    '.SH NAME',
    "chatelaine \\- a small office's own chat server",
    '.SH SYNOPSIS',
    '.B chatelaine',
    '.RI [ COMMAND ]\n.RI [ OPTIONS ]',
    '.SH DESCRIPTION',
    'One command line for all there is: the manager of a chat server (XMPP), the server itself, and what an office needs around it.',
    'Without a command it does what',
    '.B chatelaine start',
    'does. What is asked for goes to standard output, all else to standard error. With',
    '.B \\-\\-json',
    'what was refused is one object there: {"error":{"code","data"}}.',
    '.SH COMMANDS',
    ...manuals.map(section),
    '.SH EXIT STATUS',
    ...exits(codes),
    '.SH ENVIRONMENT',
    '.TP\n.B CHATELAINE_DATA\nThe data folder, where \\-\\-data does not name one.',
    '.TP\n.B CHATELAINE_RESOLVER\nIP[:PORT] of the one resolver that is asked.',
    '.TP\n.B LC_ALL, LC_MESSAGES, LANG\nThe language, where \\-\\-lang does not name one: English or French.',
    '.TP\n.B NO_COLOR\nHeeded by doing nothing: nothing is coloured.',
    '.SH FILES',
    '.TP\n.I ~/.local/share/chatelaine\nThe data folder: accounts, messages, keys, settings, backups.',
    '.TP\n.I /var/lib/chatelaine\nThat of the Debian package.',
    '.TP\n.I /etc/default/chatelaine\nWhat the service of the package is started with.',
    '.SH SEE ALSO',
    '.BR systemctl (1),\n.BR journalctl (1)',
    '',
  ].join('\n');
}
