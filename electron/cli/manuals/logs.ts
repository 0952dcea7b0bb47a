/** The manual of `chatelaine logs`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const LOGS = manual({
  name: 'logs',
  about: 'what the server and other programs of this machine wrote',
  usage: [
    '[FILE...] [--follow] [--person WHO] [--search WORDS]',
    '                [--level LEVEL] [--since WHEN] [--until WHEN] [--around WHEN]',
    '                [--last N] [--found] [--explain | --share] [--export FORMAT]',
    '                [--json] [--lang en|fr] [--data DIR]',
  ],
  text: `Without FILE: the lines of the chat server and of Chatelaine itself. FILE is any log
of this machine: ejabberd, Prosody, nginx and Apache (access and error), coturn,
Biboumi, journald as "journalctl -o json" prints it, syslog, plain text. Which of these
it is is told by its lines. Rotated and packed files beside it (x.log.1, x.log.2.gz,
x.log-20261122, .zst) belong to it. Several files are shown as one, by time. Lines
that belong to the one before, such as a stack trace, stay with it.`,
  options: {
    follow: { short: 'f', help: 'go on with what is written, also when the log is rotated, until Ctrl C' },
    person: { value: 'WHO', help: 'only entries that name this address, or otto for otto@any.domain' },
    search: { value: 'WORDS', help: 'only entries with all of these words, in any case' },
    level: {
      value: 'LEVEL',
      default: 'info',
      help: 'this and worse: debug, info, warn, error. Default: info',
    },
    since: {
      value: 'WHEN',
      help: "from then on: 15m, 2h, 3d (so long ago), 14:32, 2026-11-22, 2026-11-22T14:32, in this machine's time",
    },
    until: { value: 'WHEN', help: 'up to then' },
    around: {
      value: 'WHEN',
      help: 'five minutes before and after. Without FILE in all logs that are found. With --person it tells first what happened to them, and then shows the lines that say so, of the same connections too',
    },
    last: { value: 'N', help: 'only the newest N entries. Default: 200 without --since' },
    found: {
      help: 'the logs of other programs that are found on this machine, too, as far as this account may read them',
    },
    explain: {
      help: 'below each line what it means; where something is wrong, also who notices, what to do, and what comes if nobody does. Lines we do not know are said to be so',
    },
    share: {
      help: "a copy for support: names, addresses, passwords and every word that is not the programs' own are replaced, the same by the same (person-1@office-1). Read it before you send it",
    },
    export: {
      value: 'FORMAT',
      help: 'text, json (an object in each line) or csv (RFC 4180, and no cell is a formula), on standard output; with --share as it says',
    },
    json: {
      help: 'a JSON object for each entry, in a line of its own: time (milliseconds), level, subsystem, message, fields, log, format, raw; with --explain also event and explained',
    },
    lang: { ...LANG, help: 'the language of what is explained. Default: that of LANG' },
    data: DATA,
  },
  more: `What is no UTF-8, and what would steer a terminal, is shown as \\xE9.

Examples
  chatelaine logs --person otto --since 1h
  chatelaine logs --person otto@office.example --around 14:32
  chatelaine logs --level warn --explain
  chatelaine logs /var/log/ejabberd/ejabberd.log /var/log/apache2/access.log --since 14:30
  chatelaine logs --since 1h --share > for-support.txt
  chatelaine logs --since 7d --export csv > week.csv
  chatelaine logs -f --level warn --json`,
  exits: {
    0: 'something was found',
    1: 'nothing was, or a log cannot be read',
    2: 'wrong usage',
  },
});
