/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`test/core/reporting/issue.ts > TAP > the issue of a benchmark that fails > must match snapshot 1`] = `
Plumbline's nightly runs of numpy-mlp-digits on cpu-x86_64 no longer give a valid result. Class: software (something in the container other than data and method changed).

### What moved

| metric | good | now | change (95 % interval) | band | finding |
| --- | --- | --- | --- | --- | --- |
| accuracy | — | — | — | 0.975 to 0.983 share of test digits | gives no valid value |

### How it failed

The outcome is \`exit-nonzero\`: exit code 1.

The last lines of run run_00000001:

\`\`\`text
Traceback
boom
\`\`\`

### How it was confirmed

It was not confirmed by fresh runs.

State: confirmed. throughput fell in 4 of 4 pairs

### What changed in the environment

These parts differ. They are suspects: none of them is proven to be the cause.

| factor | from | to |
| --- | --- | --- |
| package:numpy | 1.26.4 | 2.0.0 |
| library:libopenblas.so.0 | (absent) | build 77f3 |

### When, and how to see it

- Suspected in the night of 2026-11-24 02:30 UTC (night_00000002)
- Changed on 2026-11-24
- Last good night: 2026-11-23 02:30 UTC (night_00000001)

Runs:

- run_00000001: seed 1, measured on bench-1
- run_00000002: seed 2, measured

\`\`\`sh
plumbline incident inc_00000001
plumbline logs run_00000001
plumbline run numpy-mlp-digits --platform cpu-x86_64 --seed 1
\`\`\`

<!-- plumbline:incident=inc_00000001 -->
`

exports[`test/core/reporting/issue.ts > TAP > the issue of a slower benchmark > must match snapshot 1`] = `
Plumbline's nightly runs of numpy-mlp-digits on cpu-x86_64 left their expected band. Class: software (something in the container other than data and method changed).

### What moved

| metric | good | now | change (95 % interval) | band | finding |
| --- | --- | --- | --- | --- | --- |
| throughput | 10,512 examples/s | 4,101 examples/s | −61 % (−63 % to −59 %) | 9,800 to 11,200 examples/s | below its band |
| accuracy | — | 0.9782 share of test digits | — | 0.975 to 0.983 share of test digits | in its band, with other numbers for the same seed |

### How it was confirmed

Both environments were run again in turns on the same host, bench-1, with fresh seeds that each pair shares (experiment exp_00000001).

- throughput: confirmed after 4 pairs, evidence 52,000 : 1 against "no change"

State: confirmed. throughput fell in 4 of 4 pairs

### What changed in the environment

These parts differ. They are suspects: none of them is proven to be the cause.

| factor | from | to |
| --- | --- | --- |
| package:numpy | 1.26.4 | 2.0.0 |
| library:libopenblas.so.0 | (absent) | build 77f3 |

### When, and how to see it

- Suspected in the night of 2026-11-24 02:30 UTC (night_00000002)
- Changed on 2026-11-24
- Last good night: 2026-11-23 02:30 UTC (night_00000001)

Runs:

- run_00000001: seed 1, measured on bench-1
- run_00000002: seed 2, measured

\`\`\`sh
plumbline incident inc_00000001
plumbline logs run_00000001
plumbline run numpy-mlp-digits --platform cpu-x86_64 --seed 1
\`\`\`

<!-- plumbline:incident=inc_00000001 -->
`

exports[`test/core/reporting/issue.ts > TAP > the issue of an incident whose cause is proven > must match snapshot 1`] = `
Plumbline's nightly runs of numpy-mlp-digits on cpu-x86_64 left their expected band. Class: software (something in the container other than data and method is the cause).

### Cause

numpy 1.26.4 → 2.0.0 changes throughput by −60 % (95 % interval −62 % to −59 %). Proof: undoing only this cures (step 2), and only this breaks the good environment (step 3); evidence more than 10,000 : 1 from 8 pairs. The search took 6 decisions and 44 runs.

| step | experiment | verdict | throughput | good beside it | change | evidence | pairs | where |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 0 | all new | bad | 4,150 examples/s | 10,500 examples/s | −60 % (−62 % to −59 %) | more than 10,000 : 1 | 4 | exp_00000000 |
| 1 | └ all old, env:A, package:jax new | good | 10,490 examples/s | 10,500 examples/s | −0.1 % (−1 % to +1 %) | more than 10,000 : 1 | 4 | exp_00000001 |
| 2 |   └ all new, numpy old | good | 10,510 examples/s | 10,500 examples/s | +0.1 % (−62 % to −59 %) | more than 10,000 : 1 | 4 | exp_00000002 |
| 3 |     └ all old, package:numpy new | bad | 4,150 examples/s | 10,500 examples/s | −60 % (−62 % to −59 %) | more than 10,000 : 1 | 4 | exp_00000003 |
| 4 | all old, package:scipy new | unresolved | — | — | — | — | 0 | exp_00000004; not built: scipy 1.14 needs numpy\\>=2 \\| @​team |

### What moved

| metric | good | now | change (95 % interval) | band | finding |
| --- | --- | --- | --- | --- | --- |
| throughput | 10,512 examples/s | 4,101 examples/s | −61 % (−63 % to −59 %) | 9,800 to 11,200 examples/s | below its band |
| accuracy | — | 0.9782 share of test digits | — | 0.975 to 0.983 share of test digits | in its band, with other numbers for the same seed |

### How it was confirmed

Both environments were run again in turns on the same host, bench-1, with fresh seeds that each pair shares (experiment exp_00000001).

- throughput: confirmed after 4 pairs, evidence 52,000 : 1 against "no change"

State: attributed. throughput fell in 4 of 4 pairs

### What else changed in the environment

These parts differ too. They are not proven to do anything; what was cleared is proven innocent of this change.

| factor | from | to | what the search says |
| --- | --- | --- | --- |
| library:libopenblas.so.0 | (absent) | build 77f3 | not tried by itself |
| package:scipy | 1.13.1 | 1.14.0 | cleared by step 2 |
| kernel | 5.15 | 6.8 | not tried by itself |

### When, and how to see it

- Suspected in the night of 2026-11-24 02:30 UTC (night_00000002)
- Changed on 2026-11-24
- Last good night: 2026-11-23 02:30 UTC (night_00000001)

Runs:

- run_00000001: seed 1, measured on bench-1
- run_00000002: seed 2, measured

\`\`\`sh
plumbline incident inc_00000001
plumbline search sea_00000001
plumbline logs run_00000001
plumbline run numpy-mlp-digits --platform cpu-x86_64 --seed 1
\`\`\`

<!-- plumbline:incident=inc_00000001 -->
`
