import { expect, logIn, register, somebody, test } from '../fixtures';

test('a person registers, logs out and logs in again', async ({ page, context, visit }) => {
  const person = await register(page, visit);
  await expect(page).toHaveTitle(/Documents/);

  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Documents');
  const left = (await context.cookies()).map((cookie) => cookie.name);
  expect(left.filter((name) => name.startsWith('__Host-gatehouse') || name.startsWith('CloudFront-'))).toEqual([]);

  await visit('/documents');
  await expect(page).toHaveURL(/\/login\?next=/);
  await logIn(page, visit, person);
});

test('nothing that scripts can read holds a credential', async ({ page, context, visit }) => {
  await register(page, visit);
  const cookies = await context.cookies();
  expect(cookies.length).toBeGreaterThan(2);
  for (const cookie of cookies) expect(cookie, cookie.name).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' });
});

test('a wrong password and an unknown address get the same answer, beside what was typed', async ({ page, visit, problems, newContext }) => {
  problems.expect(/status of 401/);
  const person = await register(page, visit);
  const other = await newContext();
  const fresh = await other.newPage();
  const answers: string[] = [];
  for (const email of [person.email, somebody().email]) {
    await visit('/login', fresh);
    await fresh.getByLabel('E-mail').fill(email);
    await fresh.getByLabel('Password').fill('not the password at all');
    await fresh.getByRole('button', { name: 'Log in' }).click();
    const alert = fresh.getByRole('alert').filter({ hasText: 'e-mail or password' });
    await expect(alert).toBeVisible();
    answers.push((await alert.textContent()) ?? '');
    await expect(fresh.getByLabel('E-mail')).toHaveValue(email);
    expect(fresh.url()).not.toContain('password');
  }
  expect(answers[0]).toBe(answers[1]);
});

test('a weak password is refused with the reason, and the name stays', async ({ page, visit, problems }) => {
  problems.expect(/status of 422/);
  const person = somebody();
  await visit('/register');
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill('password123');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(page.getByLabel('Your name')).toHaveValue(person.name);
  await expect(page.getByLabel('Password')).toHaveValue('');
});

test('log-in goes where the person wanted, and never to another site', async ({ page, visit, newContext }) => {
  const person = await register(page, visit);
  const other = await newContext();
  const fresh = await other.newPage();
  for (const [next, path] of [['/people', '/people'], ['//evil.example', '/documents'], ['https://evil.example/', '/documents']] as const) {
    // A page that still asks for something must not lose its session.
    await fresh.goto('about:blank');
    await other.clearCookies();
    await visit(`/login?next=${encodeURIComponent(next)}`, fresh);
    await fresh.getByLabel('E-mail').fill(person.email);
    await fresh.getByLabel('Password').fill(person.password);
    await fresh.getByRole('button', { name: 'Log in' }).click();
    await fresh.waitForURL((url) => url.pathname === path);
  }
});
