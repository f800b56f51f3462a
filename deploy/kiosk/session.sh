#!/bin/sh
# What the terminal's X server runs: no desktop, a window manager without any key, and the keeper.
set -eu
xset s off -dpms s noblank || true
setxkbmap -option '' -option srvrkeys:none || true  # no Ctrl+Alt+F1 to another console, no Ctrl+Alt+Backspace
openbox --config-file /opt/motcua/deploy/kiosk/openbox.xml &
cd /opt/motcua
ended=0
/opt/motcua/.venv/bin/motcua kiosk --data-dir /var/lib/motcua-kiosk || ended=$?
if [ "$ended" -eq 10 ]; then
  exec sleep infinity  # staff ended the service at the screen: nothing is shown until the machine is started again
fi
exit "$ended"
