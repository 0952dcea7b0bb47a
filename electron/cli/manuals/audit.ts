/** The manual of `chatelaine audit`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const AUDIT = manual({
  name: 'audit',
  about: 'what was changed, by whom, and from what to what',
  usage: [
    '[--since WHEN] [--until WHEN] [--who WORDS] [--action NAME]',
    '                 [--last N] [--json]',
    'undo N [--json]',
  ],
  text: `One line for each change, the oldest first: its number, when, who, what, about what; below
it what was before and after, and how it is put back or why not. Who is a browser with the
address it came from, the window, an account in a terminal, or Chatelaine by itself.
Logging in, being refused, ended sessions and all that opens this computer wider are in it.

undo  puts back change N: the setting is as before it, and that is a change of its own.
      Only while nobody has changed the same thing since, here or in another way;
      otherwise nothing is touched, and what is there now is said.

The log only grows: a row is never written over, and the oldest of 20,000 make room. It
shows that this program did so, and who asked it. It does not show who sat at the
keyboard; and whoever owns the data folder can write into its files.`,
  options: {
    since: {
      value: 'WHEN',
      help: "from then on: 15m, 2h, 3d (so long ago), 14:32, 2026-11-22, 2026-11-22T14:32, in this machine's time",
    },
    until: { value: 'WHEN', help: 'up to then' },
    who: {
      value: 'WORDS',
      help: 'only what was done by somebody whose name or address has these letters; or one of: browser, desktop, command-line, itself',
    },
    action: { value: 'NAME', help: 'only this, or all of an area: people.remove, access' },
    last: { value: 'N', help: 'only the newest N. Default: 100 without --since' },
    lang: LANG,
    json: {
      help: 'JSON lines: {"id","at","action","subject","state","before","after", "who":{"face","name","address","session"},"canPutBack","noWayBack"}; times in milliseconds. undo: {"undone","by"}, the numbers of both changes',
    },
    data: DATA,
  },
  more: `Examples
  chatelaine audit --since 7d --who 192.168.1.34
  chatelaine audit --since 2026-01-01 --json > changes-2026.jsonl`,
  exits: {
    0: 'something was found',
    1: 'nothing was, or it did not work',
    2: 'wrong usage',
  },
});
