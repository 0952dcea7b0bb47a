/** The list of commands for somebody who opens `/api` in a browser. */
import type { AdminCommand } from '../../kernel/adhoc.ts';

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .8rem .4rem 0;vertical-align:top;border-bottom:1px solid #8884}
code,pre{font:14px/1.5 ui-monospace,monospace}pre{overflow:auto;padding:.8rem;background:#8882;border-radius:.4rem}`;

const text = (value: string) => value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Without scripts; its one style stands in it, and the policy of the answer says so. */
export function commandsPage(commands: readonly AdminCommand[], origin: string): string {
  const rows = [...commands]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(
      ({ name, positional, optional, lines, summary, scope, reads }) =>
        `<tr><td><code>${text(name)}</code></td><td><code>${text(
          [
            ...positional.map((one, index) => (index < positional.length - optional ? one : `[${one}]`)),
            ...(lines === undefined ? [] : [`${lines}[]`]),
          ].join(', '),
        )}</code></td><td>${text(summary)}</td><td>${[scope ?? 'all', ...(reads ? ['read'] : [])].join(', ')}</td></tr>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Commands of this server</title><style>${STYLE}</style></head>
<body><main><h1>Commands of this server</h1>
<p>Each is an address below <code>/api/</code>. Arguments go in as JSON, by name or as a list in order; answers and refusals come as
JSON. What only reads can be asked with GET, too. <a href="${text(origin)}/api/openapi.json">The same as an OpenAPI document.</a></p>
<pre>curl -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' \\
  -d '{"user": "nina", "host": "example.org", "password": "…"}' ${text(origin)}/api/check_password</pre>
<p>Tokens are made in Chatelaine, under Settings, or with <code>chatelaine ctl access_token_create</code>.</p>
<table><thead><tr><th>Command</th><th>Arguments</th><th>What it does</th><th>Tokens for</th></tr></thead><tbody>
${rows}
</tbody></table></main></body></html>
`;
}

export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
