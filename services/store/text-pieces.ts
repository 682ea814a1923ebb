/** UTF-16 units of one stored piece of log: at most three times as many bytes, well under the bound of a piece. */
const PIECE_UNITS = 65_536;
const HIGH_SURROGATE = /[\ud800-\udbff]$/;

/** Cuts a text into pieces that each are whole characters. */
export function* logPieces(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const piece = text.slice(start, start + PIECE_UNITS);
    const split = start + piece.length < text.length && HIGH_SURROGATE.test(piece);
    const whole = split ? piece.slice(0, -1) : piece;
    yield whole;
    start += whole.length;
  }
}
