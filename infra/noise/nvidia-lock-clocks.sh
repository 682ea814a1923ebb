#!/bin/sh
# An example for `worker.before`: locks the clocks of the leased GPUs and sets their power limit, so that a night is not
# measured at whatever clock the cooling allows. Its undoing is nvidia-unlock-clocks.sh. NOT YET RUN ON A GPU.
#
# It gets PLUMBLINE_DEVICES (UUIDs, with commas between), PLUMBLINE_RUN and PLUMBLINE_PLATFORM. Copy it and set the two
# figures for your boards: a clock that they hold under full load (`nvidia-smi -q -d SUPPORTED_CLOCKS`), and a power limit
# between their least and their most (`nvidia-smi -q -d POWER`); an empty one is left alone. Locking takes root: the
# worker's user needs a line in sudoers for these options of nvidia-smi alone. Under the systemd unit sudo cannot work (docs/worker.md).
set -eu

CLOCK_MHZ=1410
POWER_WATTS=

smi() { sudo -n nvidia-smi -i "$1" "$2"; }

# A run without a device of its own has nothing to lock.
[ -n "${PLUMBLINE_DEVICES:-}" ] || exit 0

old_ifs=$IFS
IFS=,
for device in $PLUMBLINE_DEVICES; do
  IFS=$old_ifs
  # Without persistence the driver forgets a lock when the last program closes the GPU.
  smi "$device" --persistence-mode=1
  smi "$device" "--lock-gpu-clocks=$CLOCK_MHZ,$CLOCK_MHZ"
  if [ -n "$POWER_WATTS" ]; then smi "$device" "--power-limit=$POWER_WATTS"; fi
done
