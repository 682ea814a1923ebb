/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** Longest event that is read, in characters; a longer one ends the stream with an error. */
const EVENT_CHARS_MAX = 4_194_304;

/** Splits a stream of bytes into server-sent events (WHATWG HTML, "Interpreting an event stream"); comments are dropped. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    pending += decoder.decode(chunk, { stream: true });
    if (pending.length > EVENT_CHARS_MAX)
      throw new Error(`a server-sent event is longer than ${EVENT_CHARS_MAX} characters`);
    const blocks = pending.split(/\r?\n\r?\n/);
    pending = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event !== null) yield event;
    }
  }
}

/** Null for a block that holds comments alone. */
function parseBlock(block: string): ServerEvent | null {
  let event = 'message';
  let id = '';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^(event|id|data): ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') event = value ?? '';
    else if (field === 'id') id = value ?? '';
    else if (field === 'data') data.push(value ?? '');
  }
  return data.length === 0 ? null : { event, id, data: data.join('\n') };
}
