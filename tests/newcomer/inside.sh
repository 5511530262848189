#!/usr/bin/env bash
# The first process of the newcomer's Debian: makes the folder its whole world, then goes the newcomer's way.
# Called by tests/newcomer.sh in namespaces of its own, with the folder, the last step, when all began and a command to try.
set -euo pipefail

ROOT=$1
LAST_STEP=$2
STARTED_AT_S=$3
TRIED=$4
CHECKOUT=/home/newcomer/cic
HERE=/srv/newcomer
INSTALL_LIMIT_S=600
TEST_LIMIT_S=${CIC_NEWCOMER_TEST_LIMIT_S:-1200}

. "$ROOT$HERE/telling.sh"

make_devices() {
    mount -t tmpfs -o mode=0755,size=1m tmpfs "$ROOT/dev"
    local device
    for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
        # shellcheck disable=SC2046 # name, major and minor are three words
        mknod -m 666 "$ROOT/dev/${device%%:*}" c $(tr ':' ' ' <<<"${device#*:}")
    done
    ln -s /proc/self/fd "$ROOT/dev/fd"
    ln -s fd/0 "$ROOT/dev/stdin"
    ln -s fd/1 "$ROOT/dev/stdout"
    ln -s fd/2 "$ROOT/dev/stderr"
    mkdir "$ROOT/dev/shm" "$ROOT/dev/pts"
    mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$ROOT/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$ROOT/dev/pts"
    ln -s pts/ptmx "$ROOT/dev/ptmx"
}

# A root of its own, not only a changed one: programs inside make namespaces themselves, and nothing outside is left.
move_in() {
    mount --bind "$ROOT" "$ROOT"
    mount -t proc proc "$ROOT/proc"
    mount -t sysfs -o ro sysfs "$ROOT/sys"
    make_devices
    mkdir "$ROOT/outside"
    cd "$ROOT"
    pivot_root . outside
    cd /
    umount --lazy /outside
    rmdir /outside
}

as_newcomer() {
    setpriv --reuid newcomer --regid newcomer --init-groups \
        env HOME=/home/newcomer USER=newcomer LOGNAME=newcomer SHELL=/bin/bash PATH=/usr/local/bin:/usr/bin:/bin "$@"
}

step() {
    local name=$1 began_s=$EPOCHSECONDS
    shift
    tell "$name"
    "$@" 2>&1 | timed || fail "step: $name"
    tell "$name: done in $((EPOCHSECONDS - began_s)) s"
}

done_after() {
    [[ $LAST_STEP != "$1" ]] || exit 0
}

move_in
export HOME=/root
step "git clone" as_newcomer git -c advice.detachedHead=false clone --quiet "$HERE/project.bundle" "$CHECKOUT"
cd "$CHECKOUT"
tell "inside: Debian $(cat /etc/debian_version), $(python3 --version), $(git --version), $(make --version | head -n 1)"
done_after environment

if [[ $LAST_STEP == try ]]; then
    step "$TRIED" bash -c "$TRIED"
    exit 0
fi
if [[ $LAST_STEP == install ]]; then
    step "make install, as an ordinary user" as_newcomer timeout --kill-after=10 "$INSTALL_LIMIT_S" make install
    exit 0
fi
if [[ $LAST_STEP != test ]]; then
    step "make run, twice, as an ordinary user" as_newcomer python3 "$HERE/first_run.py" --limit-s "$INSTALL_LIMIT_S"
    done_after run
fi
step "make test, as root" timeout --kill-after=10 "$TEST_LIMIT_S" make test
if [[ $LAST_STEP != test ]]; then
    step "make run once more, after the tests" as_newcomer python3 "$HERE/first_run.py" --only-again
fi
