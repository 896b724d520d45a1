//! Abstract pictures, drawn from a palette and a seed: the same every time.

use std::f32::consts::{PI, TAU};

use image::{
    ExtendedColorType, ImageEncoder as _, ImageResult,
    codecs::{png::PngEncoder, webp::WebPEncoder},
};

/// A picture's side in pixels; what the app makes of a chosen avatar too.
pub(super) const SIDE: u16 = 512;
/// Samples per pixel and direction, for smooth edges.
const SAMPLES: u16 = 2;

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) enum Motif {
    /// A sun over three ridges.
    Hills,
    /// Quarter circles on a board.
    Tiles,
    /// Rings around a centre, a planet on each.
    Orbits,
    /// Bands that swing.
    Waves,
    /// A flower of overlapping petals.
    Petals,
}

/// A picture to draw.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picture {
    pub(super) motif: Motif,
    /// From the ground to the accent, `0xRRGGBB`.
    pub(super) palette: [u32; 5],
    /// Turns and shifts what the motif leaves open.
    pub(super) seed: u32,
}

/// Three pictures of the same colours.
pub(super) fn series(picture: &Picture) -> [Picture; 3] {
    [Motif::Waves, Motif::Tiles, Motif::Orbits].map(|motif| Picture { motif, seed: picture.seed + 100, ..*picture })
}

/// The picture as a lossless WebP.
pub(super) fn webp(picture: &Picture) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes).write_image(&pixels(picture), SIDE.into(), SIDE.into(), ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

/// The picture as a PNG.
pub(super) fn png(picture: &Picture) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&pixels(picture), SIDE.into(), SIDE.into(), ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

type Colour = [f32; 3];

fn pixels(picture: &Picture) -> Vec<u8> {
    let palette = picture.palette.map(colour);
    let step = 1.0 / f32::from(SIDE * SAMPLES);
    let share = 1.0 / f32::from(SAMPLES * SAMPLES);
    let mut bytes = Vec::with_capacity(3 * usize::from(SIDE) * usize::from(SIDE));
    for y in 0..SIDE {
        for x in 0..SIDE {
            let mut sum = [0.0; 3];
            for sample in 0..SAMPLES * SAMPLES {
                let u = (f32::from(x * SAMPLES + sample % SAMPLES) + 0.5) * step;
                let v = (f32::from(y * SAMPLES + sample / SAMPLES) + 0.5) * step;
                let c = at(picture, &palette, u, v);
                sum = [sum[0] + c[0] * share, sum[1] + c[1] * share, sum[2] + c[2] * share];
            }
            bytes.extend(sum.map(byte));
        }
    }
    bytes
}

/// The colour at a point of the unit square; `v` grows downwards.
fn at(picture: &Picture, palette: &[Colour; 5], u: f32, v: f32) -> Colour {
    let turn = chance(picture.seed, 0) * TAU;
    match picture.motif {
        Motif::Hills => hills(palette, turn, u, v),
        Motif::Tiles => tiles(palette, picture.seed, u, v),
        Motif::Orbits => orbits(palette, picture.seed, u, v),
        Motif::Waves => waves(palette, turn, u, v),
        Motif::Petals => petals(palette, turn, u, v),
    }
}

fn hills(palette: &[Colour; 5], turn: f32, u: f32, v: f32) -> Colour {
    let mut found = mix(palette[0], palette[1], v * 1.3);
    if (u - 0.5 - 0.18 * turn.cos()).hypot(v - 0.36) < 0.15 {
        found = palette[4];
    }
    for (layer, shade) in [(0.0, 0.35), (1.0, 0.7), (2.0, 1.0)] {
        let ridge = 0.52 + 0.14 * layer + 0.07 * (u * (5.0 + layer) + turn * (1.0 + layer)).sin() + 0.02 * (u * 17.0 + turn).sin();
        if v > ridge {
            found = mix(palette[2], palette[3], shade);
        }
    }
    found
}

fn tiles(palette: &[Colour; 5], seed: u32, u: f32, v: f32) -> Colour {
    let (column, row) = ((u * 4.0).floor(), (v * 4.0).floor());
    // Cells are 0 to 3 each way.
    let cell = (1..4u16).fold(1, |cell, line| cell + u32::from(column >= f32::from(line)) + 4 * u32::from(row >= f32::from(line)));
    let pick = |n: u32| palette[pick(chance(seed, cell * 3 + n), 5)];
    let (mut x, mut y) = (u * 4.0 - column, v * 4.0 - row);
    if chance(seed, cell * 7 + 100) < 0.5 {
        x = 1.0 - x;
    }
    if chance(seed, cell * 7 + 101) < 0.5 {
        y = 1.0 - y;
    }
    match x.hypot(y) {
        inside if inside < 0.5 => pick(2),
        inside if inside < 1.0 => pick(1),
        _ => pick(0),
    }
}

fn orbits(palette: &[Colour; 5], seed: u32, u: f32, v: f32) -> Colour {
    let (x, y) = (u - 0.5, v - 0.5);
    let distance = x.hypot(y);
    let mut found = mix(palette[1], palette[0], distance * 1.6);
    for ring in 1..=3u16 {
        let radius = 0.13 * f32::from(ring);
        if (distance - radius).abs() < 0.006 {
            found = palette[2];
        }
        let (sin, cos) = (chance(seed, ring.into()) * TAU).sin_cos();
        if (x - radius * cos).hypot(y - radius * sin) < 0.025 + 0.01 * f32::from(ring) {
            found = palette[if ring == 2 { 3 } else { 4 }];
        }
    }
    if distance < 0.06 { palette[4] } else { found }
}

fn waves(palette: &[Colour; 5], turn: f32, u: f32, v: f32) -> Colour {
    let swing = 0.06 * (u * TAU + turn).sin() + 0.03 * (u * 2.0 * TAU - turn).sin();
    let band = ((v + swing) * 7.0).clamp(0.0, 6.99).floor();
    let place = band / 6.0 * 4.0;
    let mut found = palette[0];
    for (stop, pair) in (0u8..).zip(palette.windows(2)) {
        if place > f32::from(stop) {
            found = mix(pair[0], pair[1], place - f32::from(stop));
        }
    }
    found
}

fn petals(palette: &[Colour; 5], turn: f32, u: f32, v: f32) -> Colour {
    let (x, y) = (u - 0.5, v - 0.5);
    let (distance, angle) = (x.hypot(y), y.atan2(x) + turn);
    let mut found = mix(palette[0], palette[1], v);
    for (layer, radius) in [(2usize, 0.44), (3, 0.33), (4, 0.21)] {
        let offset = if layer == 3 { PI / 8.0 } else { 0.0 };
        if distance < radius * (0.55 + 0.45 * (4.0 * (angle + offset)).cos().abs()) {
            found = palette[layer];
        }
    }
    if distance < 0.06 { palette[0] } else { found }
}

fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    let share = share.clamp(0.0, 1.0);
    [0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * share)
}

fn colour(rgb: u32) -> Colour {
    let [_, red, green, blue] = rgb.to_be_bytes();
    [red, green, blue].map(f32::from)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of bytes")]
fn byte(value: f32) -> u8 {
    value.round() as u8
}

/// One of `count` by a number in `0.0..1.0`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "small counts")]
fn pick(chance: f32, count: usize) -> usize {
    ((chance * count as f32) as usize).min(count - 1)
}

/// The `n`th number in `0.0..1.0` of a seed (the finaliser of `MurmurHash3`).
fn chance(seed: u32, n: u32) -> f32 {
    let mut h = seed ^ n.wrapping_mul(0x9E37_79B9);
    h = (h ^ (h >> 16)).wrapping_mul(0x85EB_CA6B);
    h = (h ^ (h >> 13)).wrapping_mul(0xC2B2_AE35);
    let [high, low, ..] = (h ^ (h >> 16)).to_be_bytes();
    f32::from(u16::from_be_bytes([high, low])) / 65_536.0
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::demo::cast::CAST;

    #[test]
    fn everybody_has_an_avatar_of_their_own() {
        let pictures: Vec<Vec<u8>> = CAST.iter().map(|member| webp(&member.avatar).unwrap()).collect();
        for bytes in &pictures {
            let image = image::load_from_memory_with_format(bytes, image::ImageFormat::WebP).unwrap();
            assert_eq!((image.width(), image.height()), (u32::from(SIDE), u32::from(SIDE)));
            let colours: HashSet<_> = image.to_rgb8().pixels().copied().collect();
            assert!(colours.len() > 20, "a picture, not a plain ground");
            assert!(bytes.len() < 400_000, "{} bytes", bytes.len());
        }
        assert_eq!(pictures.iter().collect::<HashSet<_>>().len(), CAST.len());
    }

    #[test]
    fn drawing_again_gives_the_same() {
        let picture = &CAST[0].avatar;
        let [first, again] = [(); 2].map(|()| png(picture).unwrap());
        assert!(first.starts_with(b"\x89PNG") && first == again);
    }
}
