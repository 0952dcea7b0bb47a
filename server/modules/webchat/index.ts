/**
 * Chat in the browser. Specs: RFC 7395, XEP-0206 (what it signs in over), Content Security Policy Level 3.
 * Gives people without a program of their own a page that is one: Converse.js, at /chat.
 * It fetches nothing from anybody else, and leaves nothing behind on a computer the person does not trust.
 */
import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { HttpError } from '../../kernel/http.ts';
import { defineModule } from '../../kernel/module.ts';
import { type Asset, assetOf, assetResponse, assetsFolder, createAssets } from './assets.ts';
import { ICON } from './icon.ts';
import { webchatOptions } from './options.ts';
import { PAGE_CSS, page, policy } from './page.ts';
import { addSettingsCommand } from './settings-command.ts';
import { START } from './start.ts';
import { languageOf } from './words.ts';

const PATH = '/chat';
/** What is at an address never changes. */
const FOR_GOOD = { 'cache-control': 'public, max-age=31536000, immutable' };

export const webchat = defineModule({
  name: 'webchat',
  specs: ['RFC 7395', 'XEP-0206 1.4'],
  options: webchatOptions,
  setup(ctx) {
    const { options } = ctx;
    addSettingsCommand(ctx);
    if (!options.enabled || !ctx.http.configured) return;
    const folder = assetsFolder();
    if (folder === undefined) return ctx.log.warn('there is no chat in the browser: its files are missing');
    const assets = createAssets(folder);
    const own: Readonly<Record<string, Promise<Asset>>> = {
      'start.js': assetOf('js', Buffer.from(START)),
      'page.css': assetOf('css', Buffer.from(PAGE_CSS)),
      'icon.svg': assetOf('svg', Buffer.from(ICON)),
    };
    /** Another for other contents, so that they can be kept for good. */
    const edition = createHash('sha256')
      .update([START, PAGE_CSS, ICON, assets.mark].join())
      .digest('hex')
      .slice(0, 12);

    ctx.http.route({ method: 'GET', path: PATH, handler: welcome });
    ctx.http.route({ method: 'GET', path: `${PATH}/*`, handler: file });

    async function welcome({ host, headers }: HttpRequest): Promise<HttpResponse> {
      if (host === undefined) throw new HttpError(404);
      const files = filesOrigins(host);
      const body = page({
        ...{ domain: host, name: options.name ?? host, assets: `chat/${edition}/` },
        language: languageOf(headers['accept-language']),
        rooms: serviceOf(host, 'muc'),
        files: files.map((origin) => new URL(origin).hostname),
      });
      return {
        status: 200,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': policy(files),
          'cross-origin-opener-policy': 'same-origin',
          'permissions-policy': 'camera=(), geolocation=(self), microphone=()',
          vary: 'accept-language',
        },
        body,
      };
    }

    async function file(request: HttpRequest): Promise<HttpResponse> {
      const [asked, ...path] = request.segments;
      if (asked !== edition) throw new HttpError(404);
      const name = path.join('/');
      const asset = Object.hasOwn(own, name) ? await own[name] : await assets.get(name);
      if (asset === undefined) throw new HttpError(404);
      return assetResponse(asset, request, FOR_GOOD);
    }

    const serviceOf = (host: string, name: string): string | undefined =>
      ctx.services.beside(host).find(({ service }) => service.name === name)?.domain;

    /** Where uploads go and come from, which may be a name of its own. */
    function filesOrigins(host: string): string[] {
      const domain = serviceOf(host, 'upload');
      const found = domain === undefined ? undefined : ctx.http.origin(host, domain);
      // WHY the bare origin: in a policy, an address with a path stands for that path alone.
      return [...(found === undefined ? [] : [new URL(found).origin]), ...options.files];
    }
  },
});
