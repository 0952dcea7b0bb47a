/** The manual of `chatelaine probe`, and its options. */
import { DATA, manual } from './manual.ts';

export const PROBE = manual({
  name: 'probe',
  about: 'one number for a program that watches over servers (Nagios, Icinga, …)',
  usage: ['NAME [--warning RANGE] [--critical RANGE] [OPTIONS]', ''],
  text: `Prints one line with performance data and ends with the exit code that such programs expect.
The running server is asked over its own socket: no token, no port.
Without a name it lists them with their usual ranges.

Names
  server                   whether it runs and answers
  certificate              days until the first certificate ends     warning 14:  critical 3:
  disk                     free part of the disk, in percent         warning 10:  critical 5:
  backup                   hours since a backup that could be read back
                                                                     warning 30   critical 54
  delay                    the server's event loop, p99, in ms       warning 200  critical 1000
  queue                    stanzas waiting for other servers         warning 100  critical 1000
  memory                   of the server, in MiB
  connected_users_number   devices that are connected
  people_online            people they belong to
  registered_users         accounts
  incoming_s2s_number      connections other servers made
  outgoing_s2s_number      connections made to other servers
  logins_failed            since the server started (a counter)

Ranges, as the Monitoring Plugins guidelines have them: "10" alarms outside 0 to 10, "10:"
below 10, "~:10" above 10, "10:20" outside 10 to 20, "@10:20" inside.`,
  options: {
    warning: { value: 'RANGE', short: 'w', help: 'outside of it: WARNING. Default: see the names' },
    critical: { value: 'RANGE', short: 'c', help: 'outside of it: CRITICAL. Default: see the names' },
    json: { help: '{"name","status","value","unit","text"}' },
    data: DATA,
  },
  exits: {
    0: 'OK',
    1: 'WARNING',
    2: 'CRITICAL, or the server does not run',
    3: 'UNKNOWN, or wrong usage',
  },
});
