import { call, createAdmin, downloadUrl, expect, expectAccessible, logIn, pdf, register, test, uploadDocument } from '../fixtures';

test('an administrator reads who did what, newest first', async ({ page, visit, newContext, gatehouse }) => {
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
  const times = await office.getByRole('row').locator('time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime') ?? ''));
  expect(times).toEqual([...times].sort().reverse());
  await expectAccessible(office);
});

test('the log is for administrators only', async ({ page, visit, problems }) => {
  problems.expect(/status of 403/);
  await register(page, visit);
  await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
  const answer = await page.goto('/audit');
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1, name: 'Not for your role' })).toBeVisible();
  expect((await call(page, 'audit/list', { after: null })).status()).toBe(403);
});

test('the log is paged', async ({ page, visit, newContext, gatehouse }) => {
  await register(page, visit);
  for (let i = 0; i < 30; i += 1) await call(page, 'uploads/confirm', { upload: '00000000-0000-7000-8000-000000000000' });
  for (let i = 0; i < 30; i += 1) await call(page, 'documents/download', { document: '00000000-0000-7000-8000-000000000000', disposition: 'attachment' });
  const office = await (await newContext()).newPage();
  await logIn(office, visit, createAdmin(gatehouse));
  await visit('/audit', office);
  const first = await office.getByRole('row').count();
  expect(first).toBe(51);
  await office.getByRole('link', { name: 'Older' }).click();
  await expect(office).toHaveURL(/after=/);
  await expect(office.getByRole('row').nth(1)).toBeVisible();
});
