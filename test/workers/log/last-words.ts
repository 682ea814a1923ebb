import t from 'tap';
import { createLastWords, LAST_WORDS_MAX, tellingLine } from '../../../workers/log/last-words.ts';

function heard(lines: readonly string[]) {
  const words = createLastWords();
  for (const line of lines) words.push(line);
  return words;
}
const QUIET = heard([]);
const TRACE = ['Traceback (most recent call last):', '  File "train.py", line 2, in <module>', '    import jax'];

t.test('a Python traceback ends in its exception, whatever is said afterwards', async (t) => {
  const words = heard([...TRACE, '', "ModuleNotFoundError: No module named 'jax'", 'sys:1: ResourceWarning: open']);
  t.equal(tellingLine(QUIET, words), "ModuleNotFoundError: No module named 'jax'");
  t.equal(tellingLine(words, heard(['warning'])), "ModuleNotFoundError: No module named 'jax'", 'on either stream');
});

t.test('of a chain of exceptions the last one counts', async (t) => {
  const words = heard([
    ...TRACE,
    'KeyError: 1',
    '',
    'During handling of the above exception, another exception occurred:',
    '',
    ...TRACE,
    'RuntimeError: no device',
  ]);
  t.equal(words.exception(), 'RuntimeError: no device');
});

t.test('colours and the mark of a process are taken off', async (t) => {
  const words = heard([...TRACE, '\u001B[31mValueError: bad\u001B[0m'].map((line) => `[rank1]: ${line}`));
  t.equal(words.exception(), 'ValueError: bad');
  t.equal(heard(['\u001B[31mfailed\u001B[0m']).line(), 'failed');
});

t.test('a crash of the interpreter is named above its stacks', async (t) => {
  const words = heard(['Fatal Python error: Segmentation fault', '', 'Current thread 0x00007f:', '  File "train.py"']);
  t.equal(words.exception(), 'Fatal Python error: Segmentation fault');
});

t.test('else the last line that is not empty, of the error stream first', async (t) => {
  t.equal(tellingLine(heard(['epoch 1']), heard(['one', 'two', '   ', ''])), 'two');
  t.equal(tellingLine(heard(['epoch 1']), QUIET), 'epoch 1');
  t.equal(tellingLine(QUIET, QUIET), '');
  t.equal(heard(['  File "train.py"', 'done']).exception(), null);
});

t.test('nothing longer than its bound is kept, and nothing that a terminal would obey', async (t) => {
  t.equal(heard(['x'.repeat(70_000)]).line()?.length, LAST_WORDS_MAX);
  t.equal(heard(['a\u0000b\u001B]0;c']).line(), 'a\uFFFDb\uFFFD]0;c');
});
