/** The page around the web client, and what it may fetch. Pure. */
import { type Language, WORDS } from './words.ts';

export interface PageFacts {
  readonly language: Language;
  /** The office's name. */
  readonly name: string;
  readonly domain: string;
  /** Where rooms are; absent when there are none. */
  readonly rooms: string | undefined;
  /** Hosts where people's files are, besides the page's own. */
  readonly files: readonly string[];
  /** Below the page's own folder: `chat/d2a84f4b8b65/`. */
  readonly assets: string;
}

const STYLE = 'page.css';
const SCRIPT = 'start.js';

export function page({ language, name, domain, rooms, files, assets }: PageFacts): string {
  const words = WORDS[language];
  const settings = JSON.stringify({ name, domain, rooms, files, assets });
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text(words.title(name))}</title>
<link rel="icon" href="${assets}icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${assets}converse.min.css">
<link rel="stylesheet" href="${assets}${STYLE}">
<script src="${assets}converse.min.js" type="module"></script>
<script src="${assets}${SCRIPT}" type="module"></script></head>
<body class="converse-fullscreen" data-settings="${text(settings)}">
<noscript><p>${text(words.noScript)}</p></noscript>
<p id="opening">${text(words.loading)}</p>
<footer id="made-with"><a href="${assets}LICENSE.txt" target="_blank" rel="noopener">${text(words.licence)}</a></footer>
</body></html>
`;
}

/** Ours, beside the client's own. Its fonts are replaced by those of the system: nothing to fetch, and as the person is used to. */
export const PAGE_CSS = `:root{color-scheme:light dark}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:Canvas}
#opening{position:absolute;inset:0;display:grid;place-items:center;margin:0}
body:has(converse-root) #opening{display:none}
@media (scripting:none){#opening{display:none}}
noscript p{position:relative;z-index:1;max-width:36rem;margin:4rem auto;padding:0 1rem}
body #conversejs{--heading-font:system-ui,sans-serif!important;--branding-font:system-ui,sans-serif!important;--normal-font:system-ui,sans-serif!important}
#conversejs converse-brand-logo{display:flex!important;flex:none!important;flex-direction:column!important;align-items:center;gap:1rem;margin:0!important;padding:16vh 1rem 1rem!important;font-size:1.75rem;line-height:1.2;font-weight:640;text-align:center}
#conversejs converse-brand-logo img{width:5.5rem;height:5.5rem}
#made-with{position:fixed;z-index:2000;inset:auto 0 0;padding:.75rem;text-align:center;font-size:.75rem;pointer-events:none}
#made-with a{color:GrayText;pointer-events:auto}
body:has(converse-user-profile) #made-with{display:none}
`;

/**
 * The two texts Converse.js 14.0.0 puts into style elements, over and over; one of them is empty. Another version may have others:
 * tests/e2e/webchat.test.ts finds out.
 */
const CLIENT_STYLES =
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-JRf3eZJIF59VkE1tlxlBPiCQXjGJ1uE88pEYh49RtTY='";

/**
 * What the page may do (Content Security Policy Level 3): scripts of ours and nothing inline, connections to us and to where files
 * are, pictures from there.
 * @param files origins where people's files are.
 */
export function policy(files: readonly string[]): string {
  const also = files.map((origin) => ` ${origin}`).join('');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${CLIENT_STYLES}`,
    // COMPAT: Converse.js writes style attributes in its templates; they run nothing.
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' data: blob:${also}`,
    `media-src 'self' blob:${also}`,
    "font-src 'self'",
    `connect-src 'self'${also}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const text = (value: string) => value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
