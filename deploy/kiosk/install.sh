#!/bin/sh
# Sets this Debian machine up as a terminal. Run as root from the unpacked project: sh deploy/kiosk/install.sh
set -eu
[ "$(id -u)" = 0 ] || { echo "Run as root."; exit 1; }
HERE=$(cd "$(dirname "$0")/../.." && pwd)
apt-get install -y --no-install-recommends \
    python3-venv chromium xserver-xorg-core xserver-xorg-input-libinput xserver-xorg-video-all xinit openbox \
    x11-xserver-utils x11-xkb-utils xclip cups-client cups-ipp-utils fonts-noto-core
id motcua-kiosk >/dev/null 2>&1 || \
    useradd --system --shell /usr/sbin/nologin --home-dir /var/lib/motcua-kiosk motcua-kiosk
usermod -a -G video,input,tty motcua-kiosk
setpriv --reuid motcua-kiosk --clear-groups --no-new-privs unshare --user true || {
    echo "Chromium shuts itself in by user namespaces, which ordinary accounts may not make here: allow them" \
        "(sysctl kernel.unprivileged_userns_clone=1; see docs/kiosk.md), then run this again."
    exit 1
}
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
# What is printed is somebody's: CUPS, where it runs here, keeps nothing of it, and what it is printing lies in memory.
# For two minutes it knows how a print ended, so that one that was given up is not told as printed.
if systemctl --quiet is-active cups; then
    cupsctl PreserveJobFiles=No PreserveJobHistory=120
    grep -q ' /var/spool/cups ' /etc/fstab || \
        echo 'tmpfs /var/spool/cups tmpfs size=128m,mode=0710,gid=lp 0 0' >> /etc/fstab
    systemctl stop cups
    mountpoint --quiet /var/spool/cups || mount /var/spool/cups
    systemctl start cups
fi
install -m 0644 /opt/motcua/deploy/kiosk/motcua-kiosk.service /etc/systemd/system/motcua-kiosk.service
systemctl daemon-reload
systemctl enable motcua-kiosk.service
echo "Installed. Put the settings into place (docs/kiosk.md), then: systemctl start motcua-kiosk"
