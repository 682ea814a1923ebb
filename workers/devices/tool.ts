import { execFile } from 'node:child_process';

/** Time a vendor's tool may take, in milliseconds; a driver in trouble answers slowly or never. */
export const TOOL_MS = 20_000;
const TOOL_MAX_BYTES = 16_777_216;

/** How a tool ended. `failed` carries its exit or signal and the first line of what it said. */
export type ToolEnd =
  | { readonly kind: 'ok'; readonly output: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'failed'; readonly reason: string };

export type RunTool = (tool: string, args: readonly string[]) => Promise<ToolEnd>;

/**
 * Runs a vendor's tool to its end. Never fails. One that hangs is killed and given up, also when the kernel does not let
 * it die: a driver in trouble holds its callers in uninterruptible sleep.
 */
export const runTool = (tool: string, args: readonly string[], limitMs = TOOL_MS): Promise<ToolEnd> =>
  new Promise((resolve) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve({ kind: 'timed-out' });
    }, limitMs);
    const child = execFile(tool, args, { maxBuffer: TOOL_MAX_BYTES }, (error, stdout, stderr) => {
      clearTimeout(late);
      if (error === null) return resolve({ kind: 'ok', output: stdout });
      if (error.code === 'ENOENT') return resolve({ kind: 'missing' });
      const said = (stdout.trim() || stderr.trim()).split('\n', 1)[0]?.slice(0, 200) ?? '';
      const how = error.signal ? `ended by ${error.signal}` : `exit code ${error.code}`;
      resolve({ kind: 'failed', reason: said === '' ? how : `${how}: ${said}` });
    });
  });
