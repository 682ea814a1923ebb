import { type Html, html } from './html.ts';

export interface PageFrame {
  readonly title: string;
  readonly project: string;
  /** Scripts of the page, by their address under /static. */
  readonly scripts?: readonly string[];
  /** Further style sheets, by their address under /static. */
  readonly styles?: readonly string[];
}

/** A whole page around its content. */
export function layout({ title, project, scripts = [], styles = [] }: PageFrame, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Plumbline</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
${['plumbline.css', ...styles].map((name) => html`<link rel="stylesheet" href="/static/${name}">`)}
${scripts.map((name) => html`<script src="/static/${name}" defer></script>`)}
</head>
<body>
<header><a class="brand" href="/"><img src="/static/icon.svg" alt="" width="20" height="20"> Plumbline</a>
<nav aria-label="Main"><a href="/">Status</a><a href="/runs">Runs</a><a href="/incidents">Incidents</a><a href="/searches">Searches</a><a href="/nights">Nights</a><a href="/channels">Channels</a><a href="/judge">Judge</a></nav>
<span class="project">${project}</span></header>
<main>
${content}
</main>
</body>
</html>
`.text;
}
