import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './server';

/** Where files go: `embedded`, or `external` for the S3 of `GATEHOUSE_TEST_S3_ENDPOINT` (tools/with-ceph.sh). */
export const STORAGE = process.env.E2E_STORAGE ?? 'embedded';

/** Configuration for the external S3, with a new bucket there. Of its CDN there is only the key: nothing answers at its address. */
export function externalStore(dataDir: string, cdnOrigin: string): Settings {
  const endpoint = process.env.GATEHOUSE_TEST_S3_ENDPOINT!;
  const [id, secret] = [process.env.GATEHOUSE_TEST_S3_ACCESS_KEY!, process.env.GATEHOUSE_TEST_S3_SECRET_KEY!];
  const bucket = `e2e-${randomBytes(8).toString('hex')}`;
  const signed = ['--aws-sigv4', 'aws:amz:us-east-1:s3', '--user', `${id}:${secret}`, '--header', 'x-amz-content-sha256: UNSIGNED-PAYLOAD'];
  execFileSync('curl', ['--silent', '--show-error', '--fail', '--request', 'PUT', ...signed, `${endpoint}/${bucket}`], { stdio: 'inherit' });
  const key = join(dataDir, 'cdn.pem');
  writeFileSync(key, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const auditKey = join(dataDir, 'audit.pem');
  writeFileSync(auditKey, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return {
    GATEHOUSE_STORAGE__MODE: 'external',
    GATEHOUSE_STORAGE__ENDPOINT: endpoint,
    GATEHOUSE_STORAGE__BUCKET: bucket,
    GATEHOUSE_STORAGE__PATH_STYLE: 'true',
    GATEHOUSE_STORAGE__PINS_CHECKSUMS: 'false',
    GATEHOUSE_STORAGE__ACCESS_KEY_ID: id,
    GATEHOUSE_STORAGE__SECRET_ACCESS_KEY: secret,
    GATEHOUSE_CDN__MODE: 'cloudfront',
    GATEHOUSE_CDN__PUBLIC_URL: cdnOrigin,
    GATEHOUSE_CDN__KEY_PAIR_ID: 'E2E',
    GATEHOUSE_CDN__PRIVATE_KEY_PATH: key,
    GATEHOUSE_CDN__DISTRIBUTION_ID: 'E2E',
    GATEHOUSE_AUDIT__KEY_PATH: auditKey,
  };
}
