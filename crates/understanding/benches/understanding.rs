//! How long the examples take to learn, and a message to understand, without the embedding model:
//! `cargo xtask bench understanding`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use understanding::{Said, Speaker, Understanding, Vocabulary};

/// Each figure is the best of so many rounds.
const ROUNDS: usize = 20;

/// A message is to be understood within this.
const MESSAGE_MAX: Duration = Duration::from_millis(2);

/// Messages from short to long.
const MESSAGES: &[&str] = &[
    "oi",
    "quero trocar o suco de uva por dois guaranás lata, por favor",
    "can you bring order 48213 to 12 Main St apt 4 tomorrow at half past eight instead?",
    "boa tarde, eu pedi uma pizza grande e duas cocas faz mais de uma hora, o aplicativo diz que \
     saiu pra entrega mas ninguém chegou, moro na rua das palmeiras 77 e já liguei duas vezes, se \
     não chegar em dez minutos eu quero cancelar e receber meu dinheiro de volta no cartão",
];

fn main() {
    let start = Instant::now();
    let understanding = Understanding::new();
    understanding.learn();
    println!("{:>10.1?}  to learn from the examples", start.elapsed());
    let shop = Vocabulary::default();
    let before = [
        Said {
            by: Speaker::Customer,
            text: "quero mudar meu pedido".to_owned(),
        },
        Said {
            by: Speaker::Assistant,
            text: "O que quer mudar?".to_owned(),
        },
    ];
    for message in MESSAGES {
        let best = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                black_box(understanding.understand(black_box(message), &before, &shop));
                start.elapsed()
            })
            .min()
            .unwrap_or_default();
        println!(
            "{best:>10.1?}  a message of {} characters",
            message.chars().count()
        );
        assert!(best < MESSAGE_MAX, "{best:?} is more than {MESSAGE_MAX:?}");
    }
}
