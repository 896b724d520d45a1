import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { externalStore, STORAGE } from './store';

const target = process.env.CARGO_TARGET_DIR ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'gatehouse/target');

/** The program under test. */
export const BINARY = process.env.GATEHOUSE_E2E_BIN ?? join(target, 'debug/gatehouse');
/** The site that it serves. */
export const SITE = process.env.GATEHOUSE_E2E_SITE ?? join(target, 'site');
/** Which database the servers get. */
export const DATABASE = process.env.E2E_DATABASE ?? 'sqlite';

const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 10_000;

/** Configuration by the program's environment variables: `{ GATEHOUSE_ACCOUNTS__REGISTRATION: 'invite' }`. */
export type Settings = Record<string, string>;

/** A running server with ports, a data folder and a database of its own. */
export class Gatehouse {
  /** The app's origin on loopback, whatever `GATEHOUSE_PUBLIC_URL` says. */
  readonly origin: string;
  readonly s3Origin: string;
  readonly cdnOrigin: string;
  readonly dataDir: string;
  #env: NodeJS.ProcessEnv;
  #child!: ChildProcess;
  #log: string[] = [];

  private constructor(readonly ports: { app: number; s3: number; cdn: number }, settings: Settings) {
    this.origin = `http://localhost:${ports.app}`;
    this.s3Origin = STORAGE === 'external' ? process.env.GATEHOUSE_TEST_S3_ENDPOINT! : `http://localhost:${ports.s3}`;
    this.cdnOrigin = `http://localhost:${ports.cdn}`;
    this.dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'));
    this.#env = {
      // Nothing of the developer's own configuration may reach the test.
      PATH: process.env.PATH,
      HOME: this.dataDir,
      RUST_BACKTRACE: '1',
      GATEHOUSE_LISTEN__PORT: String(ports.app),
      GATEHOUSE_EMBEDDED__S3_PORT: String(ports.s3),
      GATEHOUSE_EMBEDDED__CDN_PORT: String(ports.cdn),
      GATEHOUSE_SITE_ROOT: SITE,
      GATEHOUSE_DATA_DIR: this.dataDir,
      GATEHOUSE_LOG__FILTER: process.env.E2E_LOG ?? 'info',
      ...(DATABASE === 'postgres' ? { GATEHOUSE_DATABASE__URL: newPostgresDatabase() } : {}),
      ...(STORAGE === 'external' ? externalStore(this.dataDir, this.cdnOrigin) : {}),
      ...settings,
    };
  }

  /** Starts a server and waits until it says that it is ready. */
  static async start(settings: Settings = {}, ports?: { app: number; s3: number; cdn: number }): Promise<Gatehouse> {
    const server = new Gatehouse(ports ?? (await freePorts()), settings);
    // The embedded store is provisioned by the server itself.
    if (STORAGE === 'external') server.run(['provision']);
    await server.launch();
    return server;
  }

  /** Starts the process: the first time, or again after `kill()`. */
  async launch(): Promise<void> {
    const child = spawn(BINARY, ['serve'], { cwd: this.dataDir, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => this.#log.push(text));
    // An address that does not exist is reported here, not by `spawn`.
    child.on('error', (error) => this.#log.push(`${error}\n`));
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended while starting:\n${this.log()}`);
      const answer = await fetch(`http://127.0.0.1:${this.ports.app}/health/ready`).catch(() => undefined);
      if (answer?.ok) return;
      if (Date.now() > deadline) {
        await this.kill();
        throw new Error(`the server was not ready within ${READY_WITHIN_MS / 1000} s:\n${this.log()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What the server has printed so far; `from` is an earlier length of it. */
  log(from = 0): string {
    return this.#log.join('').slice(from);
  }

  /** Runs a command of the program with this server's configuration. Answers what it prints. */
  run(args: string[], input = ''): string {
    const done = spawnSync(BINARY, args, { cwd: this.dataDir, env: this.#env, input, encoding: 'utf8', timeout: 30_000 });
    if (done.status !== 0) throw new Error(`gatehouse ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  /** The server process's id. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** Ends the process at once, as a power cut would. The data stays. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends the server as an operator would, and removes its data. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await exited;
    clearTimeout(late);
  }
}

/** Free ports, asked for at the same time so that they differ. */
async function freePorts(): Promise<{ app: number; s3: number; cdn: number }> {
  const servers = await Promise.all(
    [0, 0, 0].map(async (port) => {
      const server = createServer().listen(port, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const [app, s3, cdn] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { app: app!, s3: s3!, cdn: cdn! };
}

/** The whole PostgreSQL server goes away after the run, and its databases with it. */
function newPostgresDatabase(): string {
  const url = new URL(process.env.GATEHOUSE_TEST_POSTGRES_URL!);
  const name = `e2e_${randomBytes(8).toString('hex')}`;
  execFileSync('psql', ['--quiet', '--no-psqlrc', '--command', `create database ${name}`, url.href], { stdio: ['ignore', 'ignore', 'inherit'] });
  url.pathname = `/${name}`;
  return url.href;
}
