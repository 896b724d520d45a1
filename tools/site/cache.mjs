// Results kept by the hash of what they were made from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 of the parts, each with its length, as base64url. */
export function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64url');
}

/** Every file under a folder, in a fixed order. */
export function filesUnder(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

/** Runs a program, its errors shown; answers its output. Ends this process where the program fails. */
export function run(program, args, { cwd, quiet = false } = {}) {
  const result = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', quiet ? 'pipe' : 'inherit'] });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    console.error(`${result.stdout}${result.stderr ?? ''}\nsite: ${program} failed (${result.signal ?? result.status})`);
    process.exit(1);
  }
  return result.stdout;
}

/** A folder of results. `salt` is part of every key: the recipe itself. */
export class Cache {
  #dir;
  #salt;
  #used = new Set();

  constructor(dir, salt) {
    this.#dir = dir;
    this.#salt = salt;
    mkdirSync(dir, { recursive: true });
  }

  #path(kind, inputs) {
    const name = `${kind}-${digest([this.#salt, ...inputs]).slice(0, 32)}`;
    this.#used.add(name);
    return join(this.#dir, name);
  }

  /** A folder that `make(folder)` fills when it is not there yet. Never left half done. */
  folder(kind, inputs, make) {
    const path = this.#path(kind, inputs);
    if (!existsSync(path)) {
      const partial = `${path}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial);
      make(partial);
      renameSync(partial, path);
    }
    return path;
  }

  /** Bytes that `make()` answers when they are not there yet. */
  bytes(kind, inputs, make) {
    const path = this.#path(kind, inputs);
    if (!existsSync(path)) {
      writeFileSync(`${path}.partial`, make());
      renameSync(`${path}.partial`, path);
    }
    return readFileSync(path);
  }

  /** Drops what this run did not use. */
  prune() {
    for (const name of readdirSync(this.#dir)) {
      if (!this.#used.has(name)) rmSync(join(this.#dir, name), { recursive: true, force: true });
    }
  }
}
