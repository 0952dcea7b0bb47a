#!/bin/sh
# Starts a program in which the office's address, its authority and no name server are the machine's own: the files of FOLDER
# lie over /etc for this program and its children only. Call it by `unshare --map-root-user --mount`.
# usage: enter.sh FOLDER PROGRAM ARGUMENT...
set -eu
mount --bind "$1/hosts" /etc/hosts
mount --bind "$1/resolv.conf" /etc/resolv.conf
mount --bind "$1/certificates" /etc/ssl/certs
shift
# As a person, not as root: some programs refuse that.
exec unshare --user --map-user=1000 --map-group=1000 "$@"
