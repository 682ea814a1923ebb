/** Labels on every container of ours: what the reaper goes by, and what an operator sees in `docker ps`. */
export const LABEL_RUN = 'dev.plumbline.run';
export const LABEL_ATTEMPT = 'dev.plumbline.attempt';
export const LABEL_HOST = 'dev.plumbline.host';
/** Which worker of the host: the digest of its state folder, so that two workers of one host leave each other alone. */
export const LABEL_HOME = 'dev.plumbline.home';
/** On a container that only data is copied from, with the digest of the cache's folder. */
export const LABEL_DATA = 'dev.plumbline.data';
