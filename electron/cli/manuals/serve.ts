/** The manual of `chatelaine serve`, and its options. */
import { DATA, manual } from './manual.ts';

export const SERVE = manual({
  name: 'serve',
  about: 'the manager behind a local web page',
  usage: ['[--data DIR] [--listen HOST:PORT] [--resolver IP[:PORT]] [--json]'],
  text: `Starts the manager, and the chat server once one is set up. Prints an address with a
one-time token: it works once, for ten minutes, in one browser, which is then
remembered for 30 days. A second "chatelaine serve" on the same data folder prints a
fresh address and ends.`,
  options: {
    data: DATA,
    listen: {
      value: 'HOST:PORT',
      help: "where the page is served, exactly there. Default: 127.0.0.1:8470, or the next free port. Beyond loopback the page is served over HTTPS with a certificate of your office's own authority.",
    },
    resolver: {
      value: 'IP[:PORT]',
      help: "ask this one resolver about the office's domains, instead of those of this computer and public ones. Default: CHATELAINE_RESOLVER",
    },
    json: { help: 'print {"event":"listening","url":…,"address":…} instead of sentences' },
  },
  more: `Signals
  SIGTERM, SIGINT  stop the chat server in order, then end`,
  exits: {
    0: 'ended in order, or it runs already',
    1: 'could not start',
    2: 'wrong usage',
  },
});
