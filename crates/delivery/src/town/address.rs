//! Addresses: a street's name and a number, which is the distance in metres from its beginning.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{EdgeId, Place, Street, Town, decimetres};

/// The longest name of a street that is looked for, in bytes.
pub const STREET_NAME_LENGTH_MAX: usize = 120;

/// `Rua das Acácias, 120`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AddressLine {
    /// Its name.
    pub street: String,
    /// The number of the house.
    pub number: u32,
}

/// A text without a street and a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address: write a street, a comma and a number, as in `Rua das Flores, 120`")]
pub struct InvalidAddressLine(pub String);

impl fmt::Display for AddressLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.street, self.number)
    }
}

impl FromStr for AddressLine {
    type Err = InvalidAddressLine;

    fn from_str(text: &str) -> Result<AddressLine, InvalidAddressLine> {
        let parts = text.rsplit_once([',', ' ']).and_then(|(street, number)| {
            let street = street.trim_end_matches([',', ' ']).trim();
            let number = number.trim().parse().ok()?;
            (!street.is_empty() && street.len() <= STREET_NAME_LENGTH_MAX).then(|| AddressLine {
                street: street.to_owned(),
                number,
            })
        });
        parts.ok_or_else(|| InvalidAddressLine(text.chars().take(STREET_NAME_LENGTH_MAX).collect()))
    }
}

impl Town {
    /// The address of a place.
    pub fn address_of(&self, place: Place) -> AddressLine {
        let edge = &self.edges[usize::from(place.edge.0)];
        let street = &self.streets[usize::from(edge.street)];
        // At most a few kilometres.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let number = (edge.along + place.offset).round().max(1.0) as u32;
        AddressLine {
            street: street.name.clone(),
            number: number.min(street.last_number()),
        }
    }

    /// The place of an address; accents, case and the usual abbreviations make no difference.
    /// None when there is no such street, or it ends before the number.
    pub fn locate(&self, address: &AddressLine) -> Option<Place> {
        let street = self.street(&address.street)?;
        if address.number == 0 || address.number > street.last_number() {
            return None;
        }
        let along = f64::from(address.number).min(street.metres);
        let edges = (street.first_edge..).take(street.points.len() - 1);
        let edge = edges
            .filter(|&id| self.edges[usize::from(id)].along <= along)
            .last()?;
        let found = self.edges.get(usize::from(edge))?;
        let offset = decimetres(along - found.along).min(found.metres);
        Some(Place {
            edge: EdgeId(edge),
            offset,
        })
    }

    /// The street of this name, however it is written.
    pub fn street(&self, name: &str) -> Option<&Street> {
        let wanted = folded(name);
        self.streets.iter().find(|street| street.folded == wanted)
    }

    /// Streets whose name has a word that begins like this, for completing what somebody types.
    pub fn streets_like(&self, typed: &str) -> impl Iterator<Item = &Street> {
        let wanted = folded(typed);
        self.streets.iter().filter(move |street| {
            let mut starts = street
                .folded
                .match_indices(' ')
                .map(|(at, _)| at + 1)
                .chain(std::iter::once(0));
            !wanted.is_empty() && starts.any(|at| street.folded[at..].starts_with(&wanted))
        })
    }
}

impl Street {
    /// The highest number of a house.
    pub fn last_number(&self) -> u32 {
        // At most a few kilometres.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let number = self.metres.floor() as u32;
        number.max(1)
    }
}

/// A name without what people leave out: case, accents, points and abbreviations.
pub(super) fn folded(name: &str) -> String {
    let plain: String = name
        .chars()
        .take(STREET_NAME_LENGTH_MAX)
        .filter_map(plain)
        .collect();
    let mut words = plain.split_whitespace();
    let first = match words.next() {
        Some("r") => "rua",
        Some("av") => "avenida",
        Some("al") => "alameda",
        Some("tv" | "trav") => "travessa",
        Some("pc" | "pca") => "praca",
        Some(word) => word,
        None => return String::new(),
    };
    words.fold(first.to_owned(), |name, word| name + " " + word)
}

/// A letter in lower case and without its accent; hyphens are spaces, points are nothing.
fn plain(letter: char) -> Option<char> {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    Some(match lower {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        '-' => ' ',
        // Combining accents, of names whose letters come apart.
        '.' | '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}
