import { PlumblineError } from '../../services/core/errors.ts';
import { explain } from '../../services/core/model/explain.ts';
import { DatasetPin } from '../../services/core/model/pins.ts';

/**
 * INPUT_INVALID for a pin that is none: its digest and its paths become names of files here, whatever sent it, and each
 * must lie where it seems to.
 */
export function checkPin(pin: DatasetPin): void {
  const [violation] = explain(DatasetPin, pin);
  if (violation === undefined) return;
  const place = violation.path.join('.');
  throw new PlumblineError('INPUT_INVALID', `data set ${JSON.stringify(pin.name)}: ${place}: ${violation.message}`);
}
