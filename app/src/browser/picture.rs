//! A chosen picture: decoded, shown under the crop square, and made small.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

use super::crop::Crop;

/// The side of an avatar, in pixels.
pub(crate) const AVATAR_SIDE: u32 = 512;
/// `WebP`'s quality.
const QUALITY: f64 = 0.86;

thread_local! {
    /// The picture in the dialog. A browser object, so it lives here and not in a signal.
    static PICTURE: RefCell<Option<ImageBitmap>> = const { RefCell::new(None) };
}

/// Decodes a file as the browser shows it, turned as the camera says. `None` when it is no picture.
pub(crate) async fn open(file: &File) -> Option<Crop> {
    let decoding = leptos::prelude::window().create_image_bitmap_with_blob(file).ok()?;
    let bitmap: ImageBitmap = JsFuture::from(decoding).await.ok()?.dyn_into().ok()?;
    let crop = Crop::middle(bitmap.width().into(), bitmap.height().into());
    PICTURE.set(Some(bitmap));
    Some(crop)
}

/// Lets the picture go.
pub(crate) fn close() {
    if let Some(bitmap) = PICTURE.take() {
        bitmap.close();
    }
}

/// Draws the square over the whole canvas.
pub(crate) fn draw(canvas: &HtmlCanvasElement, crop: Crop) {
    // A canvas that cannot be drawn on stays empty; saving then fails with a message.
    let _ = try_draw(canvas, crop);
}

fn try_draw(canvas: &HtmlCanvasElement, crop: Crop) -> Result<(), JsValue> {
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let (x, y, side) = crop.square();
    context.clear_rect(0.0, 0.0, width, height);
    context.set_image_smoothing_enabled(true);
    PICTURE.with_borrow(|picture| {
        let picture = picture.as_ref().ok_or(JsValue::NULL)?;
        context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(picture, x, y, side, side, 0.0, 0.0, width, height)
    })
}

/// The square as an avatar: `WebP`, or PNG where the browser cannot write `WebP`.
pub(crate) async fn avatar(crop: Crop) -> Option<Blob> {
    let canvas: HtmlCanvasElement = leptos::prelude::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(AVATAR_SIDE);
    canvas.set_height(AVATAR_SIDE);
    try_draw(&canvas, crop).ok()?;
    let blob = Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let _ = canvas.to_blob_with_type_and_encoder_options(done.unchecked_ref(), "image/webp", &QUALITY.into());
    });
    JsFuture::from(blob).await.ok()?.dyn_into().ok()
}
