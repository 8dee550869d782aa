//! Text as it is compared: without case and accents.
