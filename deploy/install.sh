#!/bin/sh
# Install plan-app, or a newer version over it, from the wheelhouse that this script lies in.
# Nothing is asked of the internet.
#
#   sh deploy/install.sh [FOLDER]        by default /opt/plan-app; PYTHON=python3.13 chooses another
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
target=${1:-/opt/plan-app}
python=${PYTHON:-python3}

# What was carried here is what was gathered there.
(cd "$here" && sha256sum --quiet --check SHA256SUMS)

PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_NO_INDEX PIP_CONFIG_FILE PIP_DISABLE_PIP_VERSION_CHECK
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL

"$python" -m venv "$target"
# All wheels and no others: nothing is left to be resolved.
"$target/bin/python" -m pip install --quiet --no-deps "$here"/wheels/*.whl
"$target/bin/python" -m pip install --quiet --no-deps --force-reinstall "$here"/wheels/plan_app-*.whl
"$target/bin/python" -m pip check
"$target/bin/plan-app" --version
