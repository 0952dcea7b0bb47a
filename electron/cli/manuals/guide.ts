/** The manual of `chatelaine guide`, and its options. */
import { DATA, manual } from './manual.ts';

export const GUIDE = manual({
  name: 'guide',
  about: "how a program is set up, with the office's own values",
  usage: [
    '[--language en|fr] [--json]',
    'PROGRAM [--person NAME] [--language en|fr] [--way found|typed]',
    '          [--direct] [--data DIR] [--json]',
  ],
  text: `Without a program: all there are guides for, by device, the best first. With one, where
to get it, what to do step by step in the words the program itself uses, how to see that
it worked and is encrypted, which room to enter, and what it cannot do.

PROGRAM is one of gajim, pidgin, conversations, cheogram, dino, monal, siskin, beagle,
psi, profanity, thunderbird, converse (the chat in the browser).

Where the domain's DNS leads to the server, an address and a password are all that is
typed; else the guide has host and port, as Chatelaine found out at its last look. It
changes nothing, and runs beside a running Chatelaine. No password is in it.`,
  options: {
    person: { value: 'NAME', help: 'whose: a name or a whole address. Default: an example' },
    language: {
      value: 'en|fr',
      among: ['en', 'fr'],
      help: "the language the program speaks. Default: the terminal's",
    },
    way: {
      value: 'found|typed',
      among: ['found', 'typed'],
      help: 'found: address and password; typed: host and port too. Default: as found out',
    },
    direct: { help: 'old-style TLS (SSL, direct TLS) at its own port, where host and port are typed' },
    data: DATA,
    json: {
      help: '{ "way", "guide": { "steps": [ { "text", "fields": [ { "name", "act", "value" } ] } ] } }; the list as { "systems": [ … ] }',
    },
  },
  more: `Examples
  chatelaine guide pidgin --person marie --language fr
  chatelaine guide gajim --person marie --json | jq '.guide.steps[].fields'`,
  exits: {
    0: 'shown',
    1: 'there is no office yet, or not that domain',
    2: 'wrong usage',
  },
});
