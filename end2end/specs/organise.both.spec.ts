import { changeDocument, changeFolder, createFolder, expect, folder, listed, listedNames, register, test, uploadNamed } from '../fixtures';

test('folders are made, renamed, moved and deleted; none lies within itself', async ({ page, visit, problems }) => {
  problems.expect(/status of 4(09|22)/);
  await register(page, visit);
  await uploadNamed(page, ['lease.pdf', 'plan.pdf']);
  await visit('/documents');
  await createFolder(page, 'Rent');
  await createFolder(page, 'Work');

  let change = await changeFolder(page, 'Rent');
  await change.getByLabel('Name').fill('Miete 2026');
  await change.getByRole('button', { name: 'Rename' }).click();
  await expect(folder(page, 'Miete 2026')).toBeVisible();
  await expect(folder(page, 'Rent')).toHaveCount(0);

  // A name that is taken is refused with words.
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByLabel('Name of the new folder').fill('Work');
  await page.getByRole('button', { name: 'Create folder' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'There is a folder “Work” here already.' })).toBeVisible();
  await visit('/documents');

  change = await changeFolder(page, 'Work');
  await change.getByLabel('Move to').selectOption({ label: 'Miete 2026' });
  await change.getByRole('button', { name: 'Move' }).click();
  await expect(folder(page, 'Work')).toHaveCount(0);

  await page.getByRole('checkbox', { name: 'Select lease.pdf' }).check();
  await page.getByRole('checkbox', { name: 'Select plan.pdf' }).check();
  await page.locator('#selection').getByLabel('Move to').selectOption({ label: 'Miete 2026 / Work' });
  await page.locator('#selection').getByRole('button', { name: 'Move', exact: true }).click();
  await expect(page.getByText('2 documents are moved.')).toBeVisible();
  await expect(listed(page, 'lease.pdf')).toHaveCount(0);

  await folder(page, 'Miete 2026').click();
  await folder(page, 'Work').click();
  const breadcrumb = page.getByRole('navigation', { name: 'Breadcrumb' });
  await expect(breadcrumb.getByRole('listitem')).toHaveText(['All documents', 'Miete 2026', 'Work']);
  await expect(listedNames(page)).toHaveText(['plan.pdf', 'lease.pdf']);
  await breadcrumb.getByRole('link', { name: 'All documents' }).click();
  await expect(breadcrumb).toHaveCount(0);

  change = await changeFolder(page, 'Miete 2026');
  await change.getByLabel('Move to').selectOption({ label: 'Miete 2026 / Work' });
  await change.getByRole('button', { name: 'Move' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'A folder cannot lie within itself.' })).toBeVisible();
  await visit('/documents');

  change = await changeFolder(page, 'Miete 2026');
  await change.getByRole('button', { name: 'Delete folder' }).click();
  await expect(page.getByText('The folder is deleted. 2 documents are in the trash.')).toBeVisible();
  await expect(page.getByText('No documents yet')).toBeVisible();
});

test('a document gets another name, a description and tags, which find it', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['scan0001.pdf', 'other.pdf']);
  await visit('/documents');
  let dialog = await changeDocument(page, 'scan0001.pdf');
  await dialog.getByLabel('Name', { exact: true }).fill('Hợp đồng thuê.pdf');
  await dialog.getByLabel('Description').fill('Signed by both.\nUntil 2027.');
  await dialog.getByRole('button', { name: 'Save name and description' }).click();
  await expect(page.getByText('“Hợp đồng thuê.pdf” is saved.')).toBeVisible();
  await expect(page.locator('.description')).toHaveText('Signed by both.\nUntil 2027.');

  await visit('/documents');
  dialog = await changeDocument(page, 'Hợp đồng thuê.pdf');
  await dialog.getByLabel('Tags, with commas between them').fill('Rent, 2026');
  await dialog.getByRole('button', { name: 'Save tags' }).click();
  await expect(page.getByText('The tags are saved.')).toBeVisible();
  await visit('/documents');
  await listed(page, 'Hợp đồng thuê.pdf').getByRole('link', { name: 'rent' }).click();
  await expect(page).toHaveURL(/\/documents\?tag=rent$/);
  await expect(listedNames(page)).toHaveText(['Hợp đồng thuê.pdf']);
});

test('several documents are tagged and go to the trash at once', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['a.pdf', 'b.pdf', 'c.pdf']);
  await visit('/documents');
  const bar = page.locator('#selection');
  await expect(bar.getByRole('button', { name: 'Clear' })).toBeHidden();
  for (const name of ['a.pdf', 'c.pdf']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await bar.getByLabel('Tags to add').fill('tax, 2025');
  await bar.getByRole('button', { name: 'Tag' }).click();
  await expect(page.getByText('2 documents are tagged.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'tax' })).toHaveCount(2);
  await expect(listed(page, 'b.pdf').locator('.tag')).toHaveCount(0);
  await expect(page.getByRole('checkbox', { name: 'Select a.pdf' })).not.toBeChecked();

  for (const name of ['a.pdf', 'b.pdf']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await bar.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByText('2 documents are in the trash.')).toBeVisible();
  await expect(listedNames(page)).toHaveText(['c.pdf']);
});

test('search, filters and order stand in the address', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['Hợp đồng.pdf', 'Zins.txt', 'angebot.pdf']);
  await visit('/documents');
  await page.getByRole('searchbox', { name: 'Search names and tags' }).fill('hop dong');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page).toHaveURL(/[?&]q=hop(\+|%20)dong/);
  await expect(listedNames(page)).toHaveText(['Hợp đồng.pdf']);
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(listedNames(page)).toHaveText(['angebot.pdf', 'Zins.txt', 'Hợp đồng.pdf']);
  await expect(page.getByRole('searchbox')).toHaveValue('');

  await page.getByLabel('Sort').selectOption({ label: 'Name, A to Z' });
  await page.getByText('Filters', { exact: true }).click();
  await page.getByLabel('Type').selectOption({ label: 'PDF' });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page).toHaveURL(/type=pdf/);
  await expect(page).toHaveURL(/sort=name/);
  await expect(listedNames(page)).toHaveText(['angebot.pdf', 'Hợp đồng.pdf']);
  await page.reload();
  await expect(listedNames(page)).toHaveText(['angebot.pdf', 'Hợp đồng.pdf']);
  await expect(page.getByLabel('Type')).toHaveValue('pdf');
  await visit('/documents?from=2001-01-01&until=2001-12-31');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await expect(page.getByLabel('Until')).toHaveValue('2001-12-31');
});
