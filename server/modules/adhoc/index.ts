/**
 * Ad-hoc commands. Specs: XEP-0050 1.3.0, XEP-0004 2.13.1.
 * People find what the server can do for them in a menu of their program, and fill in its forms.
 * In English, or in French (french.ts) for a program that says so by `xml:lang`.
 * It has no commands of its own: modules declare them, and administrators get the command table of `ctl` besides (table.ts).
 */
import type { Element } from 'ltx';
import type { AdhocCommand, AdhocRequest, AdhocStep } from '../../kernel/adhoc.ts';
import type { DiscoRequest } from '../../kernel/discovery.ts';
import { type Language, spokenFor } from '../../kernel/languages.ts';
import { defineModule, type IqRequest } from '../../kernel/module.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { formOfResult, formToFill, readSubmission } from '../support/data-form.ts';
import { xml } from '../support/elements.ts';
import { say, sayField, sayForm } from './french.ts';
import { createAdhocSessions, type FormStep, type Running } from './sessions.ts';
import { createTable } from './table.ts';

export const COMMANDS = 'http://jabber.org/protocol/commands';
const ACTIONS: ReadonlySet<string> = new Set(['execute', 'cancel', 'prev', 'next', 'complete']);
const SWEEP = 60_000;

export const adhoc = defineModule({
  name: 'adhoc',
  specs: ['XEP-0050 1.3.0'],
  setup(ctx) {
    const sessions = createAdhocSessions();
    const table = createTable(ctx);
    ctx.every(SWEEP, sessions.sweep);

    ctx.feature(COMMANDS, 'both');
    ctx.iq('set', COMMANDS, 'command', 'host', (request) => execute(request, 'host'));
    ctx.iq('set', COMMANDS, 'command', 'self', (request) => execute(request, 'account'));
    for (const where of ['host', 'account'] as const) {
      ctx.discoInfo(where, (request) => info(request, where));
      ctx.discoItems(where, (request) => items(request, where));
    }

    /** Every command at an address, whoever may run it. */
    const commandsAt = (where: 'host' | 'account'): AdhocCommand[] =>
      [...ctx.commands.adhoc(), ...table()].filter(({ at }) => at.includes(where));

    function may(
      { who, serverWide }: AdhocCommand,
      { from, host }: Pick<AdhocRequest, 'from' | 'host'>,
    ): boolean {
      const address = from.bare.toString();
      const isAdmin = ctx.server.admins.of(host).includes(address);
      // Guests (XEP-0175) have none.
      if (who === 'user') return from.domain === host && ctx.accounts.exists(from.bare);
      return isAdmin && (!serverWide || ctx.server.hosts.every(administers(address)));
    }
    const administers = (address: string) => (host: string) => ctx.server.admins.of(host).includes(address);

    /** §2.2: "The responder is not required to send the same list of commands to all requesters." */
    function items(request: DiscoRequest, where: 'host' | 'account') {
      if (where === 'account' && !request.from.bare.equals(request.to.bare)) return undefined;
      if (request.node === COMMANDS) {
        const jid = request.to.bare.toString();
        const own = commandsAt(where).filter((command) => may(command, request));
        const language = spokenFor(request.lang);
        return { items: own.map(({ node, name }) => ({ jid, node, name: say(name, language) })) };
      }
      return commandsAt(where).some(({ node }) => node === request.node) ? { items: [] } : undefined;
    }

    function info(request: DiscoRequest, where: 'host' | 'account') {
      if (where === 'account' && !request.from.bare.equals(request.to.bare)) return undefined;
      const language = spokenFor(request.lang);
      if (request.node === COMMANDS)
        return {
          identities: [{ category: 'automation', type: 'command-list', name: say('Commands', language) }],
          features: [COMMANDS],
        };
      const command = commandsAt(where).find(({ node }) => node === request.node);
      if (!command) return undefined;
      // §2.2: "If the command is not available to the requester, the responder SHOULD respond with a 403 "Forbidden" error."
      if (!may(command, request)) throw new StanzaError('forbidden');
      // §2.2: "A responder MUST at least provide <identity category='automation' type='command-node'/> and <feature
      // var='http://jabber.org/protocol/commands'/>, and SHOULD include <feature var='jabber:x:data'/>."
      return {
        identities: [{ category: 'automation', type: 'command-node', name: say(command.name, language) }],
        features: [COMMANDS, NS.data],
      };
    }

    async function execute(iq: IqRequest, where: 'host' | 'account'): Promise<Element> {
      const { payload, from, host, session } = iq;
      const { node, sessionid, action = 'execute' } = payload.attrs;
      // §4.1: "The "node" attribute uniquely identifies the command. This attribute MUST be present."
      if (!node) throw new StanzaError('bad-request', 'which command?');
      if (!ACTIONS.has(action)) throw refusal('malformed-action', 'there is no such action');
      const command = commandsAt(where).find((known) => known.node === node);
      if (!command) throw new StanzaError('item-not-found', 'there is no such command');
      const request: AdhocRequest = { from, host, session };
      // Asked at every step: rights may have been taken away meanwhile.
      if (!may(command, request)) throw new StanzaError('forbidden');
      const requester = from.toString();
      const responder = iq.to.bare.toString();
      // Of each step: somebody may go on with another program.
      const language = spokenFor(iq.stanza.attrs['xml:lang']);
      if (sessionid === undefined) {
        if (action !== 'execute') throw refusal('bad-action', 'nothing has been begun yet');
        const id = sessions.create({ command, requester, responder });
        const begun = { id, command, requester, responder, steps: [], at: 0 };
        return answer(begun, await command.start(request), language);
      }
      const running = sessions.find(sessionid, requester, responder, node);
      if (running === 'unknown') throw refusal('bad-sessionid', 'there is no such session');
      if (running === 'expired')
        throw new StanzaError('not-allowed', 'the session is over', {
          application: condition('session-expired'),
        });
      return goOn(running, action, payload, language);
    }

    async function goOn(
      running: Running,
      action: string,
      payload: Element,
      language: Language,
    ): Promise<Element> {
      const { id, command, steps } = running;
      if (action === 'cancel') {
        sessions.end(id);
        return reply(running, 'canceled', language);
      }
      if (action === 'prev') {
        const [before] = steps.slice(-2, -1);
        if (!before) throw refusal('bad-action', 'there is no earlier step');
        return answer({ ...running, steps: steps.slice(0, -2) }, before, language);
      }
      const step = steps.at(-1)!;
      const forms = payload.getChildren('x', NS.data);
      // §3.5.1: "Responders SHOULD consider any <x type='cancel'/> to be <x type='submit'/>."
      if (forms.length > 1 || (forms[0] && !['submit', 'cancel'].includes(forms[0].attrs.type ?? '')))
        throw refusal('bad-payload', 'one submitted form is expected');
      const values = readSubmission(forms[0], step.form.fields, command.formType ?? command.node);
      if (typeof values === 'string') throw refusal('bad-payload', values);
      // WHY first: what runs must not be begun a second time by the same answer sent twice.
      sessions.end(id);
      return answer(running, await step.submit(values), language);
    }

    function answer(running: Running, step: AdhocStep, language: Language): Element {
      if (!('form' in step)) {
        sessions.end(running.id);
        return done(running, step, language);
      }
      const { command } = running;
      sessions.keep({ ...running, steps: [...running.steps, step] });
      // §3.4: the actions of a form; "execute" means the first of them.
      const actions = xml('actions', { execute: 'complete' }, xml('complete'));
      if (running.steps.length > 0) actions.c('prev');
      const form = formToFill(sayForm(step.form, language), command.formType ?? command.node);
      return reply(running, 'executing', language, actions, form);
    }
  },
});

function done(running: Running, step: Exclude<AdhocStep, FormStep>, language: Language): Element {
  const { note, failed, fields = [], elements = [] } = step;
  const { formType = running.command.node } = running.command;
  const children: Element[] = [];
  if (note !== undefined) children.push(xml('note', { type: 'info' }, say(note, language)));
  // §3.6: "If a command completes but fails, the responder MUST include at least one <note type='error'/>".
  if (failed !== undefined) children.push(xml('note', { type: 'error' }, say(failed, language)));
  const shown = fields.map((field) => sayField(field, language));
  if (shown.length > 0 || elements.length > 0) children.push(formOfResult(shown, formType, elements));
  return reply(running, 'completed', language, ...children);
}

const reply = (
  { id, command }: Running,
  status: string,
  language: Language,
  ...children: Element[]
): Element =>
  xml(
    'command',
    { xmlns: COMMANDS, node: command.node, sessionid: id, status, 'xml:lang': language },
    ...children,
  );

const condition = (name: string) => xml(name, { xmlns: COMMANDS });

/** §4.4: <bad-request/> with a condition of its own. */
const refusal = (name: string, text: string) =>
  new StanzaError('bad-request', text, { application: condition(name) });
