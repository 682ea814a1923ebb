import t from 'tap';
import { escapeHtml, Html, html } from '../../services/dashboard/html.ts';

t.test('every value is escaped unless it is markup', async (t) => {
  const evil = `<script>alert('1')</script>&"`;
  t.equal(html`<p title="${evil}">${evil}</p>`.text, `<p title="${escapeHtml(evil)}">${escapeHtml(evil)}</p>`);
  t.notMatch(html`${evil}`.text, /[<>"']/);
  t.equal(html`<b>${html`<i>${'<'}</i>`}</b>`.text, '<b><i>&lt;</i></b>');
  t.equal(String(new Html('<hr>')), '<hr>');
});

t.test('lists are joined, nothing is nothing, zero is zero', async (t) => {
  t.equal(html`${[1, '<', html`<br>`, [null, false]]}|${undefined}|${0}`.text, '1&lt;<br>||0');
});

t.test('an object that only looks like markup is not trusted', async (t) => {
  const disguised = JSON.parse('{"text":"<script>"}') as never;
  t.throws(() => html`${disguised}`);
});
