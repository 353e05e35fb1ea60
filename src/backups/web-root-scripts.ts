/**
 * Unpacks a web root from standard input into a folder on its own volume, where only root looks. Arguments: web root, tar's
 * options. `-i` reads the input to its end: who pipes it would see it break off otherwise.
 */
export const unpackScript = `set -euo pipefail
root=$1; shift
stage="$root/.muster-incoming"
rm -rf "$stage"; mkdir -m 0700 "$stage"
if ! tar -x -i -p --numeric-owner --anchored "$@" -C "$stage"; then rm -rf "$stage"; exit 3; fi`;

/**
 * Moves parts from there into their place, each as a whole, and says which of them were not there. Arguments: web root,
 * parts. Exit 44, before anything is touched, when core is asked for and is not there.
 */
export const placeScript = `set -euo pipefail
root=$1; shift
stage="$root/.muster-incoming"
trap 'rm -rf "$stage"' EXIT
there() { [ -e "$1" ] || [ -L "$1" ]; }
swap() { # a path of the web root, taken away and put back whole
  there "$stage/$1" || return 1
  rm -rf -- "$root/$1" && mkdir -p "$(dirname "$root/$1")" && mv -T -- "$stage/$1" "$root/$1" || exit 4
}
scripts() { # PHP files right in a folder, but for what is configured
  [ -n "$(find "$stage/$1" -maxdepth 1 -name '*.php' ! -name wp-config.php -print -quit 2>/dev/null)" ] || return 1
  mkdir -p "$root/$1" &&
  find "$root/$1" -maxdepth 1 ! -type d -name '*.php' ! -name wp-config.php -delete &&
  find "$stage/$1" -maxdepth 1 ! -type d -name '*.php' ! -name wp-config.php -exec mv -t "$root/$1" -- {} + || exit 4
}
rules() {
  [ -n "$(find "$stage" -name .htaccess -print -quit)" ] || return 1
  find "$root" -path "$stage" -prune -o -name .htaccess -print0 | xargs -0 -r rm -f -- || exit 4
  (cd "$stage" && find . -name .htaccess -print0) | while IFS= read -r -d '' one; do
    mkdir -p "$(dirname "$root/$one")" && mv -T -- "$stage/$one" "$root/$one" || exit 4
  done || exit 4
}
for part in "$@"; do
  if [ "$part" = core ] && [ ! -e "$stage/wp-includes/version.php" ]; then exit 44; fi
done
for part in "$@"; do
  case $part in
    core) swap wp-includes || exit 44; swap wp-admin || exit 44; scripts . || exit 44 ;;
    plugins) swap wp-content/plugins || echo "$part" ;;
    must-use) swap wp-content/mu-plugins || echo "$part" ;;
    drop-ins) scripts wp-content || echo "$part" ;;
    themes) swap wp-content/languages || true; swap wp-content/themes || echo "$part" ;;
    uploads) swap wp-content/uploads || echo "$part" ;;
    config) swap wp-config.php || echo "$part" ;;
    web-rules) rules || echo "$part" ;;
    *) exit 64 ;;
  esac
done
chown www-data:www-data "$root"
[ ! -d "$root/wp-content" ] || chown www-data:www-data "$root/wp-content"`;
