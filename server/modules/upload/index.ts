/**
 * HTTP file upload. Specs: XEP-0363 1.2.0.
 * Gives people a place for the files they send, found by an address nobody can guess; the oldest go when they have too many.
 * It does not look into files, and does not encrypt them: clients do (OMEMO).
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { defineModule, type IqRequest } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { createAllowance } from './allowance.ts';
import { addCheck } from './check.ts';
import { addExport } from './export.ts';
import { createLedger } from './ledger.ts';
import { bucketFor, uploadOptions } from './options.ts';
import { addOverview } from './overview.ts';
import { NS_PURPOSE, NS_UPLOAD, readSlotRequest, sizeForm, tooLarge, tryLater } from './request.ts';
import { createFileRoutes } from './routes.ts';
import { newFileId, type Slot, signSlot } from './slot.ts';

const PATH = '/upload';
const HOUR_MS = 3_600_000;
const FEATURES = [NS_UPLOAD, ...['message', 'profile', 'ephemeral'].map((name) => `${NS_PURPOSE}#${name}`)];

export const upload = defineModule({
  name: 'upload',
  specs: ['XEP-0363 1.2.0'],
  options: uploadOptions,
  setup(ctx) {
    const { options } = ctx;
    // Without a port for it there is nothing to offer.
    if (!ctx.http.configured && options.url === undefined) return;

    const now = Date.now;
    const files = ctx.store.files('uploads', {
      file: Number.parseInt(options.fileMode, 8),
      folder: Number.parseInt(options.folderMode, 8),
    });
    const ledger = createLedger({ store: ctx.store, files, now, log: ctx.log });
    const allowance = createAllowance({ perWindow: options.slotsPerFiveMinutes, now });
    const secret = signingKey();
    const service = ctx.service('upload', options.address);

    service.identity({ category: 'store', type: 'file', name: 'HTTP File Upload' });
    ctx.discoInfo(service, ({ host, node, to }) =>
      node === undefined && to.local === '' && baseOf(host) !== undefined
        ? { features: FEATURES, forms: [sizeForm(bucketFor('message', options))] }
        : undefined,
    );
    service.iq('get', NS_UPLOAD, 'request', giveSlot);
    for (const route of createFileRoutes({ ...{ ctx, files, ledger, allowance, secret, now }, path: PATH }))
      ctx.http.route(route);

    addOverview(ctx, { ledger, files, now });
    addExport(ctx, { ledger, files });
    addCheck({ ctx, ledger, now, addressesOf });
    ctx.metric({
      name: 'chatelaine_uploaded_bytes',
      ...{ type: 'counter', unit: 'bytes' },
      help: 'Bytes of the files that people brought.',
      read: ledger.received,
    });
    ctx.on('account.removed', 'record', ({ account }) => {
      ledger.removeAll(account.toString()).catch(explain);
    });
    const purge = () =>
      void ledger
        .purge(options, ctx.server.limited)
        .then((gone) => ctx.log.debug('files purged', { ...gone }), explain);
    ctx.every(HOUR_MS, purge);
    purge();

    /** Where files are found; the service's own name where the certificate is good for it. */
    function baseOf(host: string): string | undefined {
      const { url } = options;
      const origin = url?.replaceAll('{host}', host).replace(/\/+$/, '');
      return origin ?? ctx.http.origin(host, service.domain(host));
    }

    async function giveSlot({ payload, from, host }: IqRequest) {
      const owner = from.bare;
      // For the domain's own people: files are kept on their account.
      if (from.domain !== host || !ctx.accounts.exists(owner))
        throw new StanzaError('forbidden', 'Only people of this server may upload files');
      const request = readSlotRequest(payload);
      const bucket = bucketFor(request.purpose, options);
      if (request.size > bucket.maxBytes) throw tooLarge(bucket);
      if (baseOf(host) === undefined)
        throw new StanzaError('service-unavailable', 'Files cannot be reached at the moment');
      const time = now();
      const until = request.before ?? null;
      if (until !== null && until <= time)
        throw new StanzaError('bad-request', 'the file would be gone before it is here');
      const slot: Slot = {
        ...{ id: newFileId(), name: request.filename, owner: owner.toString(), size: request.size },
        ...{
          type: request.type ?? null,
          purpose: request.purpose,
          expires: time + options.slotSeconds * 1000,
        },
        until,
      };
      const again = ctx.server.limited && allowance.take(slot.owner, slot, bucket.quotaBytes);
      if (again) throw tryLater('You have asked for too much at once', again);
      if ((await files.free()) - slot.size < options.reserveBytes) {
        ctx.log.error('the disk is nearly full: no more uploads');
        throw tryLater('There is no room at the moment', time + HOUR_MS);
      }
      const { put, get } = addressesOf(slot, host)!;
      return xml('slot', { xmlns: NS_UPLOAD }, xml('put', { url: put }), xml('get', { url: get }));
    }

    function addressesOf(slot: Slot, host: string): { put: string; get: string } | undefined {
      const base = baseOf(host);
      if (base === undefined) return undefined;
      // §4: "Non ASCII characters MUST be percent-encoded."
      const get = `${base}${PATH}/${slot.id}/${encodeURIComponent(slot.name)}`;
      return { put: `${get}?slot=${signSlot(slot, secret)}`, get };
    }

    /** Kept, so that slots outlive a restart. */
    function signingKey(): string {
      const table = ctx.store.keyval('upload-secret', z.string());
      const kept = table.get('', '');
      if (kept !== undefined) return kept;
      const made = randomBytes(32).toString('base64url');
      table.set('', '', made);
      return made;
    }

    function explain(error: Error): void {
      ctx.log.error('files could not be removed', { cause: error.message });
    }
  },
});
