import { randomBytes, randomInt } from 'node:crypto';
import type { Ids } from '../core/ports/base.ts';

/** Bytes of a secret: 256 bits. */
const SECRET_BYTES = 32;
/** Random part of an id: 64 bits, enough beside a millisecond clock. */
const ID_RANDOM_BYTES = 8;
/** Base-36 digits of a millisecond clock until the year 5188. */
const TIME_DIGITS = 9;
const SEED_LIMIT = 2 ** 31;

/** Ids that sort by the time they were made: prefix, milliseconds in base 36, random part. */
export const systemIds: Ids = {
  next: (prefix) => {
    const time = Date.now().toString(36).padStart(TIME_DIGITS, '0');
    const random = BigInt(`0x${randomBytes(ID_RANDOM_BYTES).toString('hex')}`)
      .toString(36)
      .padStart(13, '0');
    return `${prefix}_${time}${random}`;
  },
  secret: () => randomBytes(SECRET_BYTES).toString('base64url'),
  seed: () => randomInt(SEED_LIMIT),
};
