// Builds the site that the server serves: wasm, script, style sheet and assets, from the definition in
// [[workspace.metadata.leptos]]. The result equals what `cargo leptos build --release` makes, without compiling
// cargo-leptos first: <target>/site, and hash.txt beside the programs that cargo puts in <target>/debug and /release.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, cpSync, existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cache, digest, filesUnder, run } from './site/cache.mjs';
import { precompress } from './site/precompress.mjs';

const tools = dirname(fileURLToPath(import.meta.url));
const root = dirname(tools);
const bin = (name) => join(tools, 'node_modules/.bin', name);
const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;

const metadata = JSON.parse(run('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: root, quiet: true }));
const site = metadata.metadata.leptos[0];
const target = metadata.target_directory;
const siteRoot = site['site-root'].replace(/^CARGO_TARGET_DIR/, target);
const work = join(target, 'site-build');
mkdirSync(work, { recursive: true });
const cache = new Cache(join(work, 'cache'), readFileSync(fileURLToPath(import.meta.url)));

/** Compiles the frontend; cargo itself knows whether there is something to do. Answers the wasm file's path. */
function compile() {
  const messages = run('cargo', [
    'build', '--package', site['lib-package'], '--lib', '--target', 'wasm32-unknown-unknown',
    '--profile', site['lib-profile-release'], '--message-format', 'json-render-diagnostics',
  ], { cwd: root });
  const artifacts = messages.split('\n').filter((line) => line.includes('"compiler-artifact"')).map((line) => JSON.parse(line));
  const wasm = artifacts.flatMap((artifact) => artifact.filenames).filter((file) => file.endsWith('.wasm')).at(-1);
  if (!wasm) throw new Error(`cargo made no wasm file of ${site['lib-package']}`);
  return wasm;
}

/** wasm-bindgen's script and module, and the module made small. */
function bind(wasm) {
  const version = run('wasm-bindgen', ['--version'], { quiet: true });
  return cache.folder('wasm', [readFileSync(wasm), version, readFileSync(join(tools, 'package-lock.json'))], (out) => {
    run('wasm-bindgen', ['--target', 'web', '--no-typescript', '--out-dir', out, '--out-name', site.name, wasm]);
    const module = join(out, `${site.name}_bg.wasm`);
    // It reads from the module which of wasm's features it may use. The last two passes cost no time, and spare a kilobyte of brotli.
    run(bin('wasm-opt'), ['-Oz', '--reorder-functions', '--strip-producers', module, '-o', `${module}.small`]);
    renameSync(`${module}.small`, module);
  });
}

/** The compressed style sheet. */
function style() {
  const main = join(root, site['style-file']);
  const sources = filesUnder(dirname(main)).flatMap((file) => [file, readFileSync(file)]);
  return cache.folder('style', [...sources, readFileSync(join(tools, 'package-lock.json'))], (out) => {
    run(bin('sass'), ['--style=compressed', '--no-source-map', main, join(out, `${site.name}.css`)]);
  });
}

/** Whether the files that were named last are there: cargo-leptos lays out the same folder with its own. */
function isWhole(hashesFile) {
  if (!existsSync(hashesFile)) return false;
  const names = [...readFileSync(hashesFile, 'utf8').matchAll(/^(\w+): (\S+)$/gm)].map(([, extension, hash]) => `${site.name}.${hash}.${extension}`);
  return names.every((name) => existsSync(join(siteRoot, site['site-pkg-dir'], name)));
}

/** Lays the site out anew beside the old one and swaps the two. */
function assemble(wasmDir, styleDir) {
  const assets = join(root, site['assets-dir']);
  const inputs = [wasmDir, styleDir, ...filesUnder(assets).flatMap((file) => [file, readFileSync(file)])];
  const stamp = join(work, 'site.stamp');
  const wanted = digest(inputs);
  const hashesFile = join(work, site['hash-file-name'] ?? 'hash.txt');
  const unchanged = isWhole(hashesFile) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (!unchanged) {
    rmSync(stamp, { force: true });
    const next = `${siteRoot}.new`;
    const pkg = join(next, site['site-pkg-dir']);
    rmSync(next, { recursive: true, force: true });
    cpSync(assets, next, { recursive: true });
    mkdirSync(pkg, { recursive: true });

    const named = (content, extension) => {
      const hash = digest([content]).slice(0, 22);
      const file = `${site.name}.${hash}.${extension}`;
      writeFileSync(join(pkg, file), content);
      return { hash, file };
    };
    const wasm = named(readFileSync(join(wasmDir, `${site.name}_bg.wasm`)), 'wasm');
    const script = readFileSync(join(wasmDir, `${site.name}.js`), 'utf8').replaceAll(`${site.name}_bg.wasm`, wasm.file);
    const js = named(script, 'js');
    const css = named(readFileSync(join(styleDir, `${site.name}.css`)), 'css');
    const snippets = join(wasmDir, 'snippets');
    if (existsSync(snippets)) cpSync(snippets, join(pkg, 'snippets'), { recursive: true });

    precompress(next, cache);
    rmSync(siteRoot, { recursive: true, force: true });
    renameSync(next, siteRoot);
    writeFileSync(hashesFile, `js: ${js.hash}\nwasm: ${wasm.hash}\ncss: ${css.hash}\n`);
    writeFileSync(stamp, wanted);
  }
  // leptos reads the hashes from a file beside the running program.
  for (const profile of ['debug', 'release']) {
    mkdirSync(join(target, profile), { recursive: true });
    writeFileSync(join(target, profile, basename(hashesFile)), readFileSync(hashesFile));
  }
  return unchanged;
}

const unchanged = assemble(bind(compile()), style());
if (!unchanged) cache.prune();
const size = (extension) => {
  const pkg = join(siteRoot, site['site-pkg-dir']);
  const name = readdirSync(pkg).find((file) => file.startsWith(`${site.name}.`) && file.endsWith(`.${extension}`));
  return `${extension} ${kib(readFileSync(join(pkg, name)).length)} (${kib(readFileSync(join(pkg, `${name}.br`)).length)} brotli)`;
};
console.log(`site: ${unchanged ? 'up to date' : 'built'} in ${siteRoot}: ${['wasm', 'js', 'css'].map(size).join(', ')}`);
