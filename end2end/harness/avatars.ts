import { expect, type Locator, type Page } from '@playwright/test';
import { png, type TestFile } from './files';
import { type Person, register, type Visit } from './people';

/** The dialog of the account page in which a picture is chosen. */
export function pictureDialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Your picture' });
}

/** Opens the dialog with a picture in it. */
export async function choosePicture(page: Page, file: TestFile): Promise<void> {
  await page.getByRole('button', { name: 'Change picture' }).click();
  await page.getByTestId('avatar-input').setInputFiles(file);
  await expect(pictureDialog(page).getByRole('button', { name: 'Save picture' })).toBeEnabled();
}

/** Saves what the dialog shows. */
export async function savePicture(page: Page): Promise<void> {
  await pictureDialog(page).getByRole('button', { name: 'Save picture' }).click();
  await expect(pictureDialog(page)).toBeHidden();
}

/** One's own picture, as the account menu shows it. */
export function ownPicture(page: Page): Locator {
  return page.getByRole('button', { name: 'Account menu' }).locator('img');
}

/** Waits until a picture has come from the CDN. */
export async function loaded(image: Locator): Promise<void> {
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(512);
}

/** Registers, and gives the new account a picture. */
export async function registerWithPicture(page: Page, visit: Visit, person?: Person): Promise<Person> {
  const registered = await register(page, visit, person);
  await visit('/account', page);
  await choosePicture(page, png(300, 300, [40, 120, 200]));
  await savePicture(page);
  // Or it would come later, into a cache that a test believes to be empty.
  await loaded(ownPicture(page));
  return registered;
}
