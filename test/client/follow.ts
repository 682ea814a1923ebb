import t from 'tap';
import { followLog } from '../../services/client/follow.ts';
import type { Http } from '../../services/client/http.ts';
import { PlumblineError } from '../../services/core/errors.ts';

const piece = (text: string, from: number) =>
  `id: ${from + text.length}\nevent: log\ndata: ${JSON.stringify({ text, from, to: from + text.length, total: 99 })}\n\n`;
const END = 'event: end\ndata: {"state":"ended","outcome":"measured"}\n\n';

/** An API whose streams are those given, one a call; an error is thrown instead. */
function streams(...answers: (string | Error)[]): Http & { readonly asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    json: async () => Promise.reject(new Error('not used')),
    open: async (call) => {
      asked.push(call.headers?.['last-event-id']);
      const answer = answers[asked.length - 1] ?? '';
      if (answer instanceof Error) throw answer;
      return new Response(answer);
    },
  };
}

async function all(http: Http, from?: number) {
  const texts: string[] = [];
  const follow = followLog(http, 'run_1', { from });
  for (;;) {
    const { done, value } = await follow.next();
    if (done) return { texts, end: value };
    texts.push(value.text);
  }
}

t.test('a broken stream is taken up where it stopped', async (t) => {
  const http = streams(piece('abc', 0), new PlumblineError('API_UNAVAILABLE', 'away'), piece('de', 3) + END);
  t.strictSame(await all(http), { texts: ['abc', 'de'], end: { state: 'ended', outcome: 'measured' } });
  t.strictSame(http.asked, ['0', '3', '3']);
});

t.test('it starts where it is told to', async (t) => {
  const http = streams(END);
  await all(http, 42);
  t.strictSame(http.asked, ['42']);
});

t.test('what cannot get better is thrown at once; breaks are bounded', async (t) => {
  await t.rejects(all(streams(new PlumblineError('NOT_FOUND', 'no such run'))), { code: 'NOT_FOUND' });
  const http = streams();
  await t.rejects(all(http), { code: 'API_UNAVAILABLE', message: /broke off 5 times at byte 0/ });
  t.equal(http.asked.length, 5);
});

t.test('the caller’s abort ends it without an error', async (t) => {
  const stop = new AbortController();
  stop.abort();
  const follow = followLog(streams(new Error('aborted')), 'run_1', { signal: stop.signal });
  t.strictSame(await follow.next(), { done: true, value: null });
});
