#!/bin/bash
# Atlas Digits on an Atlas 200 DK (Ubuntu 18.04), inside a Debian of its own. Run on the board, as root:
#
#   install-on-200dk.sh install [IMAGE] [--listen ADDRESS]   a first or a newer version; IMAGE: the one beside this script
#   atlas-digits-board status                                what is installed, and whether it runs
#   atlas-digits-board rollback                              the version before
#   atlas-digits-board remove [--keep-data]                  everything, or everything but settings and samples
#   atlas-digits COMMAND...                                  the program itself, as `atlas-digits doctor`
#
# Versions lie side by side in /opt/atlas-digits; the link `current` there says which one runs, and changes at one
# stroke. Whenever this is interrupted, the version that ran goes on; the same command again finishes the work.
set -euo pipefail

ROOT=${ATLAS_ROOT:-} # stands before every path that is changed: for trying this out in a folder
HOME_OF_ALL=$ROOT/opt/atlas-digits
STATE=$ROOT/var/lib/atlas-digits
SETTINGS=$ROOT/etc/default/atlas-digits
UNIT=atlas-digits-remote.service
UNITS=$ROOT/etc/systemd/system
PROGRAM=$ROOT/usr/bin/atlas-digits
MANAGER=$ROOT/usr/sbin/atlas-digits-board
UNIT_INSIDE=usr/lib/systemd/system/$UNIT # of every version, for a version before may have had another
WANTED_BY=$UNITS/multi-user.target.wants
NAME=atlas-digits
SPARE_MB=100
# what of the board is seen inside, where it is there: CANN, the driver, its settings, and who the users are
SHOWN=(/usr/local/Ascend /home /usr/lib64 /usr/slog /var/log/npu /etc/passwd /etc/group /etc/hosts
    /etc/hdcBasic.cfg /etc/sys_version.conf /etc/ascend_install.info /var/lib/atlas-digits)

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

main() {
    local command=${1:-}
    shift || true
    case $command in
        run) run "$@" ;;
        install | rollback | remove)
            as_root
            alone
            "$command" "$@"
            ;;
        status) status ;;
        *)
            sed -n '2,11s/^# \{0,1\}//p' "$0"
            exit 2
            ;;
    esac
}

as_root() { [ "$(id -u)" = 0 ] || fail "This changes the system: run it as root, with sudo."; }

alone() {
    mkdir -p "$HOME_OF_ALL"
    exec 9>"$HOME_OF_ALL/.lock"
    flock -n 9 || fail "Another installation is at work here. Wait for it, or for what it started to end."
}

# --- install and update ---------------------------------------------------------------------------------------------

install() {
    local image="" listen="" here
    while [ $# -gt 0 ]; do
        case $1 in
            --listen)
                listen=${2:?--listen wants an address of this board, as 192.168.1.2}
                shift 2
                ;;
            -*) fail "There is no option $1." ;;
            *)
                image=$1
                shift
                ;;
        esac
    done
    here=$(dirname "$(readlink -f "$0")")
    image=$(find_image "$image" "$here")
    fits_this_board "$image"
    clean_up
    say "[1/5] Checking $(basename "$image")"
    check_sum "$image"
    local version
    version=$(free_name "$(version_of "$image")")
    say "[2/5] Unpacking version $version"
    unpack "$image" "$version"
    say "[3/5] User and settings"
    make_user
    make_settings "$listen"
    say "[4/5] Trying it: the demo picture of a 7, with ONNX"
    try "$version"
    say "[5/5] Taking version $version"
    put "$0" "$MANAGER" 755
    printf '#!/bin/sh\nexec %s run "$@"\n' "${MANAGER#"$ROOT"}" | put /dev/stdin "$PROGRAM" 755
    take "$version"
    make_secrets
    start || back_to_before
    forget_old
    say "Version $version runs. Look at it: see \"On the board\" in the README. Its state: atlas-digits-board status"
}

find_image() { # NAMED HERE
    local images=("$2"/atlas-digits-board_*_arm64.tar.xz)
    [ -n "$1" ] || [ ${#images[@]} = 1 ] || fail "Several images lie beside this script: name the one to install."
    local image=${1:-${images[0]}}
    [ -r "$image" ] || fail "There is no image ${image}. Copy the whole folder of \`make board-image\` to the board."
    readlink -f "$image"
}

fits_this_board() { # IMAGE
    local machine needed free
    machine=$(uname -m)
    [ "$machine" = aarch64 ] || fail "The image is for arm64 boards; this machine is $machine."
    command -v xz >/dev/null || fail "xz is missing. Install it: apt-get install xz-utils"
    needed=$(xz --robot --list "$1" | awk '$1 == "totals" { print int($5 / 1000000) }') || needed=""
    [ -n "$needed" ] || fail "$1 is not whole: xz cannot read it. Copy it again."
    free=$(df -Pm "$HOME_OF_ALL" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge $((needed + SPARE_MB)) ] ||
        fail "$((needed + SPARE_MB)) MB are needed in ${HOME_OF_ALL#"$ROOT"}, $free MB are free. Nothing was changed."
}

check_sum() { # IMAGE
    local sums
    sums=$(dirname "$1")/SHA256SUMS
    [ -r "$sums" ] || fail "SHA256SUMS is missing beside the image. Copy the whole folder of \`make board-image\`."
    (cd "$(dirname "$1")" && grep " $(basename "$1")\$" SHA256SUMS | sha256sum --check --status) ||
        fail "$1 is not what it was when it was made. Copy it again."
}

version_of() { # IMAGE: atlas-digits-board_VERSION_arm64.tar.xz
    local name
    name=$(basename "$1" _arm64.tar.xz)
    say "${name#atlas-digits-board_}"
}

free_name() { # VERSION: the same version built anew gets a number
    local name=$1 number=2
    while [ -e "$HOME_OF_ALL/$name" ]; do
        name=$1-$number
        number=$((number + 1))
    done
    say "$name"
}

unpack() { # IMAGE VERSION
    local partial=$HOME_OF_ALL/.partial
    mkdir "$partial"
    tar -xJf "$1" -C "$partial" --numeric-owner
    # systemd takes no link for a root: each version has a unit with its own path, and the link leads to the unit
    sed "s#^RootDirectory=.*#RootDirectory=/opt/atlas-digits/$2#" "$partial/$UNIT_INSIDE" >"$partial/$UNIT"
    sync
    mv -T "$partial" "$HOME_OF_ALL/$2"
}

make_user() {
    local own=(--user-group)
    if getent group "$NAME" >/dev/null; then own=(--gid "$NAME"); fi # left where somebody else was put into it
    id -u "$NAME" >/dev/null 2>&1 ||
        useradd --system "${own[@]}" --home-dir /var/lib/atlas-digits --no-create-home --shell /usr/sbin/nologin "$NAME"
    local group
    for group in HwHiAiUser video; do
        if getent group "$group" >/dev/null; then usermod -aG "$group" "$NAME"; fi
    done
    mkdir -p "$STATE"
    chmod 700 "$STATE"
    chown "$NAME:$NAME" "$STATE"
}

make_settings() { # ADDRESS or nothing: what else a person wrote there stays
    if [ ! -e "$SETTINGS" ]; then
        printf '%s\n%s\n' "# of atlas-digits remote; without --listen only this board itself can see it" \
            "REMOTE_OPTIONS=" | put /dev/stdin "$SETTINGS" 644
    fi
    [ -n "$1" ] || return 0
    awk -v address="$1" '
        /^REMOTE_OPTIONS=/ {
            quote = substr($0, 16, 1) ~ /["\047]/ ? substr($0, 16, 1) : ""
            rest = substr($0, 16 + length(quote))
            gsub(/--listen[ =]+[^ "\047]+ */, "", rest)
            space = rest ~ /^["\047 ]*$/ ? "" : " "
            $0 = "REMOTE_OPTIONS=" quote "--listen " address space rest
            found = 1
        }
        { print }
        END { if (!found) print "REMOTE_OPTIONS=--listen " address }' "$SETTINGS" |
        put /dev/stdin "$SETTINGS" 644
}

put() { # FROM TO MODE: at one stroke
    mkdir -p "$(dirname "$2")"
    cat "$1" >"$2.new"
    chmod "$3" "$2.new"
    mv -T "$2.new" "$2"
}

# The board's kernel, disk and memory are up to it, before anything depends on it. Compiled once, it starts sooner.
try() { # VERSION
    (inside "$1" root python3 -m compileall -q /usr/lib/python3 /opt/atlas-digits) >/dev/null ||
        say "Not everything could be compiled; it only starts more slowly."
    local answer
    answer=$(inside "$1" "$NAME" /usr/bin/atlas-digits recognize --engine onnx --json /opt/atlas-digits/assets/demo/canvas-7.png) ||
        answer=""
    case $answer in
        *'"text": "7"'*) ;;
        *)
            delete "$HOME_OF_ALL/$1"
            fail "Version $1 does not work on this board; what it said is above. The version before goes on."
            ;;
    esac
}

take() { # VERSION: from here on it is the one
    local before
    before=$(current)
    if [ -n "$before" ] && [ "$before" != "$1" ]; then link "$before" previous; fi
    link "$1" current
    mkdir -p "$WANTED_BY"
    ln -sfn "../../../opt/atlas-digits/current/$UNIT" "$UNITS/$UNIT"
    ln -sfn "../$UNIT" "$WANTED_BY/$UNIT"
}

link() { # VERSION NAME
    ln -sfn "$1" "$HOME_OF_ALL/.$2.new"
    mv -T "$HOME_OF_ALL/.$2.new" "$HOME_OF_ALL/$2"
    sync
}

current() { readlink "$HOME_OF_ALL/current" || true; }
previous() { readlink "$HOME_OF_ALL/previous" || true; }

make_secrets() { # what is there already stays
    make_secret pin.json "The operator's PIN, shown this once:" pin --generate
    make_secret remote.passwd "The passwords for the network, shown this once:" remote --generate-password
}

make_secret() { # FILE TITLE COMMAND...
    [ ! -e "$STATE/.config/atlas-digits/$1" ] || return 0
    say "$2"
    shift 2
    (inside "$(current)" "$NAME" /usr/bin/atlas-digits "$@") || say "Make it later: sudo atlas-digits $*"
}

start() {
    systemctl daemon-reload
    systemctl restart "$UNIT" # waits until the program says that it is ready
}

back_to_before() {
    local failed before
    failed=$(current)
    before=$(previous)
    [ -n "$before" ] || fail "It does not start. Why: journalctl -u $UNIT"
    link "$before" current
    rm -f "$HOME_OF_ALL/previous"
    start || fail "Neither version $failed nor $before starts. Why: journalctl -u $UNIT"
    fail "Version $failed does not start (journalctl -u $UNIT); $before runs again."
}

# --- the rest -------------------------------------------------------------------------------------------------------

rollback() {
    local now before
    now=$(current)
    before=$(previous)
    if [ -z "$before" ] || [ ! -d "$HOME_OF_ALL/$before" ]; then
        fail "There is no version before ${now:-this one} to go back to."
    fi
    link "$before" current
    link "$now" previous
    start || fail "Version $before does not start. Why: journalctl -u $UNIT. To $now: atlas-digits-board rollback"
    say "Version $before runs; $now is kept."
}

status() {
    local now version
    now=$(current)
    [ -n "$now" ] || fail "Atlas Digits is not installed here."
    for version in "$HOME_OF_ALL"/[0-9]*; do
        version=$(basename "$version")
        case $version in
            "$now") say "$version  in use" ;;
            "$(previous)") say "$version  the one before" ;;
            *) say "$version  left over" ;;
        esac
    done
    say "$UNIT: $(systemctl is-active "$UNIT" || true)"
}

remove() {
    local keep=${1:-}
    [ -z "$keep" ] || [ "$keep" = --keep-data ] || fail "There is no option $keep."
    systemctl stop "$UNIT" 2>/dev/null || true
    rm -f "$WANTED_BY/$UNIT" "$UNITS/$UNIT" "$PROGRAM"
    rmdir "$WANTED_BY" 2>/dev/null || true # where it holds nothing else
    systemctl daemon-reload
    clean_up
    local version
    for version in "$HOME_OF_ALL"/*/; do
        if [ -d "$version" ] && [ ! -L "${version%/}" ]; then delete "${version%/}"; fi
    done
    if [ "$keep" != --keep-data ]; then
        rm -rf "$STATE" "$SETTINGS"
        if id -u "$NAME" >/dev/null 2>&1; then userdel "$NAME"; fi
    fi
    rm -rf "$HOME_OF_ALL"
    rm -f "$MANAGER"
    say "Atlas Digits is removed${keep:+; settings and samples are kept in /var/lib/atlas-digits}."
}

clean_up() { # what an interrupted run left
    local left
    for left in "$HOME_OF_ALL"/.partial "$HOME_OF_ALL"/.deleted.*; do
        if [ -e "$left" ]; then delete "$left"; fi
    done
    rm -f "$HOME_OF_ALL"/.*.new
}

forget_old() { # versions before the one before
    local version
    for version in "$HOME_OF_ALL"/[0-9]*; do
        case $(basename "$version") in
            "$(current)" | "$(previous)") ;;
            *) delete "$version" ;;
        esac
    done
}

delete() { # FOLDER: never through a mount, which would reach the board's own files
    local folder=$1
    if grep -qF " $folder/" /proc/self/mountinfo; then fail "Something is mounted below $folder: unmount it first."; fi
    case $folder in
        */.partial | */.deleted.*) ;;
        *)
            folder=$HOME_OF_ALL/.deleted.$(basename "$1")
            rm -rf "$folder"
            mv -T "$1" "$folder"
            ;;
    esac
    rm -rf "$folder"
}

run() {
    as_root
    local now
    now=$(current)
    [ -n "$now" ] || fail "Atlas Digits is not installed here."
    inside "$now" "$NAME" /usr/bin/atlas-digits "$@"
}

# A command in a version's Debian, in a mount namespace of its own: nothing that is mounted there outlives it. It takes
# the place of this shell, so that who ends one ends the other.
inside() { # VERSION USER COMMAND...
    local version=$1 user=$2 groups folder=$PWD
    shift 2
    groups=$(getent group HwHiAiUser video | cut -d: -f3 | paste -sd,) || true # either may be absent
    # shellcheck disable=SC2016 # the inner shell's own variables
    exec unshare --mount --propagation private bash -euc '
        root=$1 user=$2 groups=$3 folder=$4 board=$5 shown=$6
        shift 6
        for place in /dev /sys /proc; do mount --rbind "$place" "$root$place"; done
        for place in $shown; do
            if [ -e "$board$place" ] && [ -e "$root$place" ]; then mount --rbind "$board$place" "$root$place"; fi
        done
        exec chroot --userspec="$user:$user" --groups="$groups" "$root" /usr/bin/env -i \
            HOME=/var/lib/atlas-digits LANG=C.UTF-8 TERM="${TERM:-dumb}" PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            /bin/sh -c "cd \"\$0\" 2>/dev/null || cd /; exec \"\$@\"" "$folder" "$@"
    ' inside "$HOME_OF_ALL/$version" "$user" "$groups" "$folder" "$ROOT" "${SHOWN[*]}" "$@"
}

main "$@"
