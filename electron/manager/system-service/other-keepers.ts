/**
 * Definitions for computers without systemd: supervisord, OpenRC, the scripts of System V. Printed for whoever looks after the
 * machine to put in place; nothing here installs them. Pure.
 */
import {
  assertPlain,
  DESCRIPTION,
  KEEPER_VARIABLE,
  outputFile,
  type ServicePlan,
  STOP_SECONDS,
  serveArguments,
} from './plan.ts';

/** One word of a shell script. */
export const shellQuoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** supervisord reads commands as a shell would, and `%` as the beginning of a name of its own. */
const supervisorQuoted = (word: string): string => shellQuoted(word).replaceAll('%', '%%');

/**
 * SPEC: supervisord's [program:x] section: it must stay in the foreground, and `stopasgroup` hands the signal to the whole group.
 * The manager ends its server in order by itself; that the server hears of it as well does no harm (Ctrl C in a terminal does the same).
 */
export function supervisordProgram(plan: ServicePlan): string {
  assertPlain(plan);
  return `; ${DESCRIPTION}. For /etc/supervisor/conf.d/chatelaine.conf
[program:chatelaine]
command=${[plan.node, ...serveArguments(plan)].map(supervisorQuoted).join(' ')}
user=${plan.account}
environment=${KEEPER_VARIABLE}="supervisord",HOME="${plan.home.replaceAll('%', '%%')}"
umask=077
autostart=true
autorestart=unexpected
exitcodes=0
startsecs=5
startretries=10
stopsignal=INT
stopasgroup=true
killasgroup=true
stopwaitsecs=${STOP_SECONDS}
redirect_stderr=true
stdout_logfile=${outputFile(plan).replaceAll('%', '%%')}
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=3
`;
}

/** SPEC: supervise-daemon(8): begins the program anew when it ends. */
export function openrcScript(plan: ServicePlan): string {
  assertPlain(plan);
  const args = serveArguments(plan).map(shellQuoted).join(' ');
  return `#!/sbin/openrc-run
# ${DESCRIPTION}. For /etc/init.d/chatelaine, mode 0755; then: rc-update add chatelaine default
description=${shellQuoted(DESCRIPTION)}
supervisor=supervise-daemon
command=${shellQuoted(plan.node)}
command_args=${shellQuoted(args)}
command_user=${shellQuoted(plan.account)}
umask=077
output_log=${shellQuoted(outputFile(plan))}
error_log=${shellQuoted(outputFile(plan))}
respawn_delay=5
respawn_max=0
retry="TERM/${STOP_SECONDS}/KILL/5"
export ${KEEPER_VARIABLE}=openrc
extra_started_commands="reload"

depend() {
  need net
  use dns logger
  after firewall
}

reload() {
  ebegin "Reloading chatelaine"
  supervise-daemon "\${RC_SVCNAME}" --signal HUP
  eend $?
}
`;
}

/** SPEC: LSB init scripts: the header, the actions, and their exit codes (`status`: 0 runs, 3 does not). */
export function sysvScript(plan: ServicePlan): string {
  assertPlain(plan);
  const args = serveArguments(plan).map(shellQuoted).join(' ');
  return `#!/bin/sh
### BEGIN INIT INFO
# Provides:          chatelaine
# Required-Start:    $network $remote_fs $syslog
# Required-Stop:     $network $remote_fs $syslog
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: ${DESCRIPTION}
### END INIT INFO
# For /etc/init.d/chatelaine, mode 0755; then: update-rc.d chatelaine defaults
# Nothing here begins it anew after a crash: supervisord or systemd would.
NODE=${shellQuoted(plan.node)}
ACCOUNT=${shellQuoted(plan.account)}
PIDFILE=/run/chatelaine.pid
export ${KEEPER_VARIABLE}=sysvinit
umask 077

start() {
  start-stop-daemon --start --quiet --background --make-pidfile --pidfile "$PIDFILE" \\
    --chuid "$ACCOUNT" --output ${shellQuoted(outputFile(plan))} --exec "$NODE" -- ${args}
}
stop() {
  start-stop-daemon --stop --quiet --oknodo --retry=TERM/${STOP_SECONDS}/KILL/5 --remove-pidfile --pidfile "$PIDFILE" --exec "$NODE"
}

case "$1" in
  start) start ;;
  stop) stop ;;
  restart|force-reload) stop && start ;;
  reload) start-stop-daemon --stop --quiet --signal HUP --pidfile "$PIDFILE" --exec "$NODE" ;;
  status) start-stop-daemon --status --pidfile "$PIDFILE" --exec "$NODE" ;;
  *) echo "Usage: $0 {start|stop|restart|reload|force-reload|status}" >&2; exit 2 ;;
esac
`;
}
