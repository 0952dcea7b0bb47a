/** The manual of `chatelaine notices`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const NOTICES = manual({
  name: 'notices',
  about: 'who is told when something is wrong',
  usage: ['[OPTIONS]', 'test [WAY] [OPTIONS]', 'set [CHOICES]'],
  text: `Without a word: what is chosen, and what was told lately. "test" tells a test now: WAY is
desktop, xmpp or mail. "set" chooses.

Somebody is told when the server is down for over two minutes, a certificate is not renewed,
backups do not succeed, the disk fills up, an update did not work, or somebody guesses
passwords: once for each cause, once when it is over, a few times a day at most, and at night
only when colleagues cannot work. "test" without a way tries each that is on.`,
  options: {
    xmpp: {
      ...{ value: 'on|off', among: ['on', 'off'], of: ['set'] },
      help: "a message from the office's own server",
    },
    to: {
      ...{ value: 'ADDRESS', multiple: true, of: ['set'] },
      help: 'to whom it goes; may be given again. Default: the administrators',
    },
    mail: { value: 'on|off', among: ['on', 'off'], of: ['set'], help: 'a mail by a relay' },
    relay: { value: 'HOST[:PORT]', of: ['set'], help: 'the relay' },
    starttls: { of: ['set'], help: 'the relay begins in the clear (usually at port 587)' },
    user: { value: 'NAME', of: ['set'], help: 'to log in with at the relay' },
    'password-stdin': {
      of: ['set'],
      help: 'its password is read from standard input, never from the command line',
    },
    from: { value: 'ADDRESS', of: ['set'], help: 'in whose name the mail is sent' },
    'mail-to': { value: 'ADDRESS', multiple: true, of: ['set'], help: 'to whom; may be given again' },
    desktop: { value: 'on|off', among: ['on', 'off'], of: ['set'], help: 'notifications on the screen' },
    quiet: { value: 'HH:MM-HH:MM|off', of: ['set'], help: 'when what can wait does so' },
    lang: LANG,
    json: { help: 'what is chosen, or how the tests went' },
    data: DATA,
  },
  exits: {
    0: 'done, and every test was taken',
    1: 'a way does not work',
    2: 'wrong usage',
  },
});
