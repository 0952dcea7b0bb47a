/**
 * The web as programs in a browser meet it: Chromium, on a page of another origin, finds host-meta, logs in by WebSocket and by BOSH, brings a
 * file and fetches it; once directly and once through the real nginx.
 */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '../../support/need.ts';
import { freePort } from '../../support/ports.ts';
import { startNginx } from './nginx.ts';
import { ask, type Site, startSite } from './site.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
let page: Page;

async function openPage(): Promise<void> {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--host-resolver-rules=MAP test 127.0.0.1'],
  });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  page = await context.newPage();
}

/** Runs in the page: everything a web client does, by what host-meta told it. */
async function visit(base: string): Promise<Record<string, unknown>> {
  const meta = await (await fetch(`${base}/.well-known/host-meta.json`)).json();
  const find = (kind: string): string =>
    meta.links.find(({ rel }: { rel: string }) => rel === `urn:xmpp:alt-connections:${kind}`).href;

  const socket = new WebSocket(find('websocket'), 'xmpp');
  const frames: string[] = [];
  let wake = () => {};
  socket.onmessage = ({ data }) => {
    frames.push(data);
    wake();
  };
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('no WebSocket'));
  });
  const next = async (part: string): Promise<string> => {
    for (;;) {
      const at = frames.findIndex((frame) => frame.includes(part));
      if (at >= 0) return frames.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='test' version='1.0'/>";
  socket.send(open);
  await next('<stream:features');
  socket.send(
    `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${btoa('\0nina\0secret')}</auth>`,
  );
  await next('<success');
  socket.send(open);
  await next('<bind');
  socket.send(
    "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
  );
  const bound = await next('<jid>');

  socket.send(
    "<iq xmlns='jabber:client' type='get' id='s' to='upload.test'><request xmlns='urn:xmpp:http:upload:0' filename='p.png' size='4' content-type='image/png'/></iq>",
  );
  const slot = new DOMParser().parseFromString(await next('<slot'), 'text/xml');
  const urlOf = (name: string) => slot.getElementsByTagName(name)[0]!.getAttribute('url')!;
  const put = await fetch(urlOf('put'), {
    method: 'PUT',
    headers: { 'content-type': 'image/png' },
    body: new Blob(['four']),
  });
  const got = await fetch(urlOf('get'));
  const part = await fetch(urlOf('get'), { headers: { range: 'bytes=1-2' } });

  const bosh = find('xbosh');
  let rid = 1000;
  const post = async (attrs: string, payload = '') => {
    const body = `<body xmlns='http://jabber.org/protocol/httpbind' rid='${rid++}'${attrs}>${payload}</body>`;
    const headers = { 'content-type': 'text/xml; charset=utf-8' };
    return (await fetch(bosh, { method: 'POST', headers, body })).text();
  };
  const created = await post(" to='test' wait='30' hold='1' ver='1.6'");
  const sid = ` sid='${/ sid='([^']+)'/.exec(created)![1]}'`;
  const success = await post(
    sid,
    `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${btoa('\0otto\0secret')}</auth>`,
  );
  await post(`${sid} to='test' xmlns:xmpp='urn:xmpp:xbosh' xmpp:restart='true'`);
  await post(
    sid,
    "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
  );
  const to = /<jid>([^<]+)</.exec(bound)![1];
  void post(sid, `<message xmlns='jabber:client' to='${to}'><body>from BOSH to WebSocket</body></message>`);
  const message = await next('<message');
  await post(`${sid} type='terminate'`);

  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });
  socket.send("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
  return {
    put: put.status,
    got: await got.text(),
    part: [part.status, await part.text()],
    loggedIn: success.includes('<success'),
    message: /<body>([^<]+)</.exec(message)![1],
    closed: await closed,
    urls: [find('websocket'), bosh, urlOf('get')],
  };
}

const works = (base: string) => ({
  ...{
    put: 201,
    got: 'four',
    part: [206, 'ou'],
    loggedIn: true,
    message: 'from BOSH to WebSocket',
    closed: 1000,
  },
  urls: [
    `${base.replace('https', 'wss')}/xmpp-websocket`,
    `${base}/http-bind`,
    expect.stringMatching(new RegExp(`^${base}/upload/[\\w-]{40}/p\\.png$`)),
  ],
});

describeWith(['chromium'], 'a web client in Chromium', () => {
  beforeAll(openPage);
  afterAll(() => browser.close());

  test('directly', async () => {
    const site: Site = await startSite();
    await site.createAccounts('nina', 'otto');
    const base = `https://test:${site.web.tls}`;
    expect(await page.evaluate(visit, base)).toEqual(works(base));
    await site.stop();
  });

  describeWith(['nginx'], 'through nginx', () => {
    test('at the addresses it was told', async () => {
      const port = await freePort();
      const base = `https://test:${port}`;
      const site = await startSite({ config: { web: { url: base } } });
      await site.createAccounts('nina', 'otto');
      const nginx = await startNginx({ folder: site.folder, port, upstream: site.web.clear });
      expect(await page.evaluate(visit, base)).toEqual(works(base));
      await nginx.stop();
      await site.stop();
    });
  });
});

describeWith(['chromium'], 'a file that could run', () => {
  test('does not, when somebody opens it', async () => {
    const site = await startSite();
    await site.createAccounts('nina');
    const nina = await site.session('nina');
    const text = '<script>document.title = "run"</script>';
    const answer = await nina.query(
      'get',
      `<request xmlns='urn:xmpp:http:upload:0' filename='x.html' size='${text.length}' content-type='text/html'/>`,
      'upload.test',
    );
    const slot = answer.getChild('slot')!;
    await ask(site, slot.getChild('put')!.attrs.url!, { method: 'PUT', body: text });
    await openPage();
    const download = page.waitForEvent('download');
    // A browser that is told to save does not go there.
    await page.goto(slot.getChild('get')!.attrs.url!).catch(() => undefined);
    expect((await download).suggestedFilename()).toBe('x.html');
    expect(await page.title()).toBe('');
    await browser.close();
    await site.stop();
  });
});
