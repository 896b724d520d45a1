//! The people of the demo. Their addresses are of `.example`, which nobody can own (RFC 2606).

use super::{
    drawing::{Motif, Picture},
    papers::{self, Paper},
};

/// One of them.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) avatar: Picture,
    pub(super) papers: &'static [Paper],
}

/// In the order in which they join; lists show the last one first.
pub(super) const CAST: &[Member] = &[
    Member {
        name: "ليلى حداد",
        email: "layla@gatehouse.example",
        avatar: Picture { motif: Motif::Petals, palette: [0x2B_2D42, 0x4A_4E69, 0x9A_8C98, 0xC9_ADA7, 0xF2_E9E4], seed: 11 },
        papers: &[papers::SCHEDULE],
    },
    Member {
        name: "Олена Коваль",
        email: "olena@gatehouse.example",
        avatar: Picture { motif: Motif::Hills, palette: [0xA8_DADC, 0xF1_FAEE, 0x45_7B9D, 0x1D_3557, 0xF4_D35E], seed: 5 },
        papers: &[papers::LETTER],
    },
    Member {
        name: "田中さくら",
        email: "sakura@gatehouse.example",
        avatar: Picture { motif: Motif::Petals, palette: [0xFF_F1F3, 0xFF_D6E0, 0xF7_A1B5, 0xE8_6A8E, 0xB8_3B67], seed: 3 },
        papers: &[papers::AGENDA],
    },
    Member {
        name: "Sofía Álvarez",
        email: "sofia@gatehouse.example",
        avatar: Picture { motif: Motif::Waves, palette: [0x26_4653, 0x2A_9D8F, 0xE9_C46A, 0xF4_A261, 0xE7_6F51], seed: 8 },
        papers: &[papers::AGREEMENT],
    },
    Member {
        name: "Lukas Brandt",
        email: "lukas@gatehouse.example",
        avatar: Picture { motif: Motif::Tiles, palette: [0xED_E7D9, 0x30_4C89, 0xD1_5B3B, 0xE3_B23C, 0x3B_7A57], seed: 21 },
        papers: &[papers::RECHNUNG],
    },
    Member {
        name: "Amara Okafor",
        email: "amara@gatehouse.example",
        avatar: Picture { motif: Motif::Orbits, palette: [0x10_1D42, 0x3A_2E6E, 0x8C_7AE6, 0xFF_9F1C, 0xFF_E0A3], seed: 4 },
        papers: &[papers::INVOICE],
    },
    Member {
        name: "Trần Thu Hà",
        email: "thu.ha@gatehouse.example",
        avatar: Picture { motif: Motif::Waves, palette: [0xCA_F0F8, 0x90_E0EF, 0x48_CAE4, 0x00_77B6, 0x03_045E], seed: 17 },
        papers: &[papers::POSTER],
    },
    Member {
        name: "Nguyễn Minh Anh",
        email: "minh.anh@gatehouse.example",
        avatar: Picture { motif: Motif::Hills, palette: [0xFF_B4A2, 0xFF_CDB2, 0xB5_838D, 0x6D_6875, 0xFF_F3B0], seed: 9 },
        papers: &[papers::NOTES, papers::POSTER, papers::BUDGET, papers::INVOICE, papers::OFFER, papers::LEASE],
    },
];
