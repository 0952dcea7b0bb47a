/** The manual of `chatelaine website`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const WEBSITE = manual({
  name: 'website',
  about: "behind a website's web server",
  usage: ['nginx|apache|caddy|haproxy [OPTIONS]', 'hoster|sslh [OPTIONS]', 'check [OPTIONS]'],
  text: `The first two print a configuration made from the settings: a site of its own that
passes chat on, or with --domain the few lines for the website of the domain. Where it
belongs and how it is taken over is said on standard error. hoster prints the files for
a website that can pass nothing on, sslh is for chat and web on one port. Nothing is
changed.

"check" fetches each address of the web as a visitor would, and says which hop or
header is missing. The chat server has to run.`,
  options: {
    name: { value: 'NAME', help: 'the name for chat on the web. Default: the one in use, or xmpp.DOMAIN' },
    machine: { value: 'IP', help: 'the web server is on another computer, with this address' },
    domain: { help: 'the lines for the website of the domain instead' },
    json: {
      help: 'print {"kind","fileName","place","text","commands"}, or for "check" {"address","at","checks":[{"id","state","trouble","data","sent","came"}]}',
    },
    lang: LANG,
    data: DATA,
  },
  exits: {
    0: 'printed, or all arrives',
    1: 'it did not work, or something is broken',
    2: 'wrong usage',
  },
});
