//! Which square of a picture is kept: the arithmetic of dragging and zooming.

/// The part of a picture that a square shows. Lengths are in the picture's own pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Crop {
    width: f64,
    height: f64,
    zoom: f64,
    /// The square's middle.
    x: f64,
    y: f64,
}

/// How far one can zoom in.
pub(crate) const MAX_ZOOM: f64 = 4.0;

impl Crop {
    /// The largest square in the middle of a picture.
    pub(crate) fn middle(width: f64, height: f64) -> Self {
        Self { width, height, zoom: 1.0, x: width / 2.0, y: height / 2.0 }
    }

    /// The square's side.
    fn side(self) -> f64 {
        self.width.min(self.height) / self.zoom
    }

    /// Left edge, top edge and side of the square.
    pub(crate) fn square(self) -> (f64, f64, f64) {
        let side = self.side();
        (self.x - side / 2.0, self.y - side / 2.0, side)
    }

    /// Moves the picture under the square by so much of the square's side.
    pub(crate) fn moved(self, right: f64, down: f64) -> Self {
        let side = self.side();
        Self { x: self.x - right * side, y: self.y - down * side, ..self }.within()
    }

    /// Zooms, keeping the middle where it can stay.
    pub(crate) fn zoomed(self, zoom: f64) -> Self {
        Self { zoom: zoom.clamp(1.0, MAX_ZOOM), ..self }.within()
    }

    /// The zoom.
    pub(crate) fn zoom(self) -> f64 {
        self.zoom
    }

    fn within(self) -> Self {
        let half = self.side() / 2.0;
        Self { x: self.x.clamp(half, self.width - half), y: self.y.clamp(half, self.height - half), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_stays_within_the_picture() {
        let crop = Crop::middle(400.0, 300.0);
        assert_eq!(crop.square(), (50.0, 0.0, 300.0));
        assert_eq!(crop.moved(1.0, 1.0).square(), (0.0, 0.0, 300.0));
        assert_eq!(crop.moved(-9.0, 0.0).square(), (100.0, 0.0, 300.0));
        let near = crop.zoomed(2.0);
        assert_eq!(near.square(), (125.0, 75.0, 150.0));
        assert_eq!(near.moved(0.0, 9.0).zoomed(1.0).square(), (50.0, 0.0, 300.0));
        assert_eq!(crop.zoomed(99.0).zoom(), MAX_ZOOM);
    }
}
