#!/bin/sh
# Installs the tools and checks the PHP of the demo site: standards, types, tests. One line when Composer is absent.
cd "${0%/*}" || exit 70
if ! command -v composer >/dev/null 2>&1; then
  echo 'PHP checks not run: Composer is not installed (apt-get install composer php-xml php-mbstring).' >&2
  exit 69
fi
[ -x vendor/bin/phpunit ] || composer install --no-interaction --quiet || exit 69
exec composer --no-interaction check
