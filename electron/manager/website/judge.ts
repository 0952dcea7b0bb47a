/** What an answer means: the hop or header that is missing, by name. Pure; each check is one table of questions in order. */
import { z } from 'zod';
import type { WebsiteCheck, WebsiteCheckId, WebsiteTrouble } from '../../contract/index.ts';
import type { Answer, Asked, Exchange } from './ask.ts';

type Data = WebsiteCheck['data'];
export type Verdict =
  | { readonly trouble: WebsiteTrouble; readonly data?: Data; readonly warning?: boolean }
  | undefined;

/** A check with what was sent and what came. */
export function outcome(
  id: WebsiteCheckId,
  { sent, came }: Pick<Exchange, 'sent' | 'came'>,
  verdict: Verdict,
): WebsiteCheck {
  return {
    id,
    state: verdict === undefined ? 'fine' : verdict.warning ? 'warning' : 'broken',
    trouble: verdict?.trouble ?? null,
    data: verdict?.data ?? {},
    ...{ sent: [...sent], came: [...came] },
  };
}

export const skipped = (id: WebsiteCheckId): WebsiteCheck => ({
  ...{ id, state: 'skipped', trouble: null, data: {}, sent: [], came: [] },
});

const EXPIRED = /EXPIRED|NOT_YET_VALID/;
const OTHER_NAME = /ALTNAME/;

/** Whether the name leads to a web server that shows a good certificate for it. */
export function judgeReach(asked: Asked, name: string): Verdict {
  if ('failed' in asked)
    return {
      ...{ trouble: asked.failed, data: { name, detail: asked.detail } },
      warning: asked.failed === 'offline',
    };
  const { distrust } = asked.answer;
  if (distrust === undefined) return undefined;
  const trouble = EXPIRED.test(distrust)
    ? 'certificate-expired'
    : OTHER_NAME.test(distrust)
      ? 'certificate-name'
      : 'certificate-unknown';
  return { trouble, data: { name, detail: distrust } };
}

/** What the server saw (server/modules/web-check.ts). */
const seenShape = z.object({
  remoteAddress: z.string(),
  secure: z.boolean(),
  host: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  received: z.number(),
});
export type SeenByServer = z.infer<typeof seenShape>;

export function readSeen({ status, body }: Answer): SeenByServer | undefined {
  if (status !== 200) return undefined;
  try {
    return seenShape.safeParse(JSON.parse(body)).data;
  } catch {
    // Somebody else's page.
    return undefined;
  }
}

const AWAY = [502, 503, 504];

/** Whether requests arrive at Chatelaine, with all it has to know of them. */
export function judgePassedOn(asked: Asked, name: string, behind: boolean): Verdict {
  if ('failed' in asked) return { trouble: asked.failed, data: { name, detail: asked.detail } };
  const { answer } = asked;
  const { status } = answer;
  const server = String(answer.headers.server ?? '');
  if (AWAY.includes(status)) return { trouble: 'chatelaine-away', data: { status, server } };
  if (status >= 300 && status < 400)
    return { trouble: 'redirected', data: { status, location: String(answer.headers.location ?? '') } };
  const seen = readSeen(answer);
  if (!seen) return { trouble: 'other-site', data: { status, server } };
  return behind ? judgeHeaders(seen, name) : undefined;
}

export function judgeHeaders(seen: SeenByServer, name: string): Verdict {
  const { headers, remoteAddress } = seen;
  const told = headers['x-forwarded-for'] ?? headers.forwarded;
  // It says whom it speaks for, or that they came encrypted, and is not believed.
  const disbelieved =
    (told !== undefined && !told.includes(remoteAddress)) ||
    (!seen.secure && headers['x-forwarded-proto']?.toLowerCase() === 'https');
  if (disbelieved) return { trouble: 'proxy-not-trusted', data: { address: remoteAddress } };
  if (!seen.secure) return { trouble: 'not-encrypted', data: { header: 'X-Forwarded-Proto' } };
  if (told === undefined)
    return {
      trouble: 'person-unknown',
      data: { header: 'X-Forwarded-For', address: remoteAddress },
      warning: true,
    };
  const asked = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (asked !== name)
    return { trouble: 'name-lost', data: { header: 'Host', name, came: asked }, warning: true };
  return undefined;
}

/** Whether the largest file gets past the web server. Chatelaine knows no slot for it, and says so: that is the good answer. */
export function judgeLargest(asked: Asked, name: string, megabytes: number): Verdict {
  if ('failed' in asked) return { trouble: asked.failed, data: { name, detail: asked.detail } };
  const { status } = asked.answer;
  if (status !== 413) return undefined;
  return { trouble: 'file-too-small', data: { status, megabytes, server: serverOf(asked.answer) } };
}

/** What answered calls itself; ours says nothing. */
const serverOf = ({ headers }: Answer): string => String(headers.server ?? headers.via ?? '');

/** Whether a file that somebody has a slot for was taken (XEP-0363 §7: 201). */
export function judgePut(asked: Asked, name: string): Verdict {
  if ('failed' in asked) return { trouble: asked.failed, data: { name, detail: asked.detail } };
  const { status } = asked.answer;
  if (status === 201) return undefined;
  return { trouble: 'upload-refused', data: { status, server: serverOf(asked.answer) } };
}

/** What Chatelaine says of every file (server/modules/upload/download.ts), and what goes wrong without it. */
const FILE_HEADERS = ['x-content-type-options', 'content-security-policy', 'content-disposition'] as const;

/** Whether the file comes back as it was sent, and with all that was said of it. */
export function judgeGet(asked: Asked, name: string, digest: string): Verdict {
  if ('failed' in asked) return { trouble: asked.failed, data: { name, detail: asked.detail } };
  const { status, headers, body } = asked.answer;
  if (status !== 200 || body !== digest)
    return { trouble: 'download-broken', data: { status, server: serverOf(asked.answer) } };
  const lost = FILE_HEADERS.find((header) => headers[header] === undefined);
  if (lost) return { trouble: 'header-lost', data: { header: lost }, warning: true };
  const origin = headers['access-control-allow-origin'];
  if (origin?.includes(',')) return { trouble: 'cors-twice', data: { came: origin } };
  return origin === '*'
    ? undefined
    : { trouble: 'cors-missing', data: { status, header: 'Access-Control-Allow-Origin' } };
}

/** Whether a part can be fetched: what a video needs to be wound forward, and a download to be taken up again (RFC 9110 §14). */
export function judgeRange(asked: Asked, name: string, digest: string): Verdict {
  if ('failed' in asked) return { trouble: asked.failed, data: { name, detail: asked.detail } };
  const { status, body } = asked.answer;
  return status === 206 && body === digest
    ? undefined
    : { trouble: 'range-lost', data: { status, header: 'Range' }, warning: true };
}

/** Whether pages of other sites may bring and fetch files (the Fetch standard's preflight). */
export function judgePreflight(asked: Asked, name: string): Verdict {
  if ('failed' in asked) return { trouble: asked.failed, data: { name, detail: asked.detail } };
  const { status, headers } = asked.answer;
  const origin = headers['access-control-allow-origin'];
  if (origin?.includes(',')) return { trouble: 'cors-twice', data: { came: origin } };
  const methods = String(headers['access-control-allow-methods'] ?? '');
  const fine = status < 300 && origin === '*' && /\bPUT\b/.test(methods);
  return fine
    ? undefined
    : { trouble: 'cors-missing', data: { status, header: 'Access-Control-Allow-Origin' } };
}

export function judgeWebSocket(asked: Asked, name: string): Verdict {
  if ('failed' in asked) return { trouble: asked.failed, data: { name, detail: asked.detail } };
  const { status, headers } = asked.answer;
  if (status === 101 && headers['sec-websocket-protocol'] === 'xmpp') return undefined;
  return { trouble: 'no-websocket', data: { status, header: 'Upgrade' } };
}

export function judgeBosh(asked: Asked, name: string): Verdict {
  if ('failed' in asked) return { trouble: asked.failed, data: { name, detail: asked.detail } };
  const { status, body } = asked.answer;
  return status === 200 && /<body[^>]* sid=/.test(body)
    ? undefined
    : { trouble: 'bosh-broken', data: { status } };
}

const hostMeta = z.object({ links: z.array(z.object({ rel: z.string(), href: z.string().optional() })) });

/** Whether the website of the domain says where chat is. Programs in browsers look nowhere else. */
export function judgeHostMeta(asked: Asked, domain: string, address: string): Verdict {
  if ('failed' in asked) return { trouble: 'website-away', data: { name: domain, detail: asked.detail } };
  const { status, headers, body } = asked.answer;
  if (status !== 200) return { trouble: 'host-meta-missing', data: { name: domain, status } };
  const links = readLinks(body);
  if (!links) return { trouble: 'host-meta-missing', data: { name: domain, status } };
  const wanted = address.replace(/^http/, 'ws');
  if (!links.some((href) => href.startsWith(`${wanted}/`)))
    return { trouble: 'host-meta-other', data: { name: domain, came: links[0] ?? '' } };
  const origin = headers['access-control-allow-origin'];
  if (origin !== '*')
    return { trouble: 'host-meta-cors', data: { name: domain, header: 'Access-Control-Allow-Origin' } };
  return undefined;
}

function readLinks(body: string): string[] | undefined {
  try {
    return hostMeta.parse(JSON.parse(body)).links.flatMap(({ href }) => href ?? []);
  } catch {
    // Somebody else's page.
    return undefined;
  }
}
