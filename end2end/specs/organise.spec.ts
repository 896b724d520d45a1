import type { Request } from '@playwright/test';
import {
  changeFolder,
  createFolder,
  changeDocument,
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  listedNames,
  call,
  register,
  test,
  txt,
  uploadDocument,
  uploadNamed,
} from '../fixtures';

test('the list follows what is typed, and Back goes back', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['Hợp đồng.pdf', 'Rechnung.pdf']);
  await page.goto('/people');
  await visit('/documents');
  const search = page.getByRole('searchbox', { name: 'Search names and tags' });
  await search.pressSequentially('hop dong');
  await expect(listedNames(page)).toHaveText(['Hợp đồng.pdf']);
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('hop dong');
  await search.press('Home');
  await search.pressSequentially('x');
  await expect(page.getByText('Nothing found')).toBeVisible();
  expect(await search.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(1);
  await search.press('Backspace');
  await expect(listedNames(page)).toHaveText(['Hợp đồng.pdf']);

  await page.getByLabel('Sort').selectOption({ label: 'Largest first' });
  await expect(page).toHaveURL(/sort=largest/);
  await page.goBack();
  await expect(page).toHaveURL(/q=hop\+dong$/);
  await expect(page.getByLabel('Sort')).toHaveValue('');
  await expect(search).toHaveValue('hop dong');
  // Typing left no pages behind.
  await page.goBack();
  await expect(page).toHaveURL(/\/people$/);
});

test('the newest answer stays, however late an older one comes, and the list is never empty between', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['alpha.pdf', 'alpine.pdf']);
  await visit('/documents');
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/documents/list', async (route) => {
    if (route.request().postDataJSON().listing.text === 'alpi') await held;
    await route.continue();
  });
  const search = page.getByRole('searchbox');
  const older = (request: Request): boolean => (request.postData() ?? '').includes('"alpi"');
  const asked = page.waitForRequest(older);
  const ended = Promise.race([page.waitForEvent('requestfinished', older), page.waitForEvent('requestfailed', older)]);
  await search.fill('alpi');
  await asked;
  await expect(listedNames(page)).toHaveCount(2);
  await search.fill('alpha');
  await expect(page).toHaveURL(/q=alpha$/);
  await expect(listedNames(page)).toHaveCount(2);
  release();
  await ended;
  await expect(listedNames(page)).toHaveText(['alpha.pdf']);
});

test('the next page keeps filters and order', async ({ page, visit }) => {
  await register(page, visit);
  for (let i = 1; i <= 52; i += 1) await uploadDocument(page, txt(100 + i, `note-${i}.txt`));
  await uploadNamed(page, ['other.pdf']);
  await visit('/documents?q=note&type=text&sort=smallest');
  await expect(listedNames(page)).toHaveCount(50);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(listedNames(page)).toHaveText(['note-51.txt', 'note-52.txt']);
  await expect(page).toHaveURL(/q=note&type=text&sort=smallest&after=/);
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(listedNames(page)).toHaveCount(50);
  await expect(page).toHaveURL(/q=note&type=text&sort=smallest$/);
});

test('the selection is counted, survives a new load, and is cleared', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['a.pdf', 'b.pdf', 'c.pdf']);
  await visit('/documents');
  const count = page.locator('#selection').getByRole('status');
  await page.getByRole('checkbox', { name: 'Select a.pdf' }).focus();
  await page.keyboard.press('Space');
  await expect(count).toHaveText('1 selected');
  await page.getByRole('checkbox', { name: 'Select b.pdf' }).check();
  await expect(count).toHaveText('2 selected');
  await page.getByLabel('Sort').selectOption({ label: 'Oldest first' });
  await expect(listedNames(page)).toHaveText(['a.pdf', 'b.pdf', 'c.pdf']);
  await expect(page.getByRole('checkbox', { name: 'Select a.pdf' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Select b.pdf' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Select c.pdf' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(count).toHaveText('');
  await expect(page.getByRole('checkbox', { name: 'Select a.pdf' })).not.toBeChecked();
});

for (const { colorScheme, width } of [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const) {
  test(`folders, filters, details and selection are accessible, ${colorScheme}, ${width} px wide`, async ({ newContext, visit }) => {
    const page = await (await newContext({ colorScheme, viewport: { width, height: 900 } })).newPage();
    await register(page, visit);
    const [first] = await uploadNamed(page, ['a-long-name-of-a-contract-that-nobody-needs-any-more.pdf', 'b.pdf']);
    await call(page, 'documents/tag', { document: first, tags: 'rent, a tag that is forty characters long 12345' });
    await visit('/documents', page);
    await createFolder(page, 'A folder with a rather long name that does not fit');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Select b.pdf' }).check();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await changeFolder(page, 'A folder with a rather long name that does not fit');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await changeDocument(page, 'b.pdf');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
}
