/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`test/core/reporting/comment.ts > TAP > a comment says that it persists, with the values of the night > must match snapshot 1`] = `
numpy-mlp-digits on cpu-x86_64 is still out of its band in the night of 2026-11-27 02:30 UTC (night_00000005).

| metric | now | band |
| --- | --- | --- |
| throughput | 4,123.4 examples/s | 9,800 to 11,200 examples/s |
| accuracy | — | — |
`
