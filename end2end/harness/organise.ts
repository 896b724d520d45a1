import type { Locator, Page } from '@playwright/test';
import { pdf, txt } from './files';
import { uploadDocument } from './api';

/** Brings in documents of these names, the first one first. Answers their ids. */
export async function uploadNamed(page: Page, names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, name] of names.entries()) {
    const file = name.endsWith('.txt') ? txt(100 + index, name) : pdf(5_000 + index, name);
    ids.push((await uploadDocument(page, file)).document);
  }
  return ids;
}

/** The names in the list, from above. */
export function listedNames(page: Page): Locator {
  return page.getByRole('table').locator('.file-name > bdi');
}

/** A folder of the open folder. */
export function folder(page: Page, name: string): Locator {
  return page.getByRole('list', { name: 'Folders' }).getByRole('link', { name, exact: true });
}

/** Makes a folder in the open one. */
export async function createFolder(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByLabel('Name of the new folder').fill(name);
  await page.getByRole('button', { name: 'Create folder' }).click();
  await folder(page, name).waitFor();
}

/** Opens what can be done with a folder. */
export async function changeFolder(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: `Change folder ${name}`, exact: true }).click();
  return page.getByRole('dialog', { name: 'Folder', exact: true });
}

/** Opens a listed document, and on its page what can be changed. */
export async function changeDocument(page: Page, name: string): Promise<Locator> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('button', { name: 'Change', exact: true }).first().click();
  return page.getByRole('dialog', { name: 'Change' });
}
