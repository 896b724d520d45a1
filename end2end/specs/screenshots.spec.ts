import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { choosePicture, createAdmin, expect, logIn, makeLink, painting, pdf, type Person, share, slowUploads, somebody, test, txt } from '../fixtures';

const MIB = 1024 * 1024;
/** For the README. */
const README = '../docs/images';
/** Every page at both widths in both themes, in as few bytes as tell how it looks. */
const PAGES = '../docs/screenshots';

/** The person whom the demo shows with most: the one who joined last. */
function demoPerson(output: string): Person {
  const told = /^(\S+@\S+) {2}(.+) {2}(\S+)$/gm;
  const [, email, name, password] = [...output.matchAll(told)].at(-1)!;
  return { email: email!, name: name!, password: password! };
}

test('pictures of every page', async ({ visit, newContext, gatehouse, problems }) => {
  test.setTimeout(240_000);
  problems.expect(/status of 404/);
  const person = demoPerson(gatehouse.run(['demo']));
  const admin = createAdmin(gatehouse, { ...somebody(), name: 'Mara Lindqvist' });
  mkdirSync(PAGES, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      const open = async () => (await newContext({ colorScheme, viewport: { width, height: width === 390 ? 844 : 900 } })).newPage();
      const shoot = async (page: Page, name: string, options = {}) => {
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `${PAGES}/${name}.jpg`, type: 'jpeg', quality: 60, scale: 'css', ...options });
      };
      const each = (name: string) => `${name}-${width}-${colorScheme}`;

      const page = await open();
      for (const path of ['/', '/login', '/register']) {
        await visit(path, page);
        await shoot(page, each(path.slice(1) || 'home'));
      }
      await page.getByLabel('Your name').fill('Ann');
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByLabel('Password').fill('password123');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByRole('alert').first().waitFor();
      await shoot(page, each('register-refused'));

      await logIn(page, visit, person);
      await expect(page.getByRole('row').first()).toBeAttached();
      await page.waitForLoadState('networkidle');
      await shoot(page, each('documents'));
      if (width === 1440) await page.screenshot({ path: `${README}/documents-${colorScheme}.png` });
      await page.getByRole('link', { name: /\.pdf$/ }).first().click();
      await page.getByRole('heading', { name: 'Versions' }).waitFor();
      await page.waitForLoadState('networkidle');
      await shoot(page, each('document'));
      await page.getByRole('button', { name: 'Change', exact: true }).first().click();
      await shoot(page, each('document-change'));
      await page.keyboard.press('Escape');
      await share(page, admin.name, 'Can manage');
      const link = await makeLink(page, { password: 'seven quiet herons', limit: '5' });
      await shoot(page, each('sharing'), { fullPage: true });
      const stranger = await open();
      await visit(link, stranger);
      await shoot(stranger, each('link-password'));
      await stranger.getByLabel('Password').fill('seven quiet herons');
      await stranger.getByRole('button', { name: 'Open' }).click();
      await stranger.getByRole('button', { name: /^Download/ }).waitFor();
      await shoot(stranger, each('link'));
      await visit(`${link.slice(0, -1)}_`, stranger);
      await shoot(stranger, each('link-gone'));
      await stranger.close();
      await visit('/documents', page);
      await page.getByRole('link', { name: /^Preview .*(txt|png)$/ }).first().click();
      await page.locator('iframe').contentFrame().locator('img, pre').first().waitFor();
      await shoot(page, each('preview'));
      await visit('/images', page);
      await page.waitForLoadState('networkidle');
      await shoot(page, each('images'));
      await page.getByRole('button', { name: /^Show/ }).first().click();
      await page.waitForLoadState('networkidle');
      await shoot(page, each('image'));
      await visit('/documents', page);
      await page.getByRole('checkbox', { name: /^Select/ }).nth(1).check();
      await page.getByRole('checkbox', { name: /^Select/ }).nth(2).check();
      await shoot(page, each('selection'));
      await visit('/people', page);
      await page.keyboard.press('?');
      await shoot(page, each('shortcuts'));
      for (const path of ['/upload', '/trash', '/shared', '/people', '/account', '/no/such/page']) {
        await visit(path, page);
        await page.waitForLoadState('networkidle');
        await shoot(page, each(path.split('/').at(-1)!));
      }
      await visit('/account', page);
      await choosePicture(page, painting(900, 600, (x, y) => [40 + (x >> 3), 90 + (y >> 3), 160]));
      await shoot(page, each('avatar-dialog'));

      // The tray, with everything that a row can be.
      await visit('/documents', page);
      await page.getByTestId('file-input').setInputFiles([txt(4_000, `Addendum ${each('to the lease')}.txt`), txt(0, 'Empty.txt')]);
      await page.getByRole('region', { name: 'Uploads' }).getByText('Done').waitFor();
      await slowUploads(page, MIB);
      await page.getByTestId('file-input').setInputFiles(pdf(8 * MIB, 'Offer of the builder, with plans.pdf'));
      await page.getByRole('region', { name: 'Uploads' }).getByRole('list').getByText('/s').waitFor();
      await shoot(page, each('tray'));
      await page.getByRole('button', { name: /^Cancel Offer/ }).click();
      await page.close();

      const other = await open();
      await logIn(other, visit, admin);
      await shoot(other, each('documents-empty'));
      await visit('/shared', other);
      await shoot(other, each('shared-full'));
      await visit('/audit', other);
      await shoot(other, each('audit'));
    }
  }
});
