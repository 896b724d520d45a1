import type { Page } from '@playwright/test';
import { call, choose, expect, listed, painting, posts, register, test, type TestFile, tray, trayRow as row, txt } from '../fixtures';

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test.describe(`at ${viewport.width} pixels`, () => {
    test.use({ viewport });

    test('a pasted picture is named by its moment; text fields keep what is pasted', async ({ page, visit }) => {
      await register(page, visit);
      const paste = (selector: string) =>
        page.locator(selector).first().evaluate(async (element) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 20, height: 20 });
          canvas.getContext('2d')!.fillRect(0, 0, 20, 20);
          const blob = await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob!)));
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([blob], 'image.png', { type: 'image/png' }));
          element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        });
      await paste('input[type=search], input[name=q]');
      await expect(tray(page)).toHaveCount(0);
      await paste('main');
      await expect(row(page, 'Pasted image')).toContainText(/Pasted image \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png/);
      await expect(row(page, 'Pasted image')).toContainText('Done');
      await expect(tray(page).getByRole('listitem')).toHaveCount(1);
    });
  });
}

/** A JPEG that is `width` × `height`, and to be turned as the number of EXIF 2.32, 4.6.4 A, says. */
async function photograph(page: Page, width: number, height: number, orientation: number, name: string): Promise<TestFile> {
  const bytes = await page.evaluate(
    async ([width, height]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      canvas.getContext('2d')!.fillRect(0, 0, width! / 2, height! / 2);
      const blob = await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob!), 'image/jpeg'));
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [width, height],
  );
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const exif = [...Buffer.from('Exif\0\0MM\0*'), 0, 0, 0, 8, 0, 1, ...entry, 0, 0, 0, 0];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from([...bytes.slice(0, 2), ...segment, ...bytes.slice(2)]) };
}

/** Width and height of the document's thumbnail, as the browser shows it. */
async function thumbnailSize(page: Page, name: string): Promise<number[]> {
  let url: string | undefined;
  await expect
    .poll(async () => {
      const { documents } = await (await call(page, 'documents/list', { listing: {}, after: null })).json();
      url = documents.items.find((row: { name: string }) => row.name === name)?.thumbnail_url;
      return url;
    })
    .toBeTruthy();
  return page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, url!);
}

test('a picture gets a thumbnail, quietly', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const signed = posts(page, `${gatehouse.origin}/api/uploads/presign`);
  await choose(page, [painting(960, 600, (x, y) => [x & 255, y & 255, 90], undefined, 'plan.png'), txt(300, 'notes.txt')]);
  await expect(row(page, 'plan.png')).toContainText('Done');
  expect(await thumbnailSize(page, 'plan.png')).toEqual([480, 300]);
  await expect(tray(page).getByRole('listitem')).toHaveCount(2);
  await expect(listed(page, 'plan.png')).toBeVisible();
  const purposes = signed.map((request) => request.postDataJSON().request.purpose);
  expect(purposes.sort()).toEqual(['document', 'document', 'thumbnail']);
});

test('a thumbnail stands as the photograph was held, and is no larger than it', async ({ page, visit }) => {
  await register(page, visit);
  await choose(page, [await photograph(page, 640, 320, 6, 'upright.jpg'), await photograph(page, 100, 50, 1, 'small.jpg')]);
  expect(await thumbnailSize(page, 'upright.jpg')).toEqual([240, 480]);
  expect(await thumbnailSize(page, 'small.jpg')).toEqual([100, 50]);
});

test('a thumbnail that fails is nobody\'s trouble', async ({ page, visit, problems }) => {
  problems.expect(/status of 503/);
  await register(page, visit);
  await page.route('**/api/uploads/presign', (route) =>
    route.request().postData()?.includes('thumbnail')
      ? route.fulfill({ status: 503, json: { kind: 'unavailable', message: 'Not now.' } })
      : route.continue(),
  );
  const refused = page.waitForResponse((response) => response.status() === 503);
  await choose(page, painting(64, 64, () => [200, 90, 90], undefined, 'plan.png'));
  await refused;
  await expect(row(page, 'plan.png')).toContainText('Done');
  await expect(tray(page).getByRole('alert')).toHaveCount(0);
});
