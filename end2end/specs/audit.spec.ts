import { readFileSync } from 'node:fs';
import { call, createAdmin, expect, logIn, register, test, txt, uploadDocument } from '../fixtures';

test('the log is followed live, and paused', async ({ page, visit, newContext, gatehouse }) => {
  await logIn(page, visit, createAdmin(gatehouse));
  await visit('/audit?what=auth.register');
  await page.getByRole('button', { name: 'Follow' }).click();
  await expect(page.getByText('Waiting for new events.')).toBeVisible();
  const person = await register(await (await newContext()).newPage(), visit);
  const fresh = page.getByRole('region', { name: 'New events' });
  await expect(fresh.getByRole('row').filter({ hasText: person.name })).toHaveCount(1);
  await expect(page.getByRole('status').filter({ hasText: '1 new event.' })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Follow' })).toBeVisible();
});

test('the log is only asked for while somebody follows it', async ({ page, visit, gatehouse }) => {
  await logIn(page, visit, createAdmin(gatehouse));
  await visit('/audit');
  const asked = () => page.waitForRequest('**/api/audit/tail', { timeout: 6_000 });
  await page.getByRole('button', { name: 'Follow' }).click();
  await asked();
  await page.getByRole('link', { name: 'People' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  // Whatever was under way is answered by then.
  await page.waitForLoadState('networkidle');
  let later = 0;
  page.on('request', (request) => (later += Number(request.url().endsWith('/api/audit/tail'))));
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(later).toBe(0);
});

test('an export holds what the filters show', async ({ page, visit, newContext, gatehouse }) => {
  const person = await register(page, visit);
  await uploadDocument(page, txt(300));
  const office = await (await newContext()).newPage();
  await logIn(office, visit, createAdmin(gatehouse));
  await visit(`/audit?who=${encodeURIComponent(person.email)}&what=upload.confirm`, office);
  const download = office.waitForEvent('download');
  await office.getByRole('link', { name: 'Export CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^gatehouse-audit-\d{4}-\d\d-\d\d\.csv$/);
  const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`"${person.name}","upload.confirm","ok"`);
});

test('the log is for administrators only', async ({ page, visit, problems }) => {
  problems.expect(/status of 403/);
  await register(page, visit);
  await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
  const answer = await page.goto('/audit');
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1, name: 'Not for your role' })).toBeVisible();
  expect((await call(page, 'audit/list', { query: '' })).status()).toBe(403);
  expect((await call(page, 'audit/tail', { query: '', after: 0 })).status()).toBe(403);
});
