//! Pictures made small: one's own, cut out under the crop square, and thumbnails.

use std::cell::RefCell;

use domain::{
    content_type::ContentType,
    file_name::FileName,
    purpose::Purpose,
    upload::{PresignRequest, Target},
};
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

use super::{crop::Crop, hash};

/// The side of an avatar, in pixels.
pub(crate) const AVATAR_SIDE: u32 = 512;
/// `WebP`'s quality of an avatar.
const AVATAR_QUALITY: f64 = 0.86;
/// The longest side of a thumbnail, in pixels.
const THUMBNAIL_SIDE: u32 = 480;
/// `WebP`'s quality of a thumbnail.
const THUMBNAIL_QUALITY: f64 = 0.8;

thread_local! {
    /// The picture in the dialog. A browser object, so it lives here and not in a signal.
    static PICTURE: RefCell<Option<ImageBitmap>> = const { RefCell::new(None) };
}

/// Decodes a file as the browser shows it, turned as the camera says. `None` when it is no picture.
pub(crate) async fn open(file: &File) -> Option<Crop> {
    let bitmap = decode(file).await?;
    let crop = Crop::middle(bitmap.width().into(), bitmap.height().into());
    PICTURE.set(Some(bitmap));
    Some(crop)
}

async fn decode(file: &File) -> Option<ImageBitmap> {
    let decoding = leptos::prelude::window().create_image_bitmap_with_blob(file).ok()?;
    JsFuture::from(decoding).await.ok()?.dyn_into().ok()
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
    let context = context(canvas)?;
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let (x, y, side) = crop.square();
    context.clear_rect(0.0, 0.0, width, height);
    PICTURE.with_borrow(|picture| {
        let picture = picture.as_ref().ok_or(JsValue::NULL)?;
        context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(picture, x, y, side, side, 0.0, 0.0, width, height)
    })
}

fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    context.set_image_smoothing_enabled(true);
    Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into())?;
    Ok(context)
}

fn canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = leptos::prelude::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

/// As `WebP`, or PNG where the browser cannot write `WebP`.
async fn written(canvas: &HtmlCanvasElement, quality: f64) -> Option<Blob> {
    let blob = Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let _ = canvas.to_blob_with_type_and_encoder_options(done.unchecked_ref(), "image/webp", &quality.into());
    });
    JsFuture::from(blob).await.ok()?.dyn_into().ok()
}

/// The square as an avatar.
pub(crate) async fn avatar(crop: Crop) -> Option<Blob> {
    let canvas = canvas(AVATAR_SIDE, AVATAR_SIDE)?;
    try_draw(&canvas, crop).ok()?;
    written(&canvas, AVATAR_QUALITY).await
}

/// The whole picture, turned as the camera says, so small that it fits into a list. `None` when the browser cannot open it.
pub(crate) async fn thumbnail(file: &File) -> Option<Blob> {
    let bitmap = decode(file).await?;
    let longest = bitmap.width().max(bitmap.height()).max(THUMBNAIL_SIDE);
    let small = |pixels: u32| (pixels * THUMBNAIL_SIDE).div_ceil(longest);
    let (width, height) = (small(bitmap.width()), small(bitmap.height()));
    let canvas = canvas(width, height)?;
    let drawn = context(&canvas)
        .and_then(|context| context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width.into(), height.into()));
    bitmap.close();
    drawn.ok()?;
    written(&canvas, THUMBNAIL_QUALITY).await
}

/// What a picture made here declares. `None` when the browser wrote something else.
pub(crate) async fn announce(picture: &Blob, stem: &str, purpose: Purpose, target: Target) -> Option<PresignRequest> {
    let content_type = ContentType::parse(&picture.type_()).ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a blob's size is a whole number of bytes")]
    let size_bytes = Some(picture.size() as u64);
    Some(PresignRequest {
        purpose,
        file_name: FileName::parse(&[stem, ".", content_type.extension()].concat()).ok()?,
        content_type,
        size_bytes,
        checksum_sha256: hash::sha256_base64(picture).await,
        target,
    })
}
