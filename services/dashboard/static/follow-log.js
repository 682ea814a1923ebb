// Follows the log of a run that is not over: pieces are added as they come, and the page stays at the end of the log
// while its reader does.
const log = document.getElementById('log');
const note = document.getElementById('follow');

if (log?.dataset.follow === 'yes' && note) {
  const source = new EventSource(
    `/api/v1/runs/${encodeURIComponent(log.dataset.run)}/log?follow=true&from=${log.dataset.from}`,
  );
  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  source.addEventListener('log', (event) => {
    const stay = atEnd();
    const piece = JSON.parse(event.data);
    if (piece.from === 0) log.textContent = '';
    log.append(piece.text);
    if (stay) log.scrollTop = log.scrollHeight;
    note.textContent = 'Following the log …';
  });
  source.addEventListener('end', (event) => {
    source.close();
    const { outcome, state } = JSON.parse(event.data);
    note.textContent = `The run has ended: ${outcome ?? state}. Reload for its measurements.`;
  });
  source.addEventListener('error', () => {
    note.textContent = 'The connection broke; trying again …';
  });
}
if (log) log.scrollTop = log.scrollHeight;
