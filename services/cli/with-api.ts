import type { Connection, Operations } from './context.ts';

/** Lends a connection to the API and gives it back whatever happens: a private service ends with the verb that needed it. */
export async function withApi<T>(
  operations: Operations,
  options: { readonly worker: boolean },
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await operations.connect(options);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}
