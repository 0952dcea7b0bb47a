#!/bin/sh
# After the window's package is removed. The data folders lie in people's homes and stay; a service that ran this program is told about.
#
# It stands in place of electron-builder's own script, so it also takes back what that one's after-install put outside of the package: the
# program's name in /usr/bin, and AppArmor's profile. Only at the end: an rpm runs this of the old version after the new one is in place.
# SPEC: Debian Policy 6.5: "remove", "purge"; RPM: 0 where no version is left.
set -e
case "$1" in
  remove | purge | 0)
    unit=/etc/systemd/system/chatelaine.service
    if [ -e "$unit" ] && grep -q '/opt/${sanitizedProductName}/' "$unit"; then
      echo "The service in $unit ran this program, and is taken away with it."
      systemctl disable --now chatelaine.service >/dev/null 2>&1 || true
      rm -f "$unit"
      systemctl daemon-reload >/dev/null 2>&1 || true
    fi
    if command -v update-alternatives >/dev/null 2>&1; then
      update-alternatives --remove '${executable}' '/opt/${sanitizedProductName}/${executable}' || true
    fi
    # Where it was no alternative but a link of its own.
    link='/usr/bin/${executable}'
    if [ -L "$link" ] && [ ! -e "$link" ]; then rm -f "$link"; fi
    profile='/etc/apparmor.d/${executable}'
    if [ -f "$profile" ]; then
      if command -v apparmor_parser >/dev/null 2>&1; then apparmor_parser --remove "$profile" >/dev/null 2>&1 || true; fi
      rm -f "$profile"
    fi
    echo "Kept: each account's data folder, ~/.local/share/chatelaine, with accounts, messages and keys."
    ;;
esac
