/** The manual of `chatelaine coach`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const COACH = manual({
  name: 'coach',
  about: 'who tries to connect, what stops them, and what helps',
  usage: ['[--person ADDRESS] [--once] [--lang en|fr] [--json]'],
  text: `Follows what the server sees of everybody who connects, as it happens: who, from where,
with which program, what stood in the way and what to do about it, in plain sentences,
and the server's own words below each. A program that fails hears no more than "name or
password wrong"; here is said which. Wrong passwords themselves are never shown, nor
kept. Scanners that name nothing of the office are counted and not listed.

It shows the last hour first, then whatever comes, until Ctrl-C. It needs the server to
run, and changes nothing.`,
  options: {
    person: { value: 'ADDRESS', help: 'the programs of one person only' },
    once: { help: 'how it stands now, and no more' },
    lang: { ...LANG, help: 'the language of the sentences. Default: that of LANG' },
    json: { help: 'for programs: one line {"running","stories","strangers"} for each change' },
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'the server does not run, or it did not work',
    2: 'wrong usage',
  },
});
