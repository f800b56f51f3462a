#!/bin/sh
# Sets this Debian machine up as a terminal. Run as root from the unpacked project: sh deploy/kiosk/install.sh
set -eu
[ "$(id -u)" = 0 ] || { echo "Run as root."; exit 1; }
HERE=$(cd "$(dirname "$0")/../.." && pwd)
apt-get install -y --no-install-recommends \
    python3-venv chromium xserver-xorg-core xserver-xorg-input-libinput xserver-xorg-video-all xinit openbox \
    x11-xserver-utils x11-xkb-utils xclip cups-client fonts-noto-core
id motcua-kiosk >/dev/null 2>&1 || \
    useradd --system --shell /usr/sbin/nologin --home-dir /var/lib/motcua-kiosk motcua-kiosk
usermod -a -G lp,video,input,tty motcua-kiosk
install -d -o motcua-kiosk -g motcua-kiosk -m 0700 /var/lib/motcua-kiosk
[ "$HERE" = /opt/motcua ] || { mkdir -p /opt/motcua; cp -a "$HERE/." /opt/motcua/; }
(cd /opt/motcua && python3 dev.py run --install-only)
chown -R root:root /opt/motcua
install -D -m 0644 /opt/motcua/deploy/kiosk/motcua-kiosk.json /etc/chromium/policies/managed/motcua-kiosk.json
install -D -m 0644 /opt/motcua/deploy/kiosk/motcua-kiosk.conf /etc/sysctl.d/90-motcua-kiosk.conf
printf 'allowed_users=anybody\nneeds_root_rights=auto\n' > /etc/X11/Xwrapper.config
sysctl --quiet --system || true
swapoff -a || true
sed -i.before-motcua -E 's/^([^#].*[[:space:]]swap[[:space:]])/# \1/' /etc/fstab
install -m 0644 /opt/motcua/deploy/kiosk/motcua-kiosk.service /etc/systemd/system/motcua-kiosk.service
systemctl daemon-reload
systemctl enable motcua-kiosk.service
echo "Installed. Put the settings into place (docs/kiosk.md), then: systemctl start motcua-kiosk"
