import { expect, expectAccessible, listedNames, register, test, uploadNamed } from '../fixtures';

test('documents are found, walked, selected and opened by keys alone', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['a.pdf', 'b.pdf', 'c.pdf']);
  await visit('/documents');
  const focused = page.locator(':focus');
  await page.keyboard.press('j');
  await expect(focused).toHaveText('c.pdf');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByRole('checkbox', { name: 'Select b.pdf' })).toBeChecked();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(focused).toHaveText('c.pdf');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('c.pdf');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page).toHaveURL('/images');
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(listedNames(page)).toHaveText(['c.pdf', 'b.pdf', 'a.pdf']);

  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  // In a field, keys are letters.
  await page.keyboard.type('g?xb');
  await expect(page.getByRole('searchbox')).toHaveValue('g?xb');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('u');
  await chooser;
});

test('the sheet tells the keys, and turns them off', async ({ page, visit }) => {
  await register(page, visit);
  await visit('/documents');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toBeVisible();
  await expectAccessible(page);
  await sheet.getByRole('checkbox', { name: 'Use these keys' }).uncheck();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('?');
  await visit('/people');
  await page.keyboard.press('?');
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(sheet).toBeVisible();
  await sheet.getByRole('checkbox', { name: 'Use these keys' }).check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
});
