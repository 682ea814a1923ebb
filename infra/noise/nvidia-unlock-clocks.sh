#!/bin/sh
# An example for `worker.after`: undoes nvidia-lock-clocks.sh on the leased GPUs. It may run twice, and after a lock that
# failed half way: every step is repeated until each GPU is as it was, but for the persistence mode, which stays on.
# NOT YET RUN ON A GPU.
#
# An exit code other than 0 keeps the worker from taking work, so nothing here is allowed to fail quietly.
set -eu

[ -n "${PLUMBLINE_DEVICES:-}" ] || exit 0

failed=0
old_ifs=$IFS
IFS=,
for device in $PLUMBLINE_DEVICES; do
  IFS=$old_ifs
  # One GPU that cannot be undone must not keep the others locked.
  sudo -n nvidia-smi -i "$device" --reset-gpu-clocks || failed=1
  watts=$(nvidia-smi -i "$device" --query-gpu=power.default_limit --format=csv,noheader,nounits) || failed=1
  case ${watts:-} in
    [0-9]*) sudo -n nvidia-smi -i "$device" "--power-limit=$watts" || failed=1 ;;
    *) echo "$device does not tell its default power limit; left as it is" ;;
  esac
done
exit "$failed"
