import { existsSync } from 'node:fs';
import { BINARY, DATABASE, SITE } from './server';
import { STORAGE } from './store';

/** Says what is missing once, instead of once per test. */
export default function globalSetup(): void {
  if (!existsSync(BINARY)) throw new Error(`there is no program at ${BINARY}: run \`make server\`, or name it in GATEHOUSE_E2E_BIN`);
  if (!existsSync(SITE)) throw new Error(`there is no site at ${SITE}: run \`make site\`, or name it in GATEHOUSE_E2E_SITE`);
  if (DATABASE !== 'sqlite' && DATABASE !== 'postgres') throw new Error(`E2E_DATABASE is sqlite or postgres, not ${DATABASE}`);
  if (STORAGE === 'external' && !process.env.GATEHOUSE_TEST_S3_ENDPOINT) {
    throw new Error('E2E_STORAGE=external needs an S3 in GATEHOUSE_TEST_S3_ENDPOINT: use make test-ceph');
  }
  if (DATABASE === 'postgres' && !process.env.GATEHOUSE_TEST_POSTGRES_URL) {
    throw new Error('E2E_DATABASE=postgres needs a server in GATEHOUSE_TEST_POSTGRES_URL: use tools/e2e.sh postgres');
  }
}
