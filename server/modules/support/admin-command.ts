/** What the commands of XEP-0133 have in common: their node, their form, and the addresses in it. */
import type { AdhocCommand, AdhocField, AdhocRequest, AdhocStep, AdhocValues } from '../../kernel/adhoc.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';

export const ADMIN = 'http://jabber.org/protocol/admin';

type Step = AdhocStep | Promise<AdhocStep>;

export interface AdminSpec {
  /** What follows `http://jabber.org/protocol/admin#`. */
  readonly node: string;
  readonly name: string;
  readonly title?: string;
  readonly instructions?: string;
  /** Without fields it runs at once. */
  readonly fields?: readonly AdhocField[] | ((request: AdhocRequest) => readonly AdhocField[]);
  /** Where it can be run besides the domain itself. */
  readonly at?: AdhocCommand['at'];
  readonly serverWide?: boolean;
  run(values: AdhocValues, request: AdhocRequest): Step;
}

export function adminCommand(spec: AdminSpec): AdhocCommand {
  const { name, title = name, instructions, fields } = spec;
  return {
    node: `${ADMIN}#${spec.node}`,
    name,
    formType: ADMIN,
    at: spec.at ?? ['host', 'account'],
    who: 'admin',
    serverWide: spec.serverWide ?? false,
    start(request) {
      if (!fields) return spec.run(new Map(), request);
      const shown = typeof fields === 'function' ? fields(request) : fields;
      return {
        form: { title, fields: shown, ...(instructions === undefined ? {} : { instructions }) },
        submit: (values) => spec.run(values, request),
      };
    },
  };
}

export const one = (values: AdhocValues, name: string): string => values.get(name)?.[0] ?? '';
export const many = (values: AdhocValues, name: string): readonly string[] => values.get(name) ?? [];
export const lines = (values: AdhocValues, name: string): string => many(values, name).join('\n').trim();

export const ACCOUNT: AdhocField = {
  name: 'accountjid',
  type: 'jid-single',
  label: 'The Jabber ID for this account',
  required: true,
};
export const ACCOUNTS: AdhocField = {
  name: 'accountjids',
  type: 'jid-multi',
  label: 'The Jabber ID(s)',
  required: true,
};

/** The accounts named, or a sentence when one of them is none of the domain's: then nothing is to be done at all. */
export function accountsIn(
  texts: readonly string[],
  host: string,
  ctx: Pick<ModuleContext, 'accounts'>,
): Jid[] | string {
  const found: Jid[] = [];
  for (const text of texts) {
    const jid = parseJid(text.trim());
    if (!jid?.local) return `“${text.slice(0, 100)}” is not the address of an account.`;
    if (jid.domain !== host) return `${jid} has no account on ${host}.`;
    if (!ctx.accounts.exists(jid.bare)) return `There is no account ${jid.bare}.`;
    found.push(jid);
  }
  return found;
}
