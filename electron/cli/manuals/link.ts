/** The manual of `chatelaine link`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const LINK = manual({
  name: 'link',
  about: 'a one-time link to the pages of the Chatelaine that runs here',
  usage: ['[--json] [--data DIR]'],
  text: `Prints an address that lets one browser in, once, for ten minutes: also where a password is
set and forgotten. Whoever may run this as the account that owns the data folder owns all
that is in it already.`,
  options: {
    lang: LANG,
    json: { help: 'print {"url","face"}' },
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'Chatelaine does not run here, or in its window',
    2: 'wrong usage',
  },
});
