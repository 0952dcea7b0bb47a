/** The manual of `chatelaine certificate`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const CERTIFICATE = manual({
  name: 'certificate',
  about: 'what is in one, what each port shows, bringing one in',
  usage: [
    'show FILE... [OPTIONS]',
    'check [--domain DOMAIN] [OPTIONS]',
    'import FILE... | FOLDER [OPTIONS]',
    'renew [--rehearse] [--domain DOMAIN] [OPTIONS]',
    'hand-over ejabberd|prosody [--to FILE] [OPTIONS]',
    'revoke FILE [--reason REASON] [OPTIONS]',
    'new-account-key [OPTIONS]',
  ],
  text: `show     Whom the certificate in the files is for, until when, and what clients and
         other servers will find wrong with it. PEM, PFX (.p12), P7B and DER, in any
         order; the private key is not shown.
check    Connects to every port under every name, as a stranger does, and says what is
         shown there.
import   Takes the certificate into use, once it is known to be usable: its chain
         repaired, its key found among the files. One file or folder, such as
         /etc/letsencrypt/live/example.org, is watched for its renewal from then on;
         several files are taken once. In the app it is under Network, Certificate.
renew    Orders the next one from wherever the present one comes, and says how it
         went; the one before stays in force unless all of it worked. A running
         Chatelaine does this by itself, and in time.
hand-over
         Writes the certificate in force with its key into one file, as that server on
         this machine reads it: where it looks for it, its own to read (0640). The file
         is exchanged as a whole. Run it after each renewal, from a schedule say.
revoke   Asks the authority to withdraw a certificate of ours, after its key was stolen
         say. The one in force is refused: renew first, then withdraw the one before.
new-account-key
         Gives the account at the authority a new key; certificates stay as they are.

Each works beside a running Chatelaine, and without one.`,
  options: {
    rehearse: { help: 'of "renew": on the authority\'s practice ground; nothing is changed' },
    profile: {
      value: 'NAME',
      help: 'of "renew": which kind of certificate, by the authority\'s own name for it; Let\'s Encrypt has "shortlived" (6 days) and "tlsserver". Remembered for the next ones; "usual" forgets it',
    },
    reason: {
      value: 'REASON',
      default: 'superseded',
      help: 'of "revoke": unspecified, key-compromise, affiliation-changed, superseded, cessation-of-operation. Default: superseded',
    },
    to: { value: 'FILE', help: 'of "hand-over": the file, where it is not the usual one' },
    domain: { value: 'DOMAIN', help: 'which of the office\'s domains. Default: the first; for "check" all' },
    'passphrase-file': {
      value: 'FILE',
      help: "the password of a PFX or of a locked key, on the file's first line",
    },
    lang: { ...LANG, help: 'the language of the sentences' },
    json: { help: 'for programs' },
    data: DATA,
  },
  exits: {
    0: 'nothing is broken',
    1: 'something is, or it did not work',
    2: 'wrong usage',
  },
});
