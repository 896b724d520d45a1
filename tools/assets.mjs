// Makes the committed assets of public/ from npm packages: the icon sprite, the Inter font, PDF.js, and their licences.
// Run it (`make assets`) after changing the list of icons or a version in tools/package.json.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tools = dirname(fileURLToPath(import.meta.url));
const root = dirname(tools);
const lucide = join(tools, 'node_modules/lucide-static');
const inter = join(tools, 'node_modules/@fontsource-variable/inter');
const pdfjs = join(tools, 'node_modules/pdfjs-dist');
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

const ICONS = `
  alert-circle alert-triangle camera check chevron-down chevron-left chevron-right clock copy download external-link eye
  eye-off file file-archive file-spreadsheet file-text filter folder image info key-round keyboard link list lock log-out menu
  monitor moon more-horizontal pause play plus presentation refresh-cw search settings share-2 shield shield-check sun
  trash-2 upload user users x
`.trim().split(/\s+/);

/** One `<symbol>`: the icon's shapes, with the stroke attributes that `<use>` inherits from the symbol. */
function symbol(name) {
  const svg = readFileSync(join(lucide, 'icons', `${name}.svg`), 'utf8');
  const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${
    shapes.replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>')}</symbol>`;
}

/** The `@font-face` rules of the subsets we ship, as the package's own style sheet states them. */
function fontFaces(subsets, fileOf) {
  const css = readFileSync(join(inter, 'wght.css'), 'utf8');
  return subsets.map((subset) => {
    const rule = css.match(/@font-face\s*{[^}]*}/g).find((r) => r.includes(`/inter-${subset}-wght-normal.woff2`));
    const range = rule.match(/unicode-range:\s*([^;]+);/)[1];
    return `@font-face {
  font-family: "Inter";
  font-style: normal;
  font-weight: 100 900;
  font-display: swap;
  src: url("/${fileOf(subset)}") format("woff2");
  unicode-range: ${range};
}`;
  }).join('\n');
}

const fonts = join(root, 'public/fonts');
rmSync(fonts, { recursive: true, force: true });
mkdirSync(fonts, { recursive: true });
mkdirSync(join(root, 'style'), { recursive: true });

writeFileSync(
  join(root, 'public/icons.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg">\n${ICONS.map(symbol).join('\n')}\n</svg>\n`,
);

// The font's version is part of its file's name, so that /fonts can be cached for ever.
const fontVersion = json(join(inter, 'metadata.json')).version;
const subsets = ['vietnamese', 'latin-ext', 'latin'];
const fileOf = (subset) => `fonts/inter-${fontVersion}-${subset}.woff2`;
for (const subset of subsets) {
  copyFileSync(join(inter, `files/inter-${subset}-wght-normal.woff2`), join(root, 'public', fileOf(subset)));
}
writeFileSync(
  join(root, 'style/_inter.scss'),
  `// Made by tools/assets.mjs.
${fontFaces(subsets, fileOf)}
// Arial in Inter's metrics: text keeps its place when the web font arrives.
@font-face {
  font-family: "Inter Fallback";
  src: local("Arial"), local("Liberation Sans"), local("Arimo");
  ascent-override: 90.2%;
  descent-override: 22.48%;
  line-gap-override: 0%;
  size-adjust: 107.4%;
}
`,
);

const version = (dir) => json(join(dir, 'package.json')).version;
const text = (file) => readFileSync(file, 'utf8').trim();
const licence = (dir) => text(join(dir, 'LICENSE'));

// PDF.js for browsers of the last years, with what it reads beside its scripts: maps of the East Asian encodings, the standard fonts, and
// decoders that need no wasm. The folder has the version, so that it can be cached for ever.
const viewer = join(root, 'public/viewer');
const folder = `pdfjs-${version(pdfjs)}`;
for (const old of readdirSync(viewer).filter((name) => name.startsWith('pdfjs-'))) rmSync(join(viewer, old), { recursive: true });
mkdirSync(join(viewer, folder));
for (const file of [
  ...['pdf.min.mjs', 'pdf.worker.min.mjs'].map((name) => `legacy/build/${name}`),
  ...['cmaps', 'standard_fonts'].flatMap((dir) => readdirSync(join(pdfjs, dir)).map((name) => `${dir}/${name}`)).filter((name) => !name.includes('LICENSE')),
  ...['jbig2_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js'].map((name) => `wasm/${name}`),
]) {
  copyFileSync(join(pdfjs, file), join(viewer, folder, basename(file)));
}
writeFileSync(
  join(viewer, 'pdfjs.js'),
  `// Made by tools/assets.mjs.
export * from './${folder}/pdf.min.mjs';
export const folder = new URL('./${folder}/', import.meta.url).href;
`,
);
const parts = ['cmaps/LICENSE', 'standard_fonts/LICENSE_FOXIT', 'standard_fonts/LICENSE_LIBERATION', 'wasm/LICENSE_JBIG2', 'wasm/LICENSE_PDFJS_JBIG2', 'wasm/LICENSE_OPENJPEG', 'wasm/LICENSE_PDFJS_OPENJPEG'];

writeFileSync(
  join(root, 'public/LICENSES.md'),
  `# Third-party assets\n\nMade by \`tools/assets.mjs\` from npm packages.\n
## icons.svg: lucide-static ${version(lucide)}\n\n${licence(lucide)}\n
## fonts/: Inter, by way of @fontsource-variable/inter ${version(inter)}\n\n${licence(inter)}\n
## viewer/${folder}/: pdfjs-dist ${version(pdfjs)}\n\n${licence(pdfjs)}\n
${parts.map((file) => `### Of pdfjs-dist's ${file}\n\n${text(join(pdfjs, file))}\n`).join('\n')}`,
);
