//! The states that an execution visits, in an order that does not depend on how long anything takes:
//! what is within a Map or Parallel comes after it, one item or branch after the other.

use std::collections::BTreeMap;

use interpreter::scene::Within;

/// The places of scenes in that order, given what each is within.
pub(crate) fn tree_order(scenes: impl IntoIterator<Item = Option<Within>>) -> Vec<usize> {
    let mut within: BTreeMap<Option<usize>, Vec<(u32, usize)>> = BTreeMap::new();
    for (place, around) in scenes.into_iter().enumerate() {
        let index = around.map_or(0, |around| around.index);
        let siblings = within.entry(around.map(|around| around.scene));
        siblings.or_default().push((index, place));
    }
    let mut order = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    let mut visit = |around: Option<usize>, waiting: &mut Vec<usize>| {
        let mut siblings = within.remove(&around).unwrap_or_default();
        // Of one item or branch, in the order of their entries.
        siblings.sort_by_key(|(index, place)| (*index, *place));
        waiting.extend(siblings.into_iter().rev().map(|(_, place)| place));
    };
    visit(None, &mut waiting);
    while let Some(place) = waiting.pop() {
        order.push(place);
        visit(Some(place), &mut waiting);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_come_one_after_the_other() {
        let within = |scene, index| Some(Within { scene, index });
        let scenes = [
            None,
            within(0, 1),
            within(0, 0),
            within(1, 0),
            within(0, 0),
            None,
        ];
        assert_eq!(tree_order(scenes), [0, 2, 4, 1, 3, 5]);
    }
}
