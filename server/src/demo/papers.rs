//! The papers that the demo's people have.

use image::ImageResult;

use super::{
    drawing::{self, Motif, Picture},
    pdf,
};

/// A document to upload.
#[derive(Debug)]
pub(super) struct Paper {
    /// Its name; the extension says what it is.
    pub(super) file_name: &'static str,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Pdf(pdf::Page),
    Text(&'static str),
    Png(Picture),
}

impl Paper {
    /// Whether there was a draft before it.
    pub(super) fn is_revised(&self) -> bool {
        matches!(self.content, Content::Pdf(_))
    }

    /// The file's bytes.
    pub(super) fn bytes(&self) -> ImageResult<Vec<u8>> {
        match &self.content {
            Content::Pdf(page) => Ok(pdf::write(page)),
            Content::Text(text) => Ok(text.as_bytes().to_vec()),
            Content::Png(picture) => drawing::png(picture),
        }
    }
}

pub(super) const LEASE: Paper = Paper {
    file_name: "Hợp đồng thuê văn phòng 2026.pdf",
    content: Content::Pdf(pdf::Page {
        title: "Hợp đồng thuê văn phòng 2026",
        sender: "Lotus House Property – 14 River Street",
        heading: "Office lease, second floor",
        lines: &[
            "Between Lotus House Property (the landlord) and Anh & Ha Studio (the tenant).",
            "",
            "1. The landlord lets the second floor, 184 square metres, from 1 March 2026.",
            "2. The lease runs for three years and renews for one year at a time.",
            "3. Either side may end it with six months' notice in writing.",
            "4. The rent is due on the third working day of each month.",
            "5. Heating, water and the shared staircase are part of the service charge.",
            "",
            "Signed in two copies, one for each side.",
        ],
        table: &[
            ["Item", "Per month", "Per year"],
            ["Rent", "€ 2,350", "€ 28,200"],
            ["Service charge", "€ 310", "€ 3,720"],
            ["Parking, two places", "€ 120", "€ 1,440"],
        ],
    }),
};

pub(super) const OFFER: Paper = Paper {
    file_name: "Offer 2026-114, reading room.pdf",
    content: Content::Pdf(pdf::Page {
        title: "Offer 2026-114, reading room",
        sender: "Brandt Interiors – Hafenweg 3 – Kiel",
        heading: "Offer 2026-114",
        lines: &[
            "Dear Ms Minh Anh,",
            "",
            "thank you for your visit. We are glad to offer the furniture for the reading room",
            "as we drew it together. Delivery takes six weeks from your order.",
            "The offer holds until 30 April 2026.",
        ],
        table: &[
            ["Piece", "Number", "Price"],
            ["Reading table, oak", "4", "€ 3,160"],
            ["Chair, oak and felt", "16", "€ 4,480"],
            ["Shelf, 2.4 m", "6", "€ 2,940"],
            ["Delivery and assembly", "1", "€ 690"],
        ],
    }),
};

pub(super) const INVOICE: Paper = Paper {
    file_name: "Invoice 2026-0042.pdf",
    content: Content::Pdf(pdf::Page {
        title: "Invoice 2026-0042",
        sender: "Okafor Translations – Lagos and London",
        heading: "Invoice 2026-0042",
        lines: &["For work in February 2026. Please pay within 30 days.", "", "Thank you for working with us."],
        table: &[
            ["Work", "Words", "Amount"],
            ["Annual report, English", "18,400", "€ 2,392"],
            ["Press kit, English and Yoruba", "6,150", "€ 984"],
        ],
    }),
};

pub(super) const RECHNUNG: Paper = Paper {
    file_name: "Rechnung März 2026.pdf",
    content: Content::Pdf(pdf::Page {
        title: "Rechnung März 2026",
        sender: "Brandt Interiors – Hafenweg 3 – Kiel",
        heading: "Rechnung 2026/31",
        lines: &["Für die Lieferung vom 12. März 2026 erlauben wir uns zu berechnen:", ""],
        table: &[["Posten", "Menge", "Betrag"], ["Lesetisch, Eiche", "4", "3.160 €"], ["Stühle, Eiche und Filz", "16", "4.480 €"]],
    }),
};

pub(super) const AGREEMENT: Paper = Paper {
    file_name: "Acuerdo de colaboración.pdf",
    content: Content::Pdf(pdf::Page {
        title: "Acuerdo de colaboración",
        sender: "Estudio Álvarez – Calle del Pez 9 – Madrid",
        heading: "Acuerdo de colaboración",
        lines: &[
            "Las dos partes preparan juntas la exposición «Agua y luz».",
            "",
            "1. El estudio entrega los planos antes del 15 de mayo.",
            "2. La galería paga la mitad al firmar y la mitad en la inauguración.",
            "3. Las fotografías pueden usarse en el catálogo.",
        ],
        table: &[],
    }),
};

pub(super) const BUDGET: Paper = Paper {
    file_name: "Budget 2026.csv",
    content: Content::Text(
        "month,rent,furniture,translations,other\n\
         January,2780,0,0,212\n\
         February,2780,0,3376,145\n\
         March,2780,7640,0,390\n\
         April,2780,0,1250,178\n\
         May,2780,690,0,204\n\
         June,2780,0,2100,166\n",
    ),
};

pub(super) const NOTES: Paper = Paper {
    file_name: "Ghi chú cuộc họp.txt",
    content: Content::Text(
        "Ghi chú cuộc họp, thứ Ba\n\
         \n\
         – Hợp đồng thuê: ký trước ngày 1 tháng 3.\n\
         – Bàn ghế cho phòng đọc: chờ báo giá của anh Lukas.\n\
         – Bản dịch: chị Amara gửi bản nháp vào thứ Sáu.\n\
         – Lần họp tới: thứ Năm, 9 giờ sáng.\n",
    ),
};

pub(super) const AGENDA: Paper = Paper {
    file_name: "打ち合わせ議題.txt",
    content: Content::Text("打ち合わせ議題\n\n一、展示の日程\n二、カタログの写真\n三、会場の照明\n"),
};

pub(super) const LETTER: Paper = Paper {
    file_name: "Лист до редакції.txt",
    content: Content::Text(
        "Шановна редакціє!\n\nНадсилаю виправлений текст статті. Підписи до світлин додано наприкінці.\n\nЗ повагою\nОлена Коваль\n",
    ),
};

pub(super) const SCHEDULE: Paper = Paper {
    file_name: "جدول المعرض.csv",
    content: Content::Text("اليوم,القاعة,الموضوع\nالسبت,الأولى,الماء\nالأحد,الثانية,الضوء\nالاثنين,الأولى,حديث مع الفنانين\n"),
};

pub(super) const POSTER: Paper = Paper {
    file_name: "Poster draft.png",
    content: Content::Png(Picture { motif: Motif::Tiles, palette: [0xF4_EFE6, 0x1D_3557, 0xE6_3946, 0xF1_A208, 0x2A_9D8F], seed: 2026 }),
};

#[cfg(test)]
mod tests {
    use domain::{content_type::ContentType, file_name::FileName, purpose::Purpose};

    use crate::demo::cast::CAST;

    #[test]
    fn every_paper_is_of_an_accepted_type_and_says_nothing_it_cannot() {
        let accepted: Vec<_> = ContentType::accepted_for(Purpose::Document).collect();
        let papers: Vec<_> = CAST.iter().flat_map(|member| member.papers).collect();
        assert!(papers.len() > 8);
        for paper in papers {
            assert_eq!(FileName::parse(paper.file_name).unwrap().as_str(), paper.file_name);
            let content_type = ContentType::from_file_name(paper.file_name).unwrap();
            assert!(accepted.contains(&content_type));
            let bytes = paper.bytes().unwrap();
            match content_type.as_str() {
                // The page's text is all in the fonts' encoding.
                "application/pdf" => assert!(!bytes.contains(&b'?'), "{}", paper.file_name),
                "image/png" => assert!(bytes.len() > 1000),
                _ => assert!(std::str::from_utf8(&bytes).unwrap().ends_with('\n')),
            }
        }
    }
}
