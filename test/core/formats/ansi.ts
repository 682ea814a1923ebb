import t from 'tap';
import { withoutAnsi } from '../../../services/core/formats/ansi.ts';

t.test('colours and movements of the cursor go, all else stays', async (t) => {
  t.equal(withoutAnsi('plain [1m text'), 'plain [1m text');
  t.equal(withoutAnsi('\u001b[1m16/16\u001b[0m \u001b[32m━\u001b[0m\u001b[A\u001b[?25l'), '16/16 ━');
  t.equal(withoutAnsi('\u001b half'), '\u001b half');
});
