/** The manual of `chatelaine setup`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const SETUP = manual({
  name: 'setup',
  about: 'set the server up without the wizard',
  usage: ['--domain DOMAIN --admin NAME [OPTIONS]', '--lan [--name NAME] --admin NAME [OPTIONS]'],
  text: `Does what the wizard does, with the same checks: shows the plan, asks, makes the
certificate authority and the certificate, writes the configuration, creates the
administrator and starts the server once to see that it works. Afterwards
"chatelaine serve" runs it. Interrupted, it goes on where it was when run again.`,
  options: {
    domain: { value: 'DOMAIN', help: 'the domain of your addresses: sophie@DOMAIN' },
    lan: { help: "try it on this network only, with this computer's own name" },
    name: { value: 'NAME', help: "with --lan: another name than this computer's own" },
    admin: { value: 'NAME[@DOMAIN]', help: "the administrator's address" },
    'admin-name': { value: '"…"', help: "the administrator's name, as people see it" },
    'password-file': {
      value: 'FILE',
      help: 'the administrator\'s password is the first line of FILE, or of standard input for "-" (then with --yes). Without it one is made and printed once',
    },
    port: {
      value: 'N',
      default: '5222',
      help: 'the door for programs that begin unencrypted and then encrypt (STARTTLS). Default: 5222',
    },
    'tls-port': {
      value: 'N',
      default: '5223',
      help: 'the door that is encrypted from the start. Default: 5223',
    },
    yes: { help: 'do not ask' },
    json: {
      help: 'print {"address":…,"password":…,"plan":…} instead of sentences, or {"error":{"code":…,"data":…}}; needs --yes',
    },
    lang: LANG,
    data: DATA,
  },
  exits: {
    0: 'set up',
    1: 'it did not work, or the answer was no',
    2: 'wrong usage',
    130: 'interrupted; run again, it goes on where it was',
  },
});
