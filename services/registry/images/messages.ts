import { StringDecoder } from 'node:string_decoder';

/** One message of the engine while it pulls, imports, builds or pushes. */
export interface EngineMessage {
  readonly stream?: string;
  readonly status?: string;
  readonly progress?: string;
  readonly id?: string;
  readonly error?: string;
  readonly aux?: { readonly ID?: string; readonly Digest?: string; readonly Tag?: string };
}

/** A message longer than this is dropped: it can only be one line of a build's output. */
const MAX_MESSAGE_CHARACTERS = 1024 * 1024;

/**
 * Reads the engine's JSON lines one at a time, with bounded memory. Returns when the stream ends; the engine reports a
 * failure of the work as a message with `error`, after status 200.
 */
export async function readMessages(
  stream: NodeJS.ReadableStream,
  take: (message: EngineMessage) => void,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  const line = (text: string) => {
    if (text.trim() === '' || text.length > MAX_MESSAGE_CHARACTERS) return;
    const message = parse(text);
    if (message !== null) take(message);
  };
  for await (const chunk of stream) {
    const lines = (pending + (typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer))).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > MAX_MESSAGE_CHARACTERS) pending = pending.slice(0, MAX_MESSAGE_CHARACTERS + 1);
    for (const text of lines) line(text);
  }
  line(pending);
}

function parse(text: string): EngineMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as EngineMessage) : null;
  } catch {
    return null;
  }
}
