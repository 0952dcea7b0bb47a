/**
 * The administration commands of `ctl` as ad-hoc commands, for administrators, under the same names.
 * A form asks for the same arguments, except the domain: it is the one the administrator speaks to.
 */
import type { AdhocCommand, AdhocField, AdminCommand } from '../../kernel/adhoc.ts';
import type { ModuleContext } from '../../kernel/module.ts';

const PREFIX = 'chatelaine#';
const MULTI_LINE: ReadonlySet<string> = new Set(['text', 'body', 'reason']);

/** The table as it is now: it grows with the modules. */
export const createTable = (ctx: Pick<ModuleContext, 'commands'>) => (): AdhocCommand[] =>
  ctx.commands.admin.list().map((command) => asAdhoc(command, ctx));

function asAdhoc(command: AdminCommand, ctx: Pick<ModuleContext, 'commands'>): AdhocCommand {
  const { name, summary, lines } = command;
  const asked = command.positional.filter((argument) => argument !== 'host');
  const fields = [...asked, ...(lines === undefined ? [] : [lines])].map((argument) =>
    field(command, argument),
  );
  const submit = async (values: ReadonlyMap<string, readonly string[]>, host: string) => {
    const args: Record<string, unknown> = command.positional.includes('host') ? { host } : {};
    for (const argument of asked) {
      const value = values.get(argument) ?? [];
      if (value.length > 0) args[argument] = value.join('\n');
    }
    if (lines !== undefined) args[lines] = values.get(lines) ?? [];
    try {
      return { note: command.text(await ctx.commands.admin.run(name, args)) || 'Done.' };
    } catch (error) {
      // A refusal has a code and a sentence; anything else is a fault, and for the kernel's log.
      if (!(error instanceof Error) || !('code' in error)) throw error;
      return { failed: error.message };
    }
  };
  return {
    node: PREFIX + name,
    name: summary,
    at: ['host'],
    who: 'admin',
    serverWide: !isOfOneDomain(command),
    start: ({ host }) =>
      fields.length === 0
        ? submit(new Map(), host)
        : { form: { title: summary, fields }, submit: (values) => submit(values, host) },
  };
}

/** What names another domain besides (a service, the domain of a team) is for those who administer all of them. */
const isOfOneDomain = ({ positional }: AdminCommand): boolean =>
  positional.includes('host') && !positional.some((name) => name === 'service' || /.host$/.test(name));

function field({ positional, optional, lines }: AdminCommand, name: string): AdhocField {
  const index = positional.indexOf(name);
  const type =
    name === 'password'
      ? 'text-private'
      : name === lines || MULTI_LINE.has(name)
        ? 'text-multi'
        : 'text-single';
  return { name, type, label: name, required: index >= 0 && index < positional.length - optional };
}
