import { type Command, Option } from 'commander';
import type { Role } from '../../core/model/access.ts';
import type { Act } from '../act.ts';
import { table } from '../table.ts';
import { withApi } from '../with-api.ts';

export function registerToken(program: Command, act: Act): void {
  const token = program.command('token').description('tokens of the API');
  token
    .command('create')
    .description('make a token; its secret is shown once')
    .argument('<name>')
    .addOption(
      new Option('--role <role>', 'what it may do')
        .choices(['viewer', 'operator', 'worker', 'admin'])
        .makeOptionMandatory(),
    )
    .option('--platform <name>', 'the platform a worker token is bound to')
    .action((name: string, options: { role: Role; platform?: string }, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const created = await client.createToken({ name, role: options.role, platform: options.platform });
          return { data: created, text: `${created.secret}\n` };
        });
      }),
    );
  token
    .command('list')
    .description('tokens, without their secrets')
    .action((_options, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const { items } = await client.tokens();
          const rows = items.map((item) => [
            item.id,
            item.name,
            item.role,
            item.platform ?? '',
            item.createdAt,
            item.revokedAt ?? '',
          ]);
          return { data: items, text: table(['id', 'name', 'role', 'platform', 'made', 'revoked'], rows) };
        });
      }),
    );
  token
    .command('revoke')
    .description('end a token')
    .argument('<id>')
    .action((id: string, _options, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          await client.revokeToken(id);
          return { data: { revoked: id }, text: `Revoked ${id}.\n` };
        });
      }),
    );
}
