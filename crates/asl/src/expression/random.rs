//! Randomness that replays.

/// The random numbers of one execution, all drawn from the seed its start event carries.
#[derive(Clone, Debug)]
pub struct Random {
    seed: [u8; 32],
    drawn: u64,
}

impl Random {
    /// The numbers that follow from `seed`.
    pub fn from_seed(seed: [u8; 32]) -> Random {
        Random { seed, drawn: 0 }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        let _ = (self.seed, &mut self.drawn);
        todo!("jsonpath")
    }

    /// The next 128 bits.
    pub fn next_u128(&mut self) -> u128 {
        todo!("jsonpath")
    }

    /// A number in 0.0..1.0.
    pub fn next_f64(&mut self) -> f64 {
        todo!("jsonpath")
    }

    /// A version 4 UUID, lower case.
    pub fn next_uuid(&mut self) -> String {
        todo!("jsonpath")
    }
}
