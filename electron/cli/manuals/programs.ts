/** The manual of `chatelaine programs`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const PROGRAMS = manual({
  name: 'programs',
  about: "which programs on other computers may use the server's commands",
  usage: [
    '[--json]',
    'let-in ADDRESS...',
    'shut [ADDRESS...]',
    'allow NAME --from ADDRESS,... --may WHAT [--administrators]',
    'disallow NAME',
  ],
  text: `Without a word it shows what is decided. Only programs on this computer reach the
commands (HTTP API) until "let-in" names the addresses others come from: IPv4, IPv6 or
networks such as 10.0.0.0/8. They find a port of their own, over TLS; nobody else gets as
far as a first byte. "shut" takes addresses back, or all.

Each program needs a token, which "chatelaine ctl access_token_create" makes. "allow"
lets every program at certain addresses do a little without one.

Where Chatelaine runs on this data folder, its server takes it over at once; else at its
next start.`,
  options: {
    from: { value: 'ADDRESS,...', help: 'where the rule holds; these have to be let in as well' },
    may: {
      value: 'WHAT',
      help: 'passwords, status, read, people, rooms, people-rooms, everything, or names of commands with commas between them',
    },
    administrators: {
      help: 'only for administrators, who log in with their own address and password; else for every program there',
    },
    json: { help: 'print what is decided as JSON' },
    lang: LANG,
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'it did not work',
    2: 'wrong usage',
  },
});
