/**
 * What is asked of somebody who registers, and what comes back. Spec: XEP-0077 §3.1, §4 (data forms), §5 (redirection), §6
 * (which takes precedence), XEP-0158 §4.
 */
import { createHash } from 'node:crypto';
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { formToFill } from '../support/data-form.ts';
import { xml } from '../support/elements.ts';
import type { Answers, Challenge } from './captcha.ts';
import { registerError } from './errors.ts';
import { HEIGHT, WIDTH } from './picture.ts';
import type { Words } from './words.ts';

const OOB = 'jabber:x:oob';
const BITS_OF_BINARY = 'urn:xmpp:bob';
const PNG = 'image/png';
const MAX_FIELD = 3071;

/** The fields of the protocol itself, for which every program has a place. */
export const plainFields = (username: string, waits: boolean, words: Words): Element =>
  xml(
    'query',
    { xmlns: NS.register },
    xml('instructions', {}, `${words.choose}${waits ? words.afterwards : ''}`),
    xml('username', {}, username),
    xml('password'),
  );

/** §5: "include only the <instructions/> element rather than the required fields […] as well as a URL". */
export const redirection = (url: string, words: Words): Element =>
  xml(
    'query',
    { xmlns: NS.register },
    xml('instructions', {}, words.visit(url)),
    xml('x', { xmlns: OOB }, xml('url', {}, url)),
  );

/**
 * §6: with fields that the protocol does not have: "x:data form + iq:register instructions".
 * @param sid the id of the request that is answered, XEP-0158 §4.
 * @param waits whether the account waits for an administrator.
 */
export function challengeForm(
  { id, question, picture }: Challenge,
  sid: string,
  waits: boolean,
  words: Words,
): Element {
  const form = formToFill(
    {
      title: words.title,
      instructions: `${words.chooseAndAnswer}${waits ? words.afterwards : ''}`,
      fields: [
        { name: 'username', type: 'text-single', label: words.name, required: true },
        { name: 'password', type: 'text-private', label: words.password, required: true },
        // XEP-0158 §4: "the server's challenge ID is specified within the form".
        { name: 'challenge', type: 'hidden', values: [id] },
        { name: 'sid', type: 'hidden', values: [sid] },
        // §3.2: "an 'answers' <field/> element in the form, which specifies how many answers the sender needs to include".
        { name: 'answers', type: 'hidden', values: ['1'] },
        { name: 'qa', type: 'text-single', label: question },
        { name: 'ocr', type: 'text-single', label: words.picture },
      ],
    },
    NS.register,
  );
  const cid = `sha1+${createHash('sha1').update(picture).digest('hex')}@bob.xmpp.org`;
  form
    .getChildren('field')
    .find(({ attrs }) => attrs.var === 'ocr')!
    .cnode(mediaElement(cid));
  return xml(
    'query',
    { xmlns: NS.register },
    xml('instructions', {}, words.noForms),
    form,
    // XEP-0231 §2: along with what refers to it; nobody is logged in yet who could ask for it later.
    xml(
      'data',
      { xmlns: BITS_OF_BINARY, cid, type: PNG, 'max-age': 0 },
      Buffer.from(picture).toString('base64'),
    ),
  );
}

/** XEP-0221 §2. */
const mediaElement = (cid: string): Element =>
  xml(
    'media',
    { xmlns: 'urn:xmpp:media-element', height: HEIGHT, width: WIDTH },
    xml('uri', { type: PNG }, `cid:${cid}`),
  );

export interface Submission {
  readonly username: string;
  readonly password: string;
  readonly challenge: string;
  readonly answers: Answers;
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
    answers: { question: read('qa'), picture: read('ocr') },
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
