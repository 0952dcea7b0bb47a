#!/bin/sh
# After the window's package is removed. The data folders lie in people's homes and stay; a service that ran this program is told about.
set -e
case "$1" in
  remove | purge | 0)
    unit=/etc/systemd/system/chatelaine.service
    if [ -e "$unit" ] && grep -q '/opt/Chatelaine/' "$unit"; then
      echo "The service in $unit ran this program, and is taken away with it."
      systemctl disable --now chatelaine.service >/dev/null 2>&1 || true
      rm -f "$unit"
      systemctl daemon-reload >/dev/null 2>&1 || true
    fi
    echo "Kept: each account's data folder, ~/.local/share/chatelaine, with accounts, messages and keys."
    ;;
esac
