/** The manual of `chatelaine reach`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const REACH = manual({
  name: 'reach',
  about: 'whether people outside get in by each door, and who says so',
  usage: [
    '[--from local|public|partner [NAME]] [OPTIONS]',
    'command [--windows]',
    'paste [CODE]',
    'partners [list|code|add CODE|remove NAME]',
  ],
  text: `Comes to each door of the office as whoever it is for does: opens a stream, asks for
encryption, looks whose certificate is shown, fetches a page, sends a packet through the
relay for calls; over IPv4 and IPv6. Says of each whether it is open, closed (a refusal
comes back), silent (a firewall), or whether something else answers there. Nothing is
changed.

"local" is this computer at its own addresses: does the server listen at all. "public" is
the public address, tried from here: many internet boxes do not lead back in, which is then
said, and is no news of the doors. Without --from: both.

"command" prints one line for a computer elsewhere (Linux or macOS with openssl, or Windows
with PowerShell). It knocks there, changes nothing, and prints a code; "paste" reads it, from
the command line or from standard input, once and within an hour.

"partner" asks another office's Chatelaine to knock. Both have to add the other's code first:
"partners code" prints ours. Questions and answers are signed; a partner knocks only at the
address the question comes from, a few times an hour.`,
  options: {
    from: { value: 'WHERE', help: "local, public, or partner with the partner's domain" },
    windows: { help: 'of "command": the line for PowerShell' },
    lang: { ...LANG, help: 'the language of the words. Default: that of LANG' },
    json: {
      help: 'look: {"from","views":[{"from","name","at","hairpin","cells":[…]}],"findings"}; command: {"sh","powershell","until"}; partners: a list',
    },
    data: DATA,
  },
  exits: {
    0: 'all that was tried answers as it should',
    1: 'something does not, or nobody could look',
    2: 'wrong usage',
  },
});
