//! Faults to be found by the torture test: see docs/torture.md. There are none without the feature.

/// Whether the fault of this name was asked for.
#[cfg(feature = "planted-faults")]
pub(crate) fn is(fault: &str) -> bool {
    std::env::var("ENTREGA_PLANT").is_ok_and(|plant| plant == fault)
}

/// Whether the fault of this name was asked for.
#[cfg(not(feature = "planted-faults"))]
pub(crate) fn is(_fault: &str) -> bool {
    false
}
