# How the newcomer's scripts tell where they are. Sourced, never run; does nothing by itself.

: "${STARTED_AT_S:=$EPOCHSECONDS}"

tell() {
    printf '[%4d s] %s\n' "$((EPOCHSECONDS - STARTED_AT_S))" "$*"
}

fail() {
    tell "FAILED: $*" >&2
    exit 1
}

# Puts the time before each line that comes in.
timed() {
    local line
    while IFS= read -r line || [[ -n $line ]]; do tell "  $line"; done
}
