/** Room of a new column, in numbers; it doubles when it is full. */
const ROOM_FIRST = 64;

/** Numbers that come one by one, at 8 bytes each: a file of millions never exists as objects or texts. */
export interface Column {
  push(value: number): void;
  length(): number;
  /** The numbers so far, without a copy. */
  values(): Float64Array;
}

/** An empty column. How many numbers it may take is bounded by what fills it (allowance.ts). */
export function createColumn(): Column {
  let held = new Float64Array(ROOM_FIRST);
  let length = 0;
  return {
    push(value) {
      if (length === held.length) {
        const wider = new Float64Array(2 * length);
        wider.set(held);
        held = wider;
      }
      held[length] = value;
      length += 1;
    },
    length: () => length,
    values: () => held.subarray(0, length),
  };
}
