/** The files' own address: brought by PUT once, with a slot; read by GET by anybody who knows it. */
import { HttpError, type HttpRequest, type HttpResponse, type HttpRoute } from '../../kernel/http.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { FileSizeError, type FileStore } from '../../kernel/store.ts';
import type { Allowance } from './allowance.ts';
import { NOBODY } from './check.ts';
import { chooseDownload, fileHeaders, mediaType } from './download.ts';
import { endOf } from './keeping.ts';
import type { Ledger } from './ledger.ts';
import { bucketFor, type UploadOptions } from './options.ts';
import { readSlot, type Slot } from './slot.ts';

export interface FileRouteParts {
  readonly ctx: Pick<ModuleContext<UploadOptions>, 'accounts' | 'log' | 'options' | 'server'>;
  readonly path: string;
  readonly files: FileStore;
  readonly ledger: Ledger;
  readonly allowance: Allowance;
  readonly secret: string;
  readonly now: () => number;
}

const SLOT_WORDS = {
  forged: 'This address is not one to upload to.',
  expired: 'The time to upload this file is over.',
} as const;

/** Slower than this nobody is; whoever is holds a file open for ever. */
const SLOWEST_BYTES_PER_MS = 8;
const GRACE_MS = 60_000;
const DEFAULT_TYPE = 'application/octet-stream';

export function createFileRoutes(parts: FileRouteParts): HttpRoute[] {
  const { ctx, path, files, ledger, allowance, secret, now } = parts;
  /** Files that are coming in, and how large they will be; one slot brings one file, once. */
  const underWay = new Map<string, number>();

  function place({ segments }: HttpRequest): { id: string; name: string } {
    const [id, name] = segments;
    if (segments.length !== 2 || id === undefined || name === undefined) throw new HttpError(404);
    return { id, name };
  }

  async function put(request: HttpRequest): Promise<HttpResponse> {
    const where = place(request);
    const verdict = readSlot(request.query.get('slot') ?? '', where, secret, now());
    if ('refuse' in verdict) throw new HttpError(403, SLOT_WORDS[verdict.refuse]);
    const { slot } = verdict;
    judge(request, slot);
    if (underWay.has(slot.id) || ledger.find(slot.id)) throw new HttpError(409, 'This file is here already.');
    underWay.set(slot.id, slot.size);
    try {
      await makeSureItFits();
      await files.write(slot.id, inTime(request.stream(), slot.size), slot.size);
      await publish(request, slot);
    } catch (error) {
      if (error instanceof FileSizeError) throw new HttpError(400, 'The file is not as large as was said.');
      throw error;
    } finally {
      underWay.delete(slot.id);
    }
    allowance.release(slot.owner, slot.id);
    // XEP-0363 §7: 201 "means that the server is now ready to serve the file via the provided GET URL".
    return { status: 201 };
  }

  /** WHY asked again: many slots were given while the disk was as free for each of them. RFC 4918 §11.5. */
  async function makeSureItFits(): Promise<void> {
    const promised = [...underWay.values()].reduce((sum, size) => sum + size, 0);
    if ((await files.free()) - promised >= ctx.options.reserveBytes) return;
    ctx.log.error('the disk is nearly full: an upload is refused');
    throw new HttpError(507, 'There is no room at the moment.');
  }

  function judge({ headers, length }: HttpRequest, { size, type }: Slot): void {
    if (length === undefined) throw new HttpError(411, 'The length has to be said beforehand.');
    // XEP-0363 §7: "MUST reject the file upload if the Content-Length does not match the size of the slot request".
    if (length !== size)
      throw new HttpError(length > size ? 413 : 400, 'The file is not as large as was said.');
    // §7: "SHOULD reject the file if the Content-Type has been specified beforehand and does not match".
    const given = headers['content-type'];
    if (type !== null && given !== undefined && mediaType(given) !== mediaType(type))
      throw new HttpError(415, 'The file is not of the type that was said.');
    if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      throw new HttpError(415, 'The file has to come as it is.');
  }

  async function publish({ headers }: HttpRequest, slot: Slot): Promise<void> {
    const owner = parseJid(slot.owner);
    // Removed while the file was on its way. A trial has no owner, and no quota to fit into.
    const isTrial = slot.owner === NOBODY;
    if (!isTrial && (!owner || !ctx.accounts.exists(owner))) {
      await files.delete(slot.id);
      throw new HttpError(403, SLOT_WORDS.expired);
    }
    const said = slot.type ?? headers['content-type'];
    // Header values have no line breaks in them; length is what is left to bound.
    await ledger.add(slot.id, slot, said !== undefined && said.length <= 200 ? said : DEFAULT_TYPE);
    if (!ctx.server.limited || isTrial) return;
    const { quotaBytes } = bucketFor(slot.purpose, ctx.options);
    await ledger.fit(slot.owner, slot.purpose, quotaBytes);
  }

  async function* inTime(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
    const end = now() + GRACE_MS + size / SLOWEST_BYTES_PER_MS;
    for await (const chunk of source) {
      if (now() > end) throw new HttpError(408);
      yield chunk;
    }
  }

  async function get(request: HttpRequest): Promise<HttpResponse> {
    const { id, name } = place(request);
    const entry = ledger.find(id);
    const until = entry ? endOf(entry, ctx.options) : null;
    // XEP-0363 §5.3: "MUST NOT make the file available after the time specified".
    if (!entry || entry.name !== name || (until !== null && until <= now())) throw new HttpError(404);
    const headers = fileHeaders(id, { ...entry, until }, now());
    const { status, range } = chooseDownload(request.headers, id, entry);
    if (status === 412) throw new HttpError(412, 'The file is another one.');
    if (status === 304) return { status, headers };
    if (status === 416) return { status, headers: { 'content-range': `bytes */${entry.size}` } };
    const file = await files.open(id);
    if (!file) {
      await ledger.remove(entry.owner, id);
      throw new HttpError(404);
    }
    const length = range ? range.end - range.start + 1 : entry.size;
    return {
      status,
      headers: {
        ...{ ...headers, 'content-length': length },
        ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${entry.size}` }),
      },
      body: file.read(range),
    };
  }

  const cors = { headers: ['Authorization', 'Content-Type', 'Cookie', 'Expires', 'Range'] };
  return [
    { method: 'PUT', path: `${path}/*`, handler: put, cors },
    { method: 'GET', path: `${path}/*`, handler: get, cors },
  ];
}
