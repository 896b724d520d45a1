// Memory of the app's process while 50 browsers upload 10 MiB each, at once, straight to the embedded S3 in a process of its own.
//   node bench/uploads.mjs PATH-TO-gatehouse [uploads] [MiB]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [binary, uploads = '50', mib = '10'] = process.argv.slice(2);
if (!binary) throw new Error('usage: node bench/uploads.mjs PATH-TO-gatehouse [uploads] [MiB]');
const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
const children = [];

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return String(port);
};
const [app, s3, cdn] = [await freePort(), await freePort(), await freePort()];
const origin = `http://localhost:${app}`;
const env = {
  PATH: process.env.PATH,
  HOME: dataDir,
  GATEHOUSE_DATA_DIR: dataDir,
  GATEHOUSE_SITE_ROOT: dataDir,
  GATEHOUSE_LISTEN__PORT: app,
  GATEHOUSE_EMBEDDED__S3_PORT: s3,
  GATEHOUSE_EMBEDDED__CDN_PORT: cdn,
  GATEHOUSE_EMBEDDED__START: 'false',
  GATEHOUSE_LOG__FILTER: 'warn',
  // All are one person's.
  GATEHOUSE_QUOTA__PENDING_UPLOADS: uploads,
};

const start = async (command, ready) => {
  const child = spawn(binary, [command], { cwd: dataDir, env, stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  for (let tries = 0; !(await fetch(ready).then((answer) => answer.status < 500).catch(() => false)); tries += 1) {
    if (child.exitCode !== null || tries > 300) throw new Error(`gatehouse ${command} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return child.pid;
};
const memory = (pid, field) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

let cookie = '';
const call = async (endpoint, body) => {
  const headers = { 'content-type': 'application/json', accept: 'application/json', origin, cookie };
  const answer = await fetch(`${origin}/api/${endpoint}`, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'manual' });
  if (answer.status >= 400) throw new Error(`${endpoint}: ${answer.status} ${await answer.text()}`);
  cookie ||= answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  return answer.json().catch(() => null);
};

const upload = async (bytes, index) => {
  const request = { purpose: 'document', file_name: `file-${index}.pdf`, content_type: 'application/pdf', size_bytes: bytes.length, checksum_sha256: null };
  const ticket = await call('uploads/presign', { request });
  const form = new FormData();
  for (const [name, value] of ticket.fields) form.append(name, value);
  form.append('file', new Blob([bytes], { type: 'application/pdf' }), request.file_name);
  const stored = await fetch(ticket.url, { method: 'POST', body: form });
  if (stored.status !== 201) throw new Error(`S3: ${stored.status} ${await stored.text()}`);
  const confirmed = await call('uploads/confirm', { upload: ticket.upload });
  if (!confirmed.ready) throw new Error(JSON.stringify(confirmed));
};

try {
  const store = await start('localcloud', `http://localhost:${s3}/`);
  const pid = await start('serve', `${origin}/health/ready`);
  await call('auth/register', { name: 'Bench', email: 'bench@example.com', password: `bench-${randomBytes(9).toString('base64url')}`, invite: null, next: '' });
  // A PDF's first and last lines around noise.
  const pdf = (size) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 15), Buffer.from('%%EOF\n')]);
  const bytes = pdf(Number(mib) * 1024 * 1024);
  // The first one of each kind opens connections and fills caches.
  for (let index = 0; index < 3; index += 1) await upload(pdf(1024), `warm-${index}`);
  const [idle, idleStore] = [memory(pid, 'VmRSS'), memory(store, 'VmRSS')];
  let [peak, peakStore] = [idle, idleStore];
  const sampler = setInterval(() => {
    peak = Math.max(peak, memory(pid, 'VmRSS'));
    peakStore = Math.max(peakStore, memory(store, 'VmRSS'));
  }, 10);
  const began = performance.now();
  await Promise.all(Array.from({ length: Number(uploads) }, (_, index) => upload(bytes, index)));
  clearInterval(sampler);
  const seconds = (performance.now() - began) / 1000;
  const fixed = (value) => value.toFixed(1);
  console.log(`${uploads} uploads of ${mib} MiB at once: ${fixed(seconds)} s`);
  console.log(`app: ${fixed(idle)} MiB before, ${fixed(peak)} MiB at most, growth ${fixed(peak - idle)} MiB`);
  console.log(`embedded S3: ${fixed(idleStore)} MiB before, ${fixed(peakStore)} MiB at most, growth ${fixed(peakStore - idleStore)} MiB`);
} finally {
  for (const child of children) child.kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
}
