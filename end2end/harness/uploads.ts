import type { Locator, Page, Request } from '@playwright/test';

/** The tray: what this tab uploads. */
export function tray(page: Page): Locator {
  return page.getByRole('region', { name: 'Uploads' });
}

/** The tray's row of a file. */
export function trayRow(page: Page, name: string): Locator {
  return tray(page).getByRole('listitem').filter({ hasText: name });
}

/** The list's row of a document. */
export function listed(page: Page, name: string): Locator {
  return page.getByRole('table').getByRole('row').filter({ hasText: name });
}

/** What is on its way, but not from this tab. */
export function elsewhere(page: Page): Locator {
  return page.getByRole('region', { name: 'On their way' });
}

/** Chooses files as a person does in the file picker. */
export async function choose(page: Page, files: Parameters<Locator['setInputFiles']>[0]): Promise<void> {
  await page.getByTestId('file-input').setInputFiles(files);
}

/** Notes the page's posts to paths that begin with `prefix`. */
export function posts(page: Page, prefix: string): Request[] {
  const seen: Request[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().startsWith(prefix)) seen.push(request);
  });
  return seen;
}

/** Holds the page's requests to a URL from now on, until the answer is called. */
export async function hold(page: Page, url: string): Promise<() => void> {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(url, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}
