//! When people are hungry.

/// How many come, of those who come at the busiest hour: 0 to 1. Many at noon, more of them over a
/// longer time in the evening, few at night.
pub fn hunger(hour: f64) -> f64 {
    let hour = hour.rem_euclid(24.0);
    let around = |peak: f64, width: f64| (-((hour - peak) / width).powi(2) / 2.0).exp();
    let lunch = 0.9 * around(12.5, 1.1);
    let dinner = around(20.0, 1.6);
    let afternoon = 0.25 * around(16.0, 3.0);
    (0.04 + lunch + dinner + afternoon).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_eat_at_noon_and_in_the_evening() {
        assert!(hunger(12.5) > 0.85 && hunger(20.0) > 0.95);
        assert!(hunger(16.0) < 0.5 && hunger(4.0) < 0.1);
        assert!((hunger(20.0) - hunger(44.0)).abs() < 1e-9);
        let hours = (0..240).map(|tenth| hunger(f64::from(tenth) / 10.0));
        assert!(hours.into_iter().all(|share| share > 0.0 && share <= 1.0));
    }
}
