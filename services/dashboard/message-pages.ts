import type { Problem } from '../core/model/api/page.ts';
import { type Html, html } from './html.ts';

/** A problem document for people. */
export function problemPage({ title, status, detail, advice, code }: Problem): Html {
  return html`<h1>${title} <small>${status} <code>${code}</code></small></h1><p class="detail">${detail}</p><p>${advice}</p><p><a href="/">Back to the status</a></p>`;
}

/** Asks for a token; it is kept in a cookie that only reads. */
export function loginPage(wrong: boolean): Html {
  return html`<h1>Sign in</h1>
<p>This service shows its pages to holders of a token. <code>plumbline token create NAME --role viewer</code> makes one.</p>
${wrong && html`<p class="notice" role="alert">That token is unknown, revoked or may not read.</p>`}
<form method="post" action="/login"><label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required maxlength="200">
<button type="submit">Sign in</button></form>`;
}
