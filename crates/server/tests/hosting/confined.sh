# Becomes the server as a container without privileges runs it: everything read-only but one folder
# and /tmp, as user 10001, without capabilities, and without a way to get any.
# To be called as root, in a namespace of mounts of its own: PROGRAM VOLUME ARGUMENTS…
set -eu
program=$1 volume=$2
shift 2
mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs /mnt
mkdir /mnt/data
touch /mnt/entrega
mount --bind "$volume" /mnt/data
mount --bind "$program" /mnt/entrega
mount -t tmpfs -o mode=1777,size=64m tmpfs /tmp
mount -o remount,ro /mnt
mount -o remount,bind,ro /
cd /
exec env -i PATH="$PATH" XDG_DATA_HOME=/mnt/data HOME=/mnt/data \
    setpriv --reuid 10001 --regid 10001 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs \
    /mnt/entrega "$@"
