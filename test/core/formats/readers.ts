import t from 'tap';
import { LINE_READERS, LOG_FORMATS } from '../../../services/core/formats/readers.ts';
import { LogFormat } from '../../../services/core/model/metric.ts';

t.test('there is a reader for each format, in the order of the model', async (t) => {
  t.strictSame(LOG_FORMATS, LogFormat.enum);
  for (const format of LOG_FORMATS) {
    const { create, tokens, document } = LINE_READERS[format];
    const reader = create();
    t.equal(reader.read('nothing of anybody'), null, format);
    t.equal(reader.within, false, format);
    t.ok(tokens.length > 0 || document, `${format} can be found`);
  }
});

t.test('old and new lines of MLPerf are one format', async (t) => {
  const { read } = LINE_READERS.mllog.create();
  t.match(read(':::MLLOG {"event_type": "POINT_IN_TIME", "key": "a", "value": 1}'), { entry: { key: 'a' } });
  t.match(read(':::MLL 1.0 b: 2'), { entry: { key: 'b', value: 2 } });
});
