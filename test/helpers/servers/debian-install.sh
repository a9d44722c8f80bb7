# usage: sh debian-install.sh PACKAGE...
#
# Installs packages without starting their services. One run at a time, so that the policy file that keeps services
# from starting is not removed while another run relies on it.
set -eu
exec 9>/run/latchkey-test-install.lock
flock 9

policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

# apt waits for dpkg's lock by itself, but not for those of its lists and archives: 150 tries, 2 s apart.
apt() {
  for _ in $(seq 150); do
    if said=$(LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qy -o DPkg::Lock::Timeout=300 "$@" 2>&1 9>&-); then
      return 0
    fi
    case $said in
      *'Could not get lock'*) sleep 2 ;;
      *) break ;;
    esac
  done
  echo "$said" | tail -n 5 >&2
  return 1
}

# Lists that could not be renewed may still do.
apt update || true
apt install --no-install-recommends "$@"
