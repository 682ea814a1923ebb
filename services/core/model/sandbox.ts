/** `nobody`: who trains when the image names no user, or root. */
export const SANDBOX_USER = '65534:65534';
/** The same on every host: a host name that changes must not change a run. */
export const SANDBOX_HOSTNAME = 'plumbline';
export const DATA_FOLDER = '/data';
/** Where a benchmark with checkpoints keeps them; the only folder beside /tmp that a run may write. */
export const CHECKPOINT_FOLDER = '/checkpoint';
/**
 * Open files a training process may have: data loaders open many, and the engine's own default varies from host to host.
 * An engine without CAP_SYS_RESOURCE cannot give more than it has itself, so this stays below usual hard limits.
 */
export const OPEN_FILES_MAX = 16_384;
/** Stack that NVIDIA's and NCCL's instructions ask for in a training process (`--ulimit stack=67108864`), in bytes. */
export const DEVICE_STACK_BYTES = 67_108_864;
