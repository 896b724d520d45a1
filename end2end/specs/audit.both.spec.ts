import {
  call, createAdmin, downloadUrl, expect, expectAccessible, expectNoSidewaysScroll, logIn, pdf, register, test, uploadDocument,
} from '../fixtures';

const NOWHERE = '00000000-0000-7000-8000-000000000000';

test('an administrator reads who did what, newest first', async ({ page, visit, newContext, gatehouse, javaScriptEnabled }) => {
  const person = await register(page, visit);
  const { document } = await uploadDocument(page, pdf(20_000));
  await downloadUrl(page, document);

  const office = await (await newContext()).newPage();
  await logIn(office, visit, createAdmin(gatehouse));
  await office.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit log' }).first().click();
  await expect(office.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
  const rows = office.getByRole('row').filter({ hasText: person.name });
  for (const action of ['auth.register', 'upload.presign', 'upload.confirm', 'document.download']) {
    await expect(rows.filter({ hasText: action }).first(), action).toBeVisible();
  }
  await expect(rows.filter({ hasText: 'document.download' })).toContainText('Download URL issued');
  const times = await office.getByRole('row').locator('time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime') ?? ''));
  expect(times).toEqual([...times].sort().reverse());
  if (javaScriptEnabled) await expectAccessible(office);
});

test('filters stand in the address, are shown, and are taken away one by one', async ({ page, visit, newContext, gatehouse }) => {
  const person = await register(page, visit);
  await call(page, 'documents/download', { document: NOWHERE, disposition: 'attachment' });
  const office = await (await newContext()).newPage();
  await logIn(office, visit, createAdmin(gatehouse));
  await visit('/audit', office);
  await office.getByText('Filters', { exact: true }).click();
  await office.getByRole('textbox', { name: 'Who' }).fill(person.email);
  await office.getByRole('combobox', { name: 'Result' }).selectOption('Both');
  await office.getByRole('combobox', { name: 'What' }).selectOption('Download URL issued');
  await office.getByRole('button', { name: 'Show' }).click();
  const rows = office.getByRole('region', { name: 'Events' }).getByRole('row');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText('refused');
  await expect(office.getByRole('textbox', { name: 'Who' })).toHaveValue(person.email);
  await expect(office.getByRole('combobox', { name: 'What' })).toHaveValue('document.download');
  await expectNoSidewaysScroll(office);

  await office.getByRole('link', { name: 'Remove the filter What: Download URL issued' }).click();
  await expect(office).toHaveURL(`/audit?who=${encodeURIComponent(person.email)}`);
  await expect(rows.filter({ hasText: 'auth.register' })).toHaveCount(1);
  await office.getByRole('link', { name: 'Clear filters' }).click();
  await expect(office).toHaveURL('/audit');

  await visit('/audit?who=nobody-has-this-name', office);
  await expect(office.getByText('No event matches all of these filters.')).toBeVisible();
});

test('an event opens, with its place in the chain', async ({ page, visit, gatehouse }) => {
  const admin = createAdmin(gatehouse);
  await logIn(page, visit, admin);
  // A second or two until the log is chained, then signed.
  await expect(async () => {
    await visit(`/audit?who=${encodeURIComponent(admin.email)}&what=auth.login`);
    await page.getByRole('button', { name: /^Details: Logged in/ }).click();
    await expect(page.getByRole('dialog', { name: 'Event' }).locator('dt:has-text("Place in the chain") + dd')).toHaveText(/^\d+$/, { timeout: 500 });
  }).toPass();
  await expect(page.getByText(/Signed up to event [\d,]+ on/)).toBeVisible();
  await page.getByRole('dialog', { name: 'Event' }).getByRole('link', { name: 'All events with this: Person' }).click();
  await expect(page).toHaveURL(/\/audit\?who=[0-9a-f-]{36}$/);
});

test('the log is paged', async ({ page, visit, newContext, gatehouse }) => {
  const person = await register(page, visit);
  for (let i = 0; i < 30; i += 1) await call(page, 'uploads/confirm', { upload: NOWHERE });
  for (let i = 0; i < 30; i += 1) await call(page, 'documents/download', { document: NOWHERE, disposition: 'attachment' });
  const office = await (await newContext()).newPage();
  await logIn(office, visit, createAdmin(gatehouse));
  await visit(`/audit?who=${encodeURIComponent(person.email)}`, office);
  await expect(office.getByRole('row')).toHaveCount(51);
  await office.getByRole('link', { name: 'Older' }).click();
  await expect(office).toHaveURL(/who=.+after=/);
  await expect(office.getByRole('row')).not.toHaveCount(51);
  await office.getByRole('link', { name: 'Newest' }).click();
  await expect(office.getByRole('row')).toHaveCount(51);
});

test('a filter that makes no sense is named, and stays in its field', async ({ page, visit, gatehouse, problems }) => {
  problems.expect(/status of 422/);
  await logIn(page, visit, createAdmin(gatehouse));
  await visit('/audit?address=nowhere');
  await expect(page.getByText('This is not an address. Write one such as 192.0.2.7, or how it begins, such as 192.0.2.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'From address' })).toHaveValue('nowhere');
});
