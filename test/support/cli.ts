import type { CliContext, Operations } from '../../services/cli/context.ts';
import { runCli } from '../../services/cli/program.ts';
import type { ApiClient } from '../../services/client/client.ts';

/** What a person would see of one command line, with operations and a client that only the test knows. */
export async function command(
  args: readonly string[],
  parts: {
    readonly client?: Partial<ApiClient>;
    readonly ownProcess?: boolean;
    readonly operations?: Partial<Operations>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<{ readonly exit: number; readonly out: string; readonly err: string; readonly closed: number }> {
  let out = '';
  let err = '';
  let closed = 0;
  const refuse = new Proxy(
    {},
    {
      get: (_target, name) => () => {
        throw new Error(`the verb was not meant to use ${String(name)}`);
      },
    },
  );
  const client = Object.assign(Object.create(refuse), parts.client) as ApiClient;
  const connect = async () => ({
    client,
    ownProcess: parts.ownProcess === true,
    close: async () => {
      closed += 1;
    },
  });
  const operations = Object.assign(Object.create(refuse), { connect }, parts.operations) as Operations;
  const context: CliContext = {
    operations,
    signal: parts.signal ?? new AbortController().signal,
    output: {
      out: (text) => {
        out += text;
      },
      drained: async () => {},
      err: (text) => {
        err += text;
      },
      terminal: false,
      colour: false,
      columns: null,
    },
  };
  const exit = await runCli(args, context, '1.2.3');
  return { exit, out, err, closed };
}
