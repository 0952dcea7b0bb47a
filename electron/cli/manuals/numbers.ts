/** The manual of `chatelaine numbers`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const NUMBERS = manual({
  name: 'numbers',
  about: 'how much there was of everything, and how long the disk lasts',
  usage: ['[--since WHEN] [--until WHEN] [--json | --csv] [OPTIONS]'],
  text: `The manager counts once a minute while it runs and keeps it for a year: the last day by the
minute, a week in ten minutes, two months by the hour, the rest by the day. This reads what
was kept, whether a manager runs or not, and changes nothing. Where nobody counted there is
a gap and never a nought.

Numbers
  up             part of the time the server ran (of the time it should have)
  people         people with at least one device connected
  accounts       accounts    sessions     devices that are connected
  sent received  messages people sent, and those that came for them
  archived       messages that are kept
  database uploads used free
                 bytes: the database, files people sent, the data folder, the disk's rest
  s2sIn s2sOut   connections other servers made, and those made to them
  loginsFailed   log-ins that did not work
  serverMemory managerMemory
                 bytes of memory    delay   the server's event loop, p99, in ms
  certificate    days until the first certificate ends`,
  options: {
    since: { value: 'WHEN', default: '7d', help: '15m, 24h, 7d, 14:32, 2026-11-22. Default: 7d' },
    until: { value: 'WHEN', help: 'the same. Default: now' },
    json: { help: 'one object: {"from","to","step","at":[…],"series":{NAME:{"value","low","high"}},"disk"}' },
    csv: { help: 'a line for each piece of time, a column for each number; empty: not counted' },
    lang: LANG,
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'nothing was counted in this time',
    2: 'wrong usage',
  },
});
