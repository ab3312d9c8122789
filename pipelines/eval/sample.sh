#!/bin/bash
# sample.sh DIR: five recordings to try things on, from a Debian package; says
# where they are.
set -euo pipefail
mkdir -p "${1:?usage: sample.sh DIR}"
cd "$1"
if [ ! -d moh ]; then
	apt-get -qq -o "APT::Sandbox::User=$(id -un)" download asterisk-moh-opsound-wav >&2
	dpkg-deb -x asterisk-moh-opsound-wav_*.deb moh.tmp
	mv moh.tmp moh
fi
echo "$PWD/moh"
