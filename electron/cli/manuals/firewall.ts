/** The manual of `chatelaine firewall`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const FIREWALL = manual({
  name: 'firewall',
  about: "what this machine's firewall lets in",
  usage: ['status|plan|apply|undo [OPTIONS]', 'monitors [none | ADDRESS,…] [OPTIONS]'],
  text: `"status" tells for each door of the office whether people of outside come in by it, over
IPv4 and IPv6, and which rule decides where they do not; who else has rules here (Docker,
fail2ban …); and what is wrong beside: ports of administration open to the world, ICMPv6
that IPv6 cannot do without, rules that a restart forgets. "plan" prints the exact
commands that would open what is missing: the smallest change, marked so that it can be
found again. Neither changes anything; both need the administrator's rights.

"apply" puts the rules in force and waits for the word "keep". Unless it comes in time,
also when this window is cut off or this program is killed, everything is as it was
before. It is refused where somebody has changed the rules since they were read. Kept
rules stay when the machine restarts, where something on it keeps them. "undo" takes back
all that was kept, and nothing else. Nothing is ever closed or removed that Chatelaine did
not add; remote access (SSH) is never touched, ports of administration are never opened.

"monitors" tells, or decides for good, who may ask this machine how it is (SNMP, udp
161-162): "none", or addresses and networks with commas between. Only the data
folder's owner may; a Chatelaine that runs on it is the one that decides.

It knows nftables, iptables (both kinds), ufw and firewalld. For Windows Defender Firewall
and macOS, status and plan say what the system's documentation says; it was never run
there by us, and apply does not exist there.`,
  options: {
    monitor: { value: 'ADDRESS,…', help: 'let these ask as well (SNMP), beside those decided by "monitors"' },
    'port-80': { help: 'the certificate is proved over port 80: open that, too' },
    seconds: {
      value: 'N',
      default: '60',
      help: 'how long "apply" waits for the word, 5 to 600. Default: 60',
    },
    yes: { help: 'keep without asking; only where you cannot cut yourself off' },
    lang: { ...LANG, help: 'Default: the language of the terminal (LC_ALL, LC_MESSAGES, LANG)' },
    json: { help: 'print what was found or done as JSON' },
    data: DATA,
  },
  exits: {
    0: 'all that is needed comes in',
    1: 'something does not, or it was taken back',
    2: 'wrong usage',
  },
});
