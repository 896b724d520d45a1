import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A server's key and certificate (PEM), the authority that signed it, and the hash by which Chromium can be told to trust it. */
export interface Certificate {
  key: string;
  cert: string;
  authority: string;
  /** SHA-256 of the public key (SPKI), base64: `--ignore-certificate-errors-spki-list`. */
  spki: string;
}

/** Makes an authority and a certificate for every host of a domain. Needs openssl. */
export function makeCertificate(dir: string, domain: string): Certificate {
  const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
  openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=Gatehouse test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', '-new', ...key, '-subj', `/CN=*.${domain}`, '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(dir, 'server.ext'), `subjectAltName=DNS:${domain},DNS:*.${domain}\nextendedKeyUsage=serverAuth\n`);
  openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'server.ext', '-out', 'server.pem');
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const spki = new X509Certificate(read('server.pem')).publicKey.export({ type: 'spki', format: 'der' });
  return { key: read('server.key'), cert: read('server.pem'), authority: read('ca.pem'), spki: createHash('sha256').update(spki).digest('base64') };
}
