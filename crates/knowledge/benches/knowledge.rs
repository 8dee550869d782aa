//! How long a question takes to find its passages: `cargo xtask bench knowledge`.
//!
//! Each figure is the best of several rounds, which says what the code can do rather than what
//! else the machine was doing.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use knowledge::{Encoder, KnowledgeBase, Vector, document};

const ROUND: Duration = Duration::from_millis(300);
const ROUNDS: usize = 5;

/// So many passages: the texts of a shop, and those of a company.
const SIZES: [usize; 2] = [80, 5_000];

const QUESTION: &str = "quanto custa a entrega no domingo à noite, e até que horas?";

fn main() {
    println!(
        "{:<46} {:>16} {:>12}",
        "knowledge, one core", "per second", "each"
    );
    for size in SIZES {
        let text = handbook(size);
        let passages = document::read("handbook.md", text.as_bytes()).expect("a document");
        let base = KnowledgeBase::build(passages, None);
        measure(&format!("words, {size} passages"), || {
            base.search(QUESTION, 5)
        });
    }
    let query = Vector::new(&direction(0)).expect("a direction");
    let vectors: Vec<Vector> = (0..20_000)
        .filter_map(|seed| Vector::new(&direction(seed)))
        .collect();
    measure("cosines, 20,000 passages", || {
        vectors
            .iter()
            .map(|vector| vector.cosine(&query))
            .fold(-1.0, f32::max)
    });
    let Some(path) = std::env::var_os("ENTREGA_ENCODER") else {
        println!("the encoder is not measured: ENTREGA_ENCODER names no file");
        return;
    };
    let encoder = Encoder::load(Path::new(&path)).expect("an encoder");
    measure("meaning of a question", || encoder.query(QUESTION));
    let passage = handbook(1).repeat(4);
    measure("meaning of a passage", || encoder.passage(&passage));
}

/// A text of so many sections.
fn handbook(sections: usize) -> String {
    const WORDS: [&str; 16] = [
        "entrega",
        "pedido",
        "taxa",
        "domingo",
        "cupom",
        "reembolso",
        "prazo",
        "cartão",
        "noite",
        "endereço",
        "prato",
        "cliente",
        "horário",
        "troco",
        "retirada",
        "desconto",
    ];
    let mut text = "# Manual\n\n".to_owned();
    for section in 0..sections {
        let word = |place: usize| WORDS[(section * 7 + place * place) % WORDS.len()];
        let _ = write!(text, "## {} e {} {section}\n\n", word(1), word(2));
        for sentence in 0..3 {
            let words: Vec<&str> = (0..12).map(|place| word(place + 5 * sentence)).collect();
            let _ = write!(text, "{} R$ {section},90. ", words.join(" "));
        }
        text.push_str("\n\n");
    }
    text
}

fn direction(seed: u16) -> Vec<f32> {
    (1..=384_u16)
        .map(|place| (f32::from(seed) * 0.7 + f32::from(place) * 1.3).sin())
        .collect()
}

fn measure<T>(name: &str, mut work: impl FnMut() -> T) {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let mut count = 0;
        while begin.elapsed() < ROUND {
            black_box(work());
            count += 1;
        }
        best = best.min(begin.elapsed() / count);
    }
    println!(
        "{name:<46} {:>16.0} {best:>12.1?}",
        1.0 / best.as_secs_f64()
    );
}
