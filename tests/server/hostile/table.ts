/**
 * The form of the tables of what is sent wrong: a sentence of a specification, and under it the cases that show it obeyed.
 *
 * A case begins on a fresh connection in the state it names; its last column is what comes back, in order, and nothing else.
 * `stream error X` is followed by the end of the stream; `X error Y` answers a stanza; `nothing` is certain, not a wait.
 */
import type { Element } from 'ltx';
import type { TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

export type State = 'connected' | 'plaintext' | 'secured' | 'asked' | 'logged in' | 'bound' | 'managed';
export type Case = [why: string, at: State, send: string | Buffer, answers: string];

export interface Rule {
  /** Document and section. */
  readonly at: string;
  /** The sentence, in quotation marks where it is the document's own; else what it comes to. */
  readonly says: string;
  readonly cases: readonly Case[];
  /** Why there is no case. */
  readonly because?: string;
}

export const rule = (at: string, says: string, cases: readonly Case[]): Rule => ({ at, says, cases });
/** A rule whose case cannot arise on a client's stream, or is shown elsewhere. */
export const noCase = (at: string, says: string, because: string): Rule => ({ at, says, cases: [], because });

// --- what is sent ---------------------------------------------------------------------------------------------------------

export const SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
export const TLS = "xmlns='urn:ietf:params:xml:ns:xmpp-tls'";
export const BIND = "xmlns='urn:ietf:params:xml:ns:xmpp-bind'";
export const SM = "xmlns='urn:xmpp:sm:3'";
export const PING = "<ping xmlns='urn:xmpp:ping'/>";

export const base64 = (text: string) => Buffer.from(text).toString('base64');
export const auth = (mechanism: string, text = '') => `<auth ${SASL} mechanism='${mechanism}'>${text}</auth>`;
export const plain = (text: string) => auth('PLAIN', base64(text));
export const scram = (text: string, mechanism = 'SCRAM-SHA-256') => auth(mechanism, base64(text));
export const response = (text: string) => `<response ${SASL}>${base64(text)}</response>`;
export const iq = (type: string, payload: string, attrs = '') =>
  `<iq type='${type}' id='i' ${attrs}>${payload}</iq>`;
export const bind = (content = '') => `<bind ${BIND}>${content}</bind>`;
export const resource = (name: string) => `<resource>${name}</resource>`;

const NAMESPACES = "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'";
/** A stream header. */
export const header = (attrs = "to='test' version='1.0'", namespaces = NAMESPACES, root = 'stream:stream') =>
  `<${root} ${namespaces} ${attrs}>`;

/** A message nobody gets, with these bytes in its body: allowed ones bring it back. */
export const inBody = (...bytes: number[]) =>
  Buffer.concat([
    Buffer.from("<message to='nobody@test'><body>"),
    Buffer.from(bytes),
    Buffer.from('</body></message>'),
  ]);

// --- where it is sent -----------------------------------------------------------------------------------------------------

/** A connection of nina's in a state. */
export async function reach(server: TestServer, state: State): Promise<RawClient> {
  switch (state) {
    case 'connected':
      return server.connect();
    case 'plaintext': {
      const client = await server.connect({ tls: 'starttls' });
      await client.openStream();
      return client;
    }
    case 'secured':
    case 'asked': {
      const client = await server.connect();
      await client.openStream();
      if (state === 'asked') {
        client.send(auth('PLAIN'));
        await client.expect();
      }
      return client;
    }
    case 'logged in':
      return server.login('nina');
    case 'bound':
      return server.session('nina');
    case 'managed': {
      const client = await server.session('nina');
      client.send(`<enable ${SM} resume='true'/>`);
      await client.expect();
      return client;
    }
  }
}

// --- what comes back ------------------------------------------------------------------------------------------------------

const firstChild = (element: Element | undefined) => element?.getChildElements()[0]?.name ?? '';

/** An answer in the words of the tables. */
export function describeAnswer(element: Element): string {
  if (element.name === 'stream:error') return `stream error ${firstChild(element)}`;
  const error = element.getChild('error');
  if (error) return `${element.name} error ${firstChild(error)}`;
  if (element.name === 'failure' || element.name === 'failed')
    return `${element.name} ${firstChild(element)}`.trim();
  return `${element.name} ${element.attrs.type ?? ''}`.trim();
}

/** Sends and reads as many answers as are expected; after a stream error the end. */
export async function answersTo(
  client: RawClient,
  attack: string | Buffer,
  expected: string,
): Promise<string> {
  client.socket.write(attack);
  if (expected === 'nothing') {
    await client.settle();
    return client.received.map(describeAnswer).join(', ') || 'nothing';
  }
  if (expected === 'the end') {
    await client.closed();
    return client.received.map(describeAnswer).join(', ') || 'the end';
  }
  const answers: string[] = [];
  while (answers.length < expected.split(', ').length && !answers.at(-1)?.startsWith('stream error'))
    answers.push(describeAnswer(await client.expect()));
  if (answers.at(-1)?.startsWith('stream error')) await client.closed();
  return [...answers, ...client.received.map(describeAnswer)].join(', ');
}
