import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserType } from '@playwright/test';
import { CHROMIUM_ARGS } from '../playwright.config';
import { makeCertificate } from './certificates';
import { startProxy } from './proxy';
import { Gatehouse, type Settings } from './server';

/** The parent domain that the app and the CDN share, as in production. */
export const DOMAIN = 'gatehouse.test';

/** A server behind TLS on hosts of one domain, and a browser that finds and trusts them. */
export interface TlsSite {
  gatehouse: Gatehouse;
  browser: Browser;
  appOrigin: string;
  cdnOrigin: string;
  s3Origin: string;
  stop: () => Promise<void>;
}

/** Starts it all. Only this certificate's key is trusted: a wrong host or an expired certificate would still be an error elsewhere. */
export async function startTlsSite(chromium: BrowserType, settings: Settings = {}): Promise<TlsSite> {
  const host = (name: string): string => `${name}.${DOMAIN}`;
  const gatehouse = await Gatehouse.start({
    GATEHOUSE_PUBLIC_URL: `https://${host('app')}`,
    GATEHOUSE_CDN__PUBLIC_URL: `https://${host('cdn')}`,
    GATEHOUSE_CDN__COOKIE_DOMAIN: DOMAIN,
    GATEHOUSE_STORAGE__PUBLIC_ENDPOINT: `https://${host('s3')}`,
    GATEHOUSE_TRUSTED_PROXIES: '127.0.0.1/32',
    ...settings,
  });
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
  const certificate = makeCertificate(dir, DOMAIN);
  const { app, s3, cdn } = gatehouse.ports;
  const proxy = await startProxy(certificate, { [host('app')]: app, [host('s3')]: s3, [host('cdn')]: cdn });
  const browser = await chromium.launch({
    executablePath: process.env.GATEHOUSE_CHROMIUM,
    args: [
      ...CHROMIUM_ARGS,
      `--host-resolver-rules=MAP *.${DOMAIN} 127.0.0.1:${proxy.port}`,
      `--ignore-certificate-errors-spki-list=${certificate.spki}`,
    ],
  });
  return {
    gatehouse,
    browser,
    appOrigin: `https://${host('app')}`,
    cdnOrigin: `https://${host('cdn')}`,
    s3Origin: `https://${host('s3')}`,
    stop: async () => {
      await browser.close();
      await proxy.stop();
      await gatehouse.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
