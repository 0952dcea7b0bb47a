/** The manual of `chatelaine start`, and its options. */
import { manual } from './manual.ts';
import { SERVE } from './serve.ts';

export const START = manual({
  name: 'start',
  about: 'open Chatelaine: its window where there is a desktop, else as "serve"',
  usage: ['[--data DIR] [--listen HOST:PORT] [--resolver IP[:PORT]] [--json]'],
  text: `Opens the window where Electron and a display are there. Otherwise says in one
sentence why not, starts as "chatelaine serve" does, and prints an address to open
in a browser. Where Chatelaine runs already on this data folder, it prints a fresh
address of that one instead. This is also what happens without a command.`,
  options: {
    ...SERVE.options,
    listen: { value: 'HOST:PORT', help: 'as for "serve"; means that no window is wanted' },
  },
  exits: {
    0: 'ended in order, or it runs already',
    1: 'could not start',
    2: 'wrong usage',
  },
});
