#!/bin/sh
# What `npm run demo` does: set up what is missing, then run the product's job once, for real.
set -eu
cd "$(dirname "$0")/.."
sh infra/setup.sh
exec node bin/plumbline.mjs demo "$@"
