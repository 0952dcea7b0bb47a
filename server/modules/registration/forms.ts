/**
 * What is asked of somebody who registers, and what comes back. Spec: XEP-0077 §3.1, §4 (data forms), §5 (redirection), §6
 * (which takes precedence), XEP-0158 §4.
 */
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { formToFill } from '../support/data-form.ts';
import { xml } from '../support/elements.ts';
import type { Challenge } from './captcha.ts';
import { registerError } from './errors.ts';

const OOB = 'jabber:x:oob';
const MAX_FIELD = 3071;

/** The fields of the protocol itself, for which every program has a place. */
export const plainFields = (username: string): Element =>
  xml(
    'query',
    { xmlns: NS.register },
    xml('instructions', {}, 'Choose a name and a password.'),
    xml('username', {}, username),
    xml('password'),
  );

/** §5: "include only the <instructions/> element rather than the required fields […] as well as a URL". */
export const redirection = (url: string): Element =>
  xml(
    'query',
    { xmlns: NS.register },
    xml('instructions', {}, `To register, visit ${url}`),
    xml('x', { xmlns: OOB }, xml('url', {}, url)),
  );

/** §6: with fields that the protocol does not have: "x:data form + iq:register instructions". */
/** @param sid the id of the request that is answered, XEP-0158 §4. */
export function challengeForm({ id, question }: Challenge, sid: string): Element {
  const form = formToFill(
    {
      title: 'Registration',
      instructions: 'Choose a name and a password, and answer the question.',
      fields: [
        { name: 'username', type: 'text-single', label: 'Name', required: true },
        { name: 'password', type: 'text-private', label: 'Password', required: true },
        // XEP-0158 §4: "the server's challenge ID is specified within the form".
        { name: 'challenge', type: 'hidden', values: [id] },
        { name: 'sid', type: 'hidden', values: [sid] },
        { name: 'qa', type: 'text-single', label: question, required: true },
      ],
    },
    NS.register,
  );
  return xml(
    'query',
    { xmlns: NS.register },
    xml('instructions', {}, 'Your program cannot show the form that is needed to register here.'),
    form,
  );
}

export interface Submission {
  readonly username: string;
  readonly password: string;
  readonly challenge: string;
  readonly answer: string;
}

/** §4: "The x:data form shall take precedence over the iq:register fields". Missing ones are empty. */
export function readSubmission(query: Element): Submission {
  const forms = query.getChildren('x', NS.data);
  const form = forms[0];
  if (forms.length > 1 || (form && form.attrs.type !== 'submit'))
    throw registerError('bad-request', 'one submitted form is expected');
  const read = form ? fromForm(form) : (name: string) => fromElement(query, name);
  return {
    username: read('username'),
    password: read('password'),
    challenge: read('challenge'),
    answer: read('qa'),
  };
}

function fromForm(form: Element): (name: string) => string {
  const fields = form.getChildren('field');
  const type = fields.find(({ attrs }) => attrs.var === 'FORM_TYPE')?.getChildText('value');
  if (type !== undefined && type !== null && type !== NS.register)
    throw registerError('bad-request', 'the form is another one');
  return (name) => {
    const named = fields.filter(({ attrs }) => attrs.var === name);
    if (named.length > 1) throw registerError('bad-request', `${name} is there twice`);
    return bounded(named[0]?.getChildText('value') ?? '');
  };
}

function fromElement(query: Element, name: string): string {
  const named = query.getChildren(name, NS.register);
  if (named.length > 1) throw registerError('bad-request', `${name} is there twice`);
  return bounded(named[0]?.getText() ?? '');
}

function bounded(text: string): string {
  if (text.length > MAX_FIELD) throw registerError('not-acceptable', 'a field is too long');
  return text;
}
