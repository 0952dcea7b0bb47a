/**
 * What the server knows of a connected program because it told: its name and kind, and what it has switched on. Written by the module
 * each is about, read by people-state/. Not `ctx.sessionState`, which is one module's own.
 */
import type { Element } from 'ltx';
import type { SessionStateKey } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';

export interface ProgramIdentity {
  /** It has said what it is. */
  readonly known: boolean;
  /** As it calls itself; empty where it does not. */
  readonly name: string;
  readonly version: string;
  readonly os: string;
  /** Of the registry of identities, category `client`: `pc`, `phone`, `web`. */
  readonly type: string;
}

export const SILENT: ProgramIdentity = { known: false, name: '', version: '', os: '', type: '' };

export const PROGRAM: SessionStateKey<ProgramIdentity> = { name: 'caps.program', initial: () => SILENT };
/** Carbons are on (XEP-0280). */
export const CARBONS: SessionStateKey<boolean> = { name: 'carbons.enabled', initial: () => false };
/** It said that nobody looks at it (XEP-0352). Changed in place: a telephone says it at each look, and it is worth no write to disk. */
export const ATTENTION: SessionStateKey<{ away: boolean }> = {
  name: 'client-state.attention',
  initial: () => ({ away: false }),
};
/** When it last read the person's archive (XEP-0313), in ms; to the minute. 0: not yet. */
export const READ_AT: SessionStateKey<number> = { name: 'archive.read-at', initial: () => 0 };
/** The registration for push it asked for, by its key (XEP-0357); '' for none. */
export const PUSH_ASKED: SessionStateKey<string> = { name: 'push.registration', initial: () => '' };

const SOFTWARE = 'urn:xmpp:dataforms:softwareinfo';
const MAX_TEXT = 100;

/** WHY: it is shown to an operator, and somebody else wrote it. */
export const bounded = (text: string | null | undefined): string =>
  (text ?? '')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);

/** From an answer to disco#info: the identity of category `client`, and the form of XEP-0232 where there is one. */
export function identityIn(info: Element): ProgramIdentity {
  const identity = info.getChildren('identity').find(({ attrs }) => attrs.category === 'client');
  const form = info.getChildren('x', NS.data).find((one) => fieldOf(one, 'FORM_TYPE') === SOFTWARE);
  const said = (name: string) => bounded(form && fieldOf(form, name));
  return {
    known: true,
    name: said('software') || bounded(identity?.attrs.name),
    version: said('software_version'),
    os: [said('os'), said('os_version')].filter(Boolean).join(' '),
    type: bounded(identity?.attrs.type),
  };
}

const fieldOf = (form: Element, name: string): string | undefined =>
  form
    .getChildren('field')
    .find(({ attrs }) => attrs.var === name)
    ?.getChildText('value') ?? undefined;
