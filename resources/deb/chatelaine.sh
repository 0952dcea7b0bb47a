#!/bin/sh
# The command line of the Debian package. The office's data belongs to the account "chatelaine"; root speaks in its name.
set -e
home=/var/lib/chatelaine
program=/usr/lib/chatelaine

if [ -r /etc/default/chatelaine ]; then . /etc/default/chatelaine; fi
CHATELAINE_DATA=${CHATELAINE_DATA:-$home}
export CHATELAINE_DATA

here() { exec "$program/runtime/bin/node" "$program/dist/cli.js" "$@"; }

# Nothing of these is done with the office's data, or it is done by root itself.
case "${1-}" in
  help|version|server|service|--help|-h|--version|-v) here "$@" ;;
esac
for word in "$@"; do
  case "$word" in --data|--data=*|--config|--config=*|--help|-h) here "$@" ;; esac
done
[ "$CHATELAINE_DATA" = "$home" ] || here "$@"

case "$(id -un)" in
  chatelaine) here "$@" ;;
  root)
    cd /
    HOME=$home exec setpriv --reuid=chatelaine --regid=chatelaine --init-groups --reset-env \
      env HOME="$home" LANG="${LANG-C.UTF-8}" CHATELAINE_DATA="$home" \
      "$program/runtime/bin/node" "$program/dist/cli.js" "$@" ;;
esac
echo "The office's data on this computer belongs to the account chatelaine: sudo chatelaine $*" >&2
echo "For a folder of your own, name it with --data." >&2
exit 77
