/** The mail and the page for whoever manages the domain: everything in it, in either language, and nothing from elsewhere. */
import { expect, test } from 'vitest';
import { letterOf } from '../../../electron/manager/dns/apply/letter.ts';
import { DOMAIN, PLAN, planned } from './office.ts';

const now = Date.UTC(2026, 10, 22);
const records = [
  ...PLAN,
  planned({
    name: `_x.${DOMAIN}`,
    type: 'TXT',
    ttl: 300,
    values: ['"<script>alert(1)</script> & \\"marks\\""'],
  }),
];
const plan = { domain: DOMAIN, records, gaps: [] };

test.each(['en', 'fr'] as const)('%s: whole, printable, harmless', (language) => {
  const { subject, text, mailto, html, fileName } = letterOf({ plan, language, now });
  expect(subject).toContain(DOMAIN);
  for (const { set } of records)
    for (const value of set.values) {
      expect(text).toContain(value);
      expect(html).toContain(
        value
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll('"', '&quot;'),
      );
    }
  // One file: nothing is fetched, nothing runs.
  expect(html).not.toMatch(/<script|src=|href=|url\(|@import/i);
  expect(html).toContain(`<html lang="${language}">`);
  expect(fileName).toBe(`dns-${DOMAIN}-${language}.html`);
  expect(mailto!.length).toBeLessThanOrEqual(1900);
  const body = decodeURIComponent(mailto!.split('body=')[1]!);
  // The whole would be too long for mail programs: then the page goes along.
  expect(body).toContain(fileName);
  expect(body).toMatch(/\r\n/);
  expect(body.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

test('a plan that is short enough goes into the mail itself', () => {
  const short = { domain: DOMAIN, records: PLAN.slice(0, 1), gaps: [] };
  const { mailto } = letterOf({ plan: short, language: 'en', now });
  expect(decodeURIComponent(mailto!)).toContain('192.0.2.7');
});
