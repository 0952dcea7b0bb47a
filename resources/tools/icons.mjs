// Draws the icons of the desktop packages and of the tray from resources/icons/mark.svg. Run by hand when the mark
// changes: `node resources/tools/icons.mjs`; the results are committed. Chromium does the drawing.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './ready.mjs';

const icons = join(root, 'resources/icons');
const mark = readFileSync(join(icons, 'mark.svg'), 'utf8');
const inside = (svg) => svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'));
// The key alone: the two paths of the mark, shaft and bow.
const key = [...mark.matchAll(/<path[^>]* d="([^"]+)"/g)].map(([, d]) => d);

/** macOS: the same drawing on the 824/1024 grid. */
const onGrid = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024"><g transform="translate(100 100) scale(${824 / 512})">${inside(mark)}</g></svg>`;

/** Never a recoloured key: the state is a dot lower right, hollow when the server rests, full when it is in trouble. */
function tray(colour, state) {
  const hole = state === 'running' ? '' : '<circle cx="384" cy="378" r="104" fill="#000"/>';
  const dot = {
    running: '',
    stopped: `<circle cx="384" cy="378" r="54" fill="none" stroke="${colour}" stroke-width="34"/>`,
    trouble: `<circle cx="384" cy="378" r="72" fill="${colour}"/>`,
  }[state];
  const paths = key.map((d) => `<path fill="${colour}" fill-rule="evenodd" d="${d}"/>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="54 54 404 404"><mask id="m"><rect x="0" y="-16" width="560" height="560" fill="#fff"/>${hole}</mask><g mask="url(#m)">${paths}</g>${dot}</svg>`;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const page = await browser.newPage();

async function draw(svg, size) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } });
}

/** An .ico is a directory of PNG pictures: 6 bytes of head, 16 a picture, then the pictures. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let at = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    head.writeUInt8(size === 256 ? 0 : size, entry);
    head.writeUInt8(size === 256 ? 0 : size, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** An .icns is a row of chunks: four letters that say the size, the length with its own 8 bytes, the PNG. */
function icns(pictures) {
  const chunks = pictures.map(({ type, png }) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(chunks);
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

const each = async (svg, sizes, more = (size) => ({ size })) => {
  const pictures = [];
  for (const size of sizes) pictures.push({ ...more(size), png: await draw(svg, size) });
  return pictures;
};

for (const folder of ['linux', 'tray']) mkdirSync(join(icons, folder), { recursive: true });
for (const { size, png } of await each(mark, [16, 24, 32, 48, 64, 128, 256, 512]))
  writeFileSync(join(icons, `linux/${size}x${size}.png`), png);
writeFileSync(join(icons, 'icon.ico'), ico(await each(mark, [16, 24, 32, 48, 256])));
const MAC = { 16: 'icp4', 32: 'icp5', 64: 'icp6', 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' };
writeFileSync(
  join(icons, 'icon.icns'),
  icns(await each(onGrid, Object.keys(MAC).map(Number), (size) => ({ type: MAC[size] }))),
);

// Tray: a template picture for macOS, ink for light panels, ivory for dark ones; @2x beside each.
const INKS = { Template: '#000000', '-light': '#211b19', '-dark': '#fdf6ea' };
for (const [name, colour] of Object.entries(INKS))
  for (const state of ['running', 'stopped', 'trouble'])
    for (const scale of [1, 2])
      writeFileSync(
        join(icons, `tray/${state}${name}${scale === 2 ? '@2x' : ''}.png`),
        await draw(tray(colour, state), (name === 'Template' ? 16 : 22) * scale),
      );
await browser.close();
