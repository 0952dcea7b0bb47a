/** The manual of `chatelaine router`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const ROUTER = manual({
  name: 'router',
  about: 'what the internet box lets in, and asking it for the doors',
  usage: ['status [OPTIONS]', 'map [--remove-at-end] [OPTIONS]', 'unmap [OPTIONS]'],
  text: `status   Which box this computer is behind, what its address outside is, and which of the
         office's doors it passes on. Tells two routers in a row and an address that is
         shared with other customers (CGNAT) apart, and what to do then.
map      Asks the box for the doors that are missing (PCP, NAT-PMP, UPnP; IPv4 and IPv6).
         Doors that somebody else has are left alone. Where the box speaks none of these,
         the lines to enter in it by hand are printed.
unmap    Takes back what was asked for, and nothing else.

A box forgets a door after a while: a running Chatelaine asks anew in time. Where none
runs, this command has a look of its own and says so.`,
  options: {
    'remove-at-end': {
      of: ['map'],
      help: 'take the doors back when Chatelaine ends, for a server that is tried out',
    },
    lang: LANG,
    json: {
      help: '{"router","cases","outside","mappings","findings",…}; refused: {"error":{"code","data"}}',
    },
    data: DATA,
  },
  exits: {
    0: 'the world comes in as far as the box goes; of "unmap": nothing of ours is open any more',
    1: 'it does not, or it did not work',
    2: 'wrong usage',
  },
});
