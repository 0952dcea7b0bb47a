/**
 * Runs conversation scripts against a real server over TLS sockets.
 *
 * Each step is done before the next begins: what a step sends is handled by the server, and all it caused has arrived,
 * before the next step looks. So `receives` takes what is there, in order, and `receives nothing` is certain.
 */
import { createHash } from 'node:crypto';
import type { Element } from 'ltx';
import { attachComponent } from './component-client.ts';
import { mismatch, parsePattern, substitute, type Variables } from './script-match.ts';
import type { Script, Step } from './script-parse.ts';
import { attachRemote, type RemoteServer } from './script-remote.ts';
import { COMPONENT_SECRET, type TestServer } from './server.ts';
import type { RawClient } from './xmpp-client.ts';

const SM = 'urn:xmpp:sm:3';

/** One device of the script, over as many connections as it has. */
interface Device {
  readonly user: string;
  readonly resource: string;
  client: RawClient;
  /** Stream features not looked at yet come before what the client received. */
  readonly early: Element[];
  jid: string;
  resumeId: string | undefined;
  /** Stanzas received since stream management was enabled, undefined before. */
  handled: number | undefined;
}

/** Throws with script, line, what was expected and what came. Leaves no account behind. */
export async function runScript(script: Script, test: TestServer): Promise<void> {
  const devices = new Map<string, Device>();
  const variables: Variables = new Map([['host', test.host]]);
  const remotes = new Map(script.remotes.map((domain) => [domain, attachRemote(domain, test)]));
  await test.createAccounts(...script.accounts);
  try {
    for (const step of script.steps) {
      try {
        const remote = remotes.get(step.who);
        if (remote) await runRemote(step, remote, devices, variables);
        else await runStep(step, { test, devices, variables });
      } catch (cause) {
        throw new Error(`${script.file}:${step.line}: ${step.text}\n${(cause as Error).message}`, { cause });
      }
    }
  } finally {
    await cleanUp(test, devices);
    for (const remote of remotes.values()) remote.close();
  }
}

/** Another server sends and receives; it neither connects nor goes away. */
async function runRemote(
  { verb, rest }: Step,
  remote: RemoteServer,
  devices: Map<string, Device>,
  variables: Variables,
): Promise<void> {
  // What devices sent before is handled first.
  await settleAll(devices);
  if (verb === 'sends') return remote.send(substitute(rest, variables));
  await remote.settle();
  if (verb === 'receives nothing') {
    if (remote.received.length > 0) throw new Error(`but it received\n${list(remote.received)}`);
  } else if (verb === 'receives' || verb === 'receives exactly') {
    const element = await remote.next(rest);
    compare(element, remote.received, rest, verb === 'receives exactly', variables);
  } else throw new Error(`another server does not know "${verb}"`);
}

interface Stage {
  readonly test: TestServer;
  readonly devices: Map<string, Device>;
  readonly variables: Variables;
}

async function runStep(step: Step, stage: Stage): Promise<void> {
  const { who, verb, rest } = step;
  const { test, devices, variables } = stage;
  const options = rest
    .replace(/^,/, '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (verb === 'connects') return connect(who, options, stage);
  if (verb === 'fails to connect') return failToConnect(who, options, stage);
  if (verb === 'opens a stream') return openStream(who, options, stage);
  if (verb === 'logs in') return logIn(who, options, stage);
  if (verb === 'attaches') return attach(who, stage);
  if (verb === 'resumes') return resume(device(devices, who), rest, stage);

  const one = device(devices, who);
  switch (verb) {
    case 'sends':
    case 'sends raw':
      one.client.send(substitute(rest, variables));
      return;
    case 'receives':
    case 'receives exactly':
      return receive(one, rest, verb === 'receives exactly', variables);
    case 'receives nothing': {
      await settleAll(devices);
      const came = pending(one);
      if (came.length > 0) throw new Error(`but it received\n${list(came)}`);
      return;
    }
    case 'disconnects':
      await ended(test, one, () => one.client.close());
      return;
    case 'loses connection':
      await settle(one);
      if (one.handled !== undefined) one.handled += one.client.received.filter(isStanza).length;
      await ended(test, one, async () => one.client.destroy());
      return;
    case 'is disconnected':
      await one.client.closed();
      return;
    default:
      throw new Error(`the runner does not know "${verb}"`);
  }
}

function device(devices: Map<string, Device>, who: string): Device {
  const found = devices.get(who);
  if (!found) throw new Error(`${who} has not connected`);
  return found;
}

const passwordIn = (options: readonly string[]) =>
  options.find((option) => option.startsWith('with password '))?.slice('with password '.length);

function split(who: string): [user: string, resource: string] {
  const [user = '', resource = ''] = who.split('/');
  return [user, resource];
}

function newDevice(who: string, client: RawClient, jid: string): Device {
  const [user, resource] = split(who);
  return { user, resource, client, early: [], jid, resumeId: undefined, handled: undefined };
}

async function connect(who: string, options: readonly string[], stage: Stage): Promise<void> {
  const { test, devices } = stage;
  const [user, resource] = split(who);
  const [name = '', host] = user.split('@');
  const client = await test.session(name, { resource, host, password: passwordIn(options) });
  const one = newDevice(who, client, client.jid);
  devices.set(who, one);
  for (const option of options) await prepare(one, option);
  if (!options.includes('without presence')) {
    const priority = options
      .find((option) => option.startsWith('with priority '))
      ?.slice('with priority '.length);
    const inside = priority === undefined ? '' : `<priority>${priority}</priority>`;
    const wants = options.find((option) => option.startsWith('wants '))?.slice('wants '.length);
    client.send(`<presence>${inside}${wants ? capabilities(wants) : ''}</presence>`);
    if (wants) await answerForCapabilities(one, wants, devices);
  }
  await settleAll(devices);
  // What every arrival causes is not worth a line in every script: presence.txt looks at it.
  for (const other of devices.values()) {
    const own = client.jid.split('/')[0];
    const noise = ({ name, attrs }: Element) =>
      name === 'presence' &&
      attrs.type === undefined &&
      (attrs.from === client.jid || (other === one && attrs.from?.split('/')[0] === own));
    for (const element of other.client.received.filter(noise))
      await take(other, (wanted) => wanted === element);
  }
}

/** A component (XEP-0114); it writes its own addresses. */
async function attach(domain: string, { test, devices }: Stage): Promise<void> {
  const port = test.server.ports.find(({ type }) => type === 'component')?.port ?? 0;
  const client = await attachComponent({ port, domain, host: test.host, secret: COMPONENT_SECRET });
  devices.set(domain, newDevice(domain, client, domain));
  await settleAll(devices);
}

async function prepare(one: Device, option: string): Promise<void> {
  if (option === 'enables carbons') await ask(one, 'set', "<enable xmlns='urn:xmpp:carbons:2'/>");
  else if (option === 'asks for the roster') await ask(one, 'get', "<query xmlns='jabber:iq:roster'/>");
  else if (option === 'enables stream management' || option === 'enables resumption') {
    const resume = option === 'enables resumption' ? " resume='true'" : '';
    one.client.send(`<enable xmlns='${SM}'${resume}/>`);
    const enabled = await one.client.find(({ name }) => name === 'enabled' || name === 'failed');
    one.resumeId = enabled.attrs.id;
    one.handled = 0;
  } else if (!/^(without presence|with (priority|password) |wants )/.test(option))
    throw new Error(`cannot read "${option}"`);
}

/** XEP-0115: what a program that wants notifications of these nodes says in its presence, and answers when asked. */
function capabilities(nodes: string): string {
  const hashed = ['client/pc//script<', ...featuresFor(nodes).map((feature) => `${feature}<`)].join('');
  const ver = createHash('sha1').update(hashed).digest('base64');
  return `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:script' ver='${ver}'/>`;
}

const featuresFor = (nodes: string) =>
  nodes
    .split(' ')
    .map((node) => `${node}+notify`)
    .sort();

/** The server asks only for a version it does not know yet. */
async function answerForCapabilities(
  one: Device,
  nodes: string,
  devices: Map<string, Device>,
): Promise<void> {
  await settleAll(devices);
  const info = 'http://jabber.org/protocol/disco#info';
  const asks = ({ name, attrs, ...element }: Element) =>
    name === 'iq' && attrs.type === 'get' && element.children.some((child) => String(child).includes(info));
  if (!one.client.received.some(asks)) return;
  const { attrs } = await take(one, asks);
  const node = `urn:script#${/ver='([^']*)'/.exec(capabilities(nodes))?.[1]}`;
  const features = featuresFor(nodes).map((feature) => `<feature var='${feature}'/>`);
  one.client.send(
    `<iq type='result' id='${attrs.id}' to='${attrs.from}'><query xmlns='${info}' node='${node}'>` +
      `<identity category='client' type='pc' name='script'/>${features.join('')}</query></iq>`,
  );
}

async function failToConnect(who: string, options: readonly string[], { test }: Stage): Promise<void> {
  const [user] = split(who);
  const outcome = await test.login(user, { password: passwordIn(options) }).then(
    () => 'logged in',
    (error: Error) => error.message,
  );
  if (!outcome.startsWith('not logged in')) throw new Error(`but: ${outcome}`);
}

async function openStream(who: string, options: readonly string[], { test, devices }: Stage): Promise<void> {
  const client = await test.connect();
  const one = newDevice(who, client, '');
  devices.set(who, one);
  const from = options.find((option) => option.startsWith('from '))?.slice('from '.length);
  one.early.push(await client.openStream(from === undefined ? {} : { from }));
}

async function logIn(who: string, options: readonly string[], { test, devices }: Stage): Promise<void> {
  const [user] = split(who);
  const client = await test.connect();
  const one = newDevice(who, client, '');
  devices.set(who, one);
  await client.openStream();
  one.early.push(await client.authenticate(user, passwordIn(options) ?? 'secret'));
}

/** `resumes`, `resumes with h='5'`: a new connection takes the session over. */
async function resume(one: Device, rest: string, { test }: Stage): Promise<void> {
  const h = /h='(\d+)'/.exec(rest)?.[1] ?? String(one.handled);
  one.client = await test.login(one.user);
  one.client.send(`<resume xmlns='${SM}' previd='${one.resumeId}' h='${h}'/>`);
}

async function receive(one: Device, rest: string, exactly: boolean, variables: Variables): Promise<void> {
  const wanted = parsePattern(substitute(rest.split(WITHOUT)[0] ?? '', variables));
  const element = await next(one, wanted);
  compare(element, pending(one), rest, exactly, variables);
}

const WITHOUT = /(?<=>)\s+without\s+(?=<)/;

/** `rest` is `<…>` or `<…> without <…>`; what else was received is for the message. */
function compare(
  element: Element,
  others: readonly Element[],
  rest: string,
  exactly: boolean,
  variables: Variables,
): void {
  const [wantedText = '', forbiddenText] = rest.split(WITHOUT);
  const wanted = parsePattern(substitute(wantedText, variables));
  const why = mismatch(element, wanted, variables, exactly);
  if (why) throw new Error(`but ${why}; received\n${list([element, ...others])}`);
  if (forbiddenText === undefined) return;
  const forbidden = parsePattern(substitute(forbiddenText, variables));
  if (
    element.getChildElements().some((child) => mismatch(child, forbidden, new Map(variables)) === undefined)
  )
    throw new Error(`but it has ${forbidden}; received\n${list([element])}`);
}

const isAckRequest = (element: Element) => element.name === 'r' && element.getNS() === SM;
const isStanza = ({ name }: Element) => name === 'message' || name === 'presence' || name === 'iq';

/** What was received and not looked at yet; the server's requests for acknowledgement are not worth a line. */
function pending(one: Device): Element[] {
  return [...one.early, ...one.client.received.filter((element) => !isAckRequest(element))];
}

async function next(one: Device, wanted: Element): Promise<Element> {
  const early = one.early.shift();
  return early ?? take(one, (element) => wanted.name === 'r' || !isAckRequest(element), String(wanted));
}

/** Every stanza taken is counted, as stream management wants it. */
async function take(one: Device, fits: (element: Element) => boolean, what?: string): Promise<Element> {
  const element = await one.client.find(fits, what);
  if (one.handled !== undefined && isStanza(element)) one.handled += 1;
  if (element.name === 'success') noteBinding(one, element);
  return element;
}

/** XEP-0386: the answer to the log-in says the full address, and whether stream management is on. */
function noteBinding(one: Device, success: Element): void {
  const jid = success.getChildText('authorization-identifier') ?? '';
  if (jid.includes('/')) one.jid = jid;
  const enabled = success.getChild('bound')?.getChild('enabled', SM);
  if (enabled) [one.resumeId, one.handled] = [enabled.attrs.id, 0];
}

async function ask(one: Device, type: 'get' | 'set', payload: string): Promise<void> {
  await one.client.query(type, payload);
  if (one.handled !== undefined) one.handled += 1;
}

async function settle(one: Device): Promise<void> {
  if (one.jid === '' || one.client.socket.destroyed) return;
  await one.client.settle();
  if (one.handled !== undefined) one.handled += 1;
}

/** Twice around: what the first round caused elsewhere has arrived after the second. */
async function settleAll(devices: Map<string, Device>): Promise<void> {
  for (const one of devices.values()) await settle(one);
  for (const one of devices.values()) await settle(one);
}

/** Does `cut` and waits until the server has noticed. */
async function ended(test: TestServer, one: Device, cut: () => Promise<void>): Promise<void> {
  const { hooks } = test.server;
  const noticed = new Promise<void>((resolve) => {
    if (one.jid === '') resolve();
    const isIt = ({ session }: { session: { jid: { toString(): string } } }) => {
      if (session.jid.toString() === one.jid) resolve();
    };
    undo.push(hooks.on('session.detached', 'deliver', isIt), hooks.on('session.ended', 'deliver', isIt));
    undo.push(
      hooks.on('component.detached', 'deliver', ({ domain }) => {
        if (domain === one.jid) resolve();
      }),
    );
  });
  await cut();
  await noticed;
  for (const step of undo.splice(0)) step();
}
const undo: (() => void)[] = [];

async function cleanUp(test: TestServer, devices: Map<string, Device>): Promise<void> {
  for (const [who, one] of devices) {
    if (test.server.components.at(who)?.state.at === 'attached')
      await ended(test, one, async () => one.client.destroy());
    one.client.destroy();
  }
  const { accounts, facts, sessions } = test.server;
  for (const session of [...sessions.all()]) session.end('the script is over');
  for (const host of facts.hosts) for (const { jid } of accounts.list(host)) await accounts.remove(jid);
}

const list = (elements: readonly Element[]) =>
  elements.map((element) => `    ${element}`).join('\n') || '    (nothing)';
