// .br and .gz beside every file that gets smaller by it.
import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { filesUnder } from './cache.mjs';

const TEXTUAL = new Set(['.css', '.html', '.js', '.json', '.md', '.mjs', '.svg', '.txt', '.wasm', '.webmanifest', '.xml']);

/** Compresses as well as the formats can: it is done once per content. */
export function precompress(dir, cache) {
  for (const file of filesUnder(dir).filter((name) => TEXTUAL.has(extname(name)))) {
    const content = readFileSync(file);
    const brotli = () => brotliCompressSync(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    });
    writeFileSync(`${file}.br`, cache.bytes('br', [content], brotli));
    writeFileSync(`${file}.gz`, cache.bytes('gz', [content], () => gzipSync(content, { level: 9 })));
  }
}
