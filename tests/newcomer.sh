#!/usr/bin/env bash
# A newcomer's first hour: an empty Debian 12 made by debootstrap, a clone of this project, `make run` as an ordinary
# user, `make test` as root. Owns $CIC_NEWCOMER_FOLDER and nothing else of the machine; needs root.
#
#   tests/newcomer.sh                       everything, on the commit checked out here
#   tests/newcomer.sh --working-tree        everything, on the files as they are here
#   tests/newcomer.sh --only STEP           stop after: environment | install | run; or alone: test
#   tests/newcomer.sh --try COMMAND         only a command, as root in the clone, to look into a failure
#
# Every mount is made in a mount namespace of its own, every process in a process namespace of its own, so both end
# with this script however it ends. The machine's /dev is never bound: removing the folder must not remove devices.
#
# Two things of the machine are carried in, because a newcomer has them too: its network (resolv.conf, hosts, its own
# certificates) and its own way to the package registries (proxies, the addresses apt, pip and npm use). Nothing that
# is installed on the machine, no cache and no folder of packages comes along.
set -euo pipefail

PROJECT=$(cd "$(dirname "$0")/.." && pwd)
FOLDER=${CIC_NEWCOMER_FOLDER:-/var/lib/cic/newcomer}
SUITE=bookworm
PACKAGES=git,make,python3,python3-venv
BASE=$FOLDER/base
FRESH=$FOLDER/fresh
LOG=$FOLDER/last.log
CERTIFICATES=/etc/ssl/certs/ca-certificates.crt

. "$PROJECT/tests/newcomer/telling.sh"

usage() {
    sed -n '5,8s/^# *//p' "$0"
    exit 2
}

read_arguments() {
    LAST_STEP=all
    TRIED=
    FROM=commit
    while (($#)); do
        case $1 in
        --only)
            case ${2:-} in environment | install | run | test) LAST_STEP=$2 ;; *) usage ;; esac
            shift
            ;;
        --try)
            LAST_STEP=try TRIED=${2:?}
            shift
            ;;
        --working-tree) FROM=files ;;
        *) usage ;;
        esac
        shift
    done
}

need_root_and_debootstrap() {
    ((EUID == 0)) || fail "making an empty Debian 12 needs root: sudo make newcomer"
    case $FOLDER in
    / | "$PROJECT" | "$PROJECT"/*) fail "CIC_NEWCOMER_FOLDER must be a folder outside the checkout" ;;
    /*) ;;
    *) fail "CIC_NEWCOMER_FOLDER must be a whole path" ;;
    esac
    mkdir -p "$FOLDER"
    exec 9>"$FOLDER/lock"
    flock --nonblock 9 || fail "another newcomer is at work in $FOLDER"
    command -v debootstrap >/dev/null && return
    command -v apt-get >/dev/null || fail "debootstrap is missing, and there is no apt-get to install it"
    tell "installing debootstrap"
    apt-get update --quiet >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends debootstrap >/dev/null
}

# The archives apt uses on this machine for Debian 12, one "address suite components" a line; Debian's own otherwise.
archives() {
    local found=""
    if command -v apt-get >/dev/null; then
        # shellcheck disable=SC2016 # apt fills these in
        found=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
            grep -E "/ $SUITE(-updates|-security)? main$" | sort -u) || true
    fi
    if ! grep -q " $SUITE main" <<<"$found"; then
        found="http://deb.debian.org/debian/ $SUITE main
http://deb.debian.org/debian/ $SUITE-updates main
http://deb.debian.org/debian-security/ $SUITE-security main"
    fi
    echo "$found"
}

# Made once and kept; what is inside is what a person has who installed Debian 12 and these packages.
make_base() {
    [[ -f $BASE.$PACKAGES ]] && return
    refuse_mounts_below "$BASE"
    rm -rf --one-file-system "$BASE"
    local mirror
    mirror=$(archives | awk -v suite="$SUITE" '$2 == suite { print $1; exit }')
    tell "making the empty Debian 12 with $PACKAGES (about a minute, kept for the next time)"
    debootstrap --variant=minbase --include="$PACKAGES" "$SUITE" "$BASE" "$mirror" >"$FOLDER/debootstrap.log" 2>&1 ||
        fail "debootstrap: $(tail -n 1 "$FOLDER/debootstrap.log"); all of it is in $FOLDER/debootstrap.log"
    rm -f "$BASE"/var/cache/apt/archives/*.deb
    touch "$BASE.$PACKAGES"
}

make_fresh() {
    remove_fresh
    cp -a --reflink=auto "$BASE" "$FRESH"
    archives | sed 's/^/deb /' >"$FRESH/etc/apt/sources.list"
    chroot "$FRESH" useradd --create-home --shell /bin/bash newcomer
    mkdir "$FRESH/srv/newcomer"
    cp "$PROJECT"/tests/newcomer/* "$FRESH/srv/newcomer/"
}

remove_fresh() {
    refuse_mounts_below "$FRESH"
    rm -rf --one-file-system "$FRESH"
}

refuse_mounts_below() {
    ! awk '{ print $2 }' /proc/mounts | grep -q -F -x -e "$1" && ! awk '{ print $2 }' /proc/mounts | grep -q -F -e "$1/" ||
        fail "something is mounted below $1: unmount it first"
}

# The project as one file that git clones from.
pack_project() {
    local packed=$FRESH/srv/newcomer/project.bundle
    if [[ $FROM == commit ]]; then
        [[ -z $(git -C "$PROJECT" status --porcelain) ]] || tell "note: files here differ from the commit being proved"
        git -C "$PROJECT" bundle create --quiet "$packed" HEAD
        return
    fi
    local copy=$FRESH/srv/newcomer/copy
    mkdir "$copy"
    git -C "$PROJECT" ls-files -z --cached --others --exclude-standard |
        (cd "$PROJECT" && xargs -0 sh -c 'for file; do [ ! -e "$file" ] || printf "%s\0" "$file"; done' sh) |
        tar -C "$PROJECT" --null --files-from=- --create | tar -C "$copy" --extract
    git -C "$copy" -c init.defaultBranch=main init --quiet
    git -C "$copy" add --all
    git -C "$copy" -c user.name=newcomer -c user.email=newcomer@localhost commit --quiet --message "files as they are"
    git -C "$copy" bundle create --quiet "$packed" HEAD
    rm -rf "$copy"
}

# The machine's network: names and certificates.
carry_network() {
    local file
    rm -f "$FRESH/etc/resolv.conf"
    for file in /etc/resolv.conf /etc/hosts; do
        [[ ! -e $file ]] || cat "$file" >"$FRESH$file"
    done
    # Both the bundle and its own parts: a later installation of ca-certificates makes the bundle anew from them.
    if compgen -G "/usr/local/share/ca-certificates/*.crt" >/dev/null; then
        mkdir -p "$FRESH/usr/local/share/ca-certificates"
        cat_into "$FRESH/usr/local/share/ca-certificates" /usr/local/share/ca-certificates/*.crt
    fi
    for file in "$CERTIFICATES" "${SSL_CERT_FILE:-}" "${REQUESTS_CA_BUNDLE:-}" "${NODE_EXTRA_CA_CERTS:-}" "${PIP_CERT:-}"; do
        [[ -f $file ]] || continue
        mkdir -p "$FRESH${file%/*}"
        cat "$file" >"$FRESH$file"
    done
}

cat_into() {
    local target=$1 file
    shift
    for file; do cat "$file" >"$target/${file##*/}"; done
}

# The machine's own way to its package registries. Settings that name a folder of this machine are left behind.
carry_registries() {
    if command -v apt-config >/dev/null; then
        apt-config dump Acquire | grep -E '^Acquire::(https?::|Check-|Retries|ForceIPv)' \
            >"$FRESH/etc/apt/apt.conf.d/80newcomer" || true
    fi
    local name value
    KEPT_SETTINGS=(CIC_NEWCOMER_TEST_LIMIT_S)
    while IFS= read -r name; do
        case $name in
        http_proxy | https_proxy | no_proxy | HTTP_PROXY | HTTPS_PROXY | NO_PROXY | ALL_PROXY | all_proxy) ;;
        SSL_CERT_FILE | REQUESTS_CA_BUNDLE | NODE_EXTRA_CA_CERTS | PIP_CERT) ;;
        PIP_INDEX_URL | PIP_EXTRA_INDEX_URL | PIP_TRUSTED_HOST | PIP_PROXY | PIP_*TIMEOUT | PIP_RETRIES) ;;
        [Nn][Pp][Mm]_[Cc][Oo][Nn][Ff][Ii][Gg]_[Rr][Ee][Gg][Ii][Ss][Tt][Rr][Yy]) ;;
        *) continue ;;
        esac
        value=${!name}
        [[ $value != *file:* ]] || continue
        KEPT_SETTINGS+=("$name")
    done < <(compgen -e)
    carry_pip_file_settings
    carry_npm_file_settings
}

keep_setting() {
    [[ -z ${!1:-} && -n $2 && $2 != *file:* ]] || return 0
    export "$1=$2"
    KEPT_SETTINGS+=("$1")
}

carry_pip_file_settings() {
    local key
    for key in index-url extra-index-url trusted-host proxy; do
        keep_setting "PIP_$(tr 'a-z-' 'A-Z_' <<<"$key")" "$(python3 -m pip config get "global.$key" 2>/dev/null || true)"
    done
}

carry_npm_file_settings() {
    command -v npm >/dev/null || return 0
    local registry
    registry=$(cd / && npm config get registry 2>/dev/null || true)
    [[ $registry == https://registry.npmjs.org/ ]] || keep_setting NPM_CONFIG_REGISTRY "$registry"
}

# Only the kept settings go in; they are in the environment and in no file.
enter() {
    local name
    for name in $(compgen -e); do
        case " ${KEPT_SETTINGS[*]-} " in *" $name "*) ;; *) unset "$name" 2>/dev/null || true ;; esac
    done
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    # A background job of a script ignores the interrupt key, and what it starts would too: we want to interrupt it.
    exec env --default-signal=INT,QUIT \
        unshare --mount --pid --ipc --fork --kill-child --propagation private \
        bash "$FRESH/srv/newcomer/inside.sh" "$FRESH" "$LAST_STEP" "$STARTED_AT_S" "$TRIED" </dev/null
}

leave() {
    # The namespace's first process ends, so the kernel ends every other in it and takes the mounts away.
    if [[ -n ${INSIDE:-} ]]; then
        kill -KILL "$INSIDE" 2>/dev/null || true
        wait "$INSIDE" 2>/dev/null || true
    fi
    [[ -z ${ENTERED:-} ]] || remove_fresh
}

main() {
    read_arguments "$@"
    need_root_and_debootstrap
    ENTERED=yes
    trap leave EXIT
    trap 'exit 130' INT TERM HUP
    make_base
    make_fresh
    carry_network
    carry_registries
    pack_project
    tell "an empty Debian 12 is ready"
    (enter) > >(exec tee "$LOG") 2>&1 9>&- &
    INSIDE=$!
    local code=0
    wait "$INSIDE" || code=$?
    INSIDE=
    ((code == 0)) || fail "a newcomer would have failed; the whole log is in $LOG"
    tell "a newcomer gets there"
}

main "$@"
