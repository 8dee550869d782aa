//! A plan for people.

use std::fmt::Write as _;

use deployment::plan::review::{Action, Allowed, Review};
use deployment::plan::{MachinePlan, Plan};
use deployment::quotas::Quota;

use super::number::{money, price, quantity};
use crate::asl::counted;
use crate::table::{Cell, Table};
use crate::terminal::{Palette, paint};

/// From so many per cent of a quota on it is worth a look, and then asking AWS for more.
const PERCENT_WORTH_A_LOOK: f64 = 50.0;
const PERCENT_TOO_MUCH: f64 = 100.0;

pub(super) fn text(plan: &Plan, palette: &Palette, width: Option<usize>) -> String {
    let mut writer = Writer {
        plan,
        palette,
        width,
        out: String::new(),
    };
    writer.resources();
    for machine in &plan.machines {
        writer.machine(machine);
    }
    writer.quotas();
    writer.cost();
    writer.assumptions();
    writer.unknown();
    writer.out
}

struct Writer<'a> {
    plan: &'a Plan,
    palette: &'a Palette,
    width: Option<usize>,
    out: String,
}

impl Writer<'_> {
    fn heading(&mut self, title: &str, about: &str) {
        let space = if self.out.is_empty() { "" } else { "\n" };
        let title = paint(self.palette.strong, title);
        let about = match about {
            "" => String::new(),
            about => format!("  {}", paint(self.palette.dim, about)),
        };
        let _ = writeln!(self.out, "{space}{title}{about}");
    }

    fn table<const COLUMNS: usize>(&mut self, table: &Table<COLUMNS>) {
        let table = table.render(self.palette, self.width);
        self.out.push_str(&table);
    }

    fn line(&mut self, style: anstyle::Style, mark: &str, text: &str) {
        let mark = paint(style, mark);
        let _ = writeln!(self.out, "{mark} {text}");
    }

    fn resources(&mut self) {
        let count: usize = self
            .plan
            .resources
            .iter()
            .map(|it| it.resources.len())
            .sum();
        let Plan { stack, region, .. } = self.plan;
        let about = format!("would have {} in {region}", counted(count, "resource"));
        self.heading(stack, &about);
        let mut table = Table::new(["SERVICE", "COUNT", "RESOURCES"]);
        let counts = self.plan.resources.iter();
        let counts = right(
            counts
                .map(|group| group.resources.len().to_string())
                .collect(),
        );
        for (group, count) in self.plan.resources.iter().zip(counts) {
            let names: Vec<&str> = group
                .resources
                .iter()
                .map(|it| it.logical_id.as_str())
                .collect();
            table.push([
                Cell::new(&group.service, self.palette.strong),
                Cell::plain(&count),
                Cell::plain(&names.join(", ")),
            ]);
        }
        self.table(&table);
        let all = self
            .plan
            .resources
            .iter()
            .flat_map(|group| &group.resources);
        let retained: Vec<&str> = all
            .filter(|it| it.retained)
            .map(|it| it.logical_id.as_str())
            .collect();
        if !retained.is_empty() {
            let text = format!("stays when the stack is deleted: {}", retained.join(", "));
            self.line(self.palette.warning, "!", &text);
        }
        if !self.plan.open_parameters.is_empty() {
            let open = self.plan.open_parameters.join(", ");
            let text = format!("asked for when it is deployed: {open}");
            self.line(self.palette.hint, "→", &text);
        }
    }

    fn machine(&mut self, machine: &MachinePlan) {
        let executions = quantity(machine.executions);
        let about = format!(
            "{}, {executions} executions a month of {} states each",
            machine.kind,
            quantity(machine.states_entered)
        );
        self.heading(&machine.logical_id, &about);
        if let Some(problem) = &machine.problem {
            self.line(self.palette.error, "✗", problem);
            return;
        }
        for journey in &machine.journeys {
            let share = quantity(journey.share * 100.0);
            let entered = quantity(journey.states_entered);
            let text = format!("{share:>3} %  {}: {entered} states", journey.name);
            let text = paint(self.palette.dim, &text);
            let _ = writeln!(self.out, "{text}");
        }
        let mut table = Table::new(["STATES", "NEED", "ON", "BECAUSE"]);
        for row in rows(&machine.actions, &self.plan.region) {
            table.push([
                Cell::new(&row.states, self.palette.strong),
                Cell::new(&row.actions, self.palette.number),
                Cell::plain(&row.resource),
                Cell::new(&row.reason, self.palette.dim),
            ]);
        }
        self.table(&table);
        self.review(&machine.review);
    }

    fn review(&mut self, review: &Review) {
        let palette = self.palette;
        if let Some(role) = &review.role {
            match (review.is_exact(), review.uncompared.is_empty()) {
                (true, true) if review.wider.is_empty() => {
                    let text = format!("{role} allows this and nothing else");
                    self.line(palette.good, "✔", &text);
                }
                (true, _) => self.line(palette.good, "✔", &format!("{role} allows this")),
                (false, _) => {}
            }
        }
        let region = self.plan.region.as_str();
        for it in &review.missing {
            let state = it.state.as_deref().unwrap_or("the machine");
            let resource = short(&it.resource, region);
            let text = format!("missing: {} on {resource}, for {state}", it.action);
            self.line(palette.error, "✗", &text);
        }
        for (what, list) in [
            ("never used", &review.unused),
            ("wider than need be", &review.wider),
        ] {
            for Allowed { action, resource } in list {
                let resource = short(resource, region);
                let text = format!("{what}: {action} on {resource}");
                self.line(palette.warning, "!", &text);
            }
        }
        for it in &review.uncompared {
            self.line(palette.warning, "?", it);
        }
    }

    fn quotas(&mut self) {
        if self.plan.quotas.is_empty() {
            return;
        }
        let orders = quantity(self.plan.orders);
        let peak = quantity(self.plan.peak_orders_per_second);
        let about = format!(
            "at {orders} orders a month and {peak} a second in the busiest hour, of AWS's defaults"
        );
        self.heading("Quotas", &about);
        let mut table = Table::new(["USED", "%", "OF", "SERVICE", "WHAT"]);
        let numbers = |number: fn(&Quota) -> Option<f64>| {
            let quotas = self.plan.quotas.iter();
            let texts = quotas.map(|it| number(it).map_or_else(|| "?".to_owned(), quantity));
            right(texts.collect())
        };
        let columns = numbers(|it| it.used)
            .into_iter()
            .zip(numbers(|it| it.percent))
            .zip(numbers(|it| (it.limit > 0.0).then_some(it.limit)));
        for (quota, ((used, percent), limit)) in self.plan.quotas.iter().zip(columns) {
            let style = match quota.percent {
                Some(percent) if percent >= PERCENT_TOO_MUCH => self.palette.error,
                Some(percent) if percent >= PERCENT_WORTH_A_LOOK => self.palette.warning,
                Some(_) | None => self.palette.done,
            };
            let what = if quota.adjustable {
                format!("{} (AWS raises it when asked)", quota.what)
            } else {
                quota.what.to_owned()
            };
            table.push([
                Cell::plain(&used),
                Cell::new(&percent, style),
                Cell::plain(&format!("{limit} {}", quota.unit)),
                Cell::new(quota.service, self.palette.strong),
                Cell::plain(&what),
            ]);
        }
        self.table(&table);
    }

    fn cost(&mut self) {
        let cost = &self.plan.cost;
        let about = format!(
            "in {}, at list prices of {} in {}: look at AWS's own before you count on them",
            cost.currency, cost.prices_as_of, cost.prices_region
        );
        self.heading("A month", &about);
        let mut table = Table::new([
            "COST",
            "WITHOUT FREE",
            "QUANTITY",
            "FREE",
            "A UNIT",
            "SERVICE",
            "WHAT",
        ]);
        let lines = cost.lines.iter();
        let costs = lines.clone().map(|it| money(it.cost));
        let costs = right(costs.chain([money(cost.total)]).collect());
        let full = lines.clone().map(|it| money(it.cost_without_free));
        let full = right(full.chain([money(cost.total_without_free)]).collect());
        let quantities = right(lines.clone().map(|it| quantity(it.quantity)).collect());
        let free = lines.map(|it| match it.free {
            0.0 => String::new(),
            free => quantity(free),
        });
        let free = right(free.collect());
        for (index, line) in cost.lines.iter().enumerate() {
            table.push([
                Cell::new(&costs[index], self.palette.number),
                Cell::new(&full[index], self.palette.dim),
                Cell::plain(&format!(
                    "{} {}",
                    quantities[index],
                    plural(&line.unit, line.quantity)
                )),
                Cell::new(&free[index], self.palette.dim),
                Cell::new(&price(line.price_per_unit), self.palette.dim),
                Cell::new(&line.service, self.palette.strong),
                Cell::plain(&line.what),
            ]);
        }
        let last = cost.lines.len();
        let total = match cost.per_order {
            Some(each) => format!(
                "together; {} an order without what is free",
                price_of_order(each)
            ),
            None => "together".to_owned(),
        };
        table.push([
            Cell::new(&costs[last], self.palette.strong),
            Cell::new(&full[last], self.palette.strong),
            Cell::plain(""),
            Cell::plain(""),
            Cell::plain(""),
            Cell::plain(""),
            Cell::new(&total, self.palette.strong),
        ]);
        self.table(&table);
    }

    fn assumptions(&mut self) {
        if self.plan.assumptions.is_empty() {
            return;
        }
        self.heading("Assumed", "--assume NAME=NUMBER takes another");
        let mut table = Table::new(["NUMBER", "", "NAME"]);
        let numbers = self.plan.assumptions.iter().map(|it| quantity(it.value));
        for (it, number) in self.plan.assumptions.iter().zip(right(numbers.collect())) {
            let style = if it.given {
                self.palette.hint
            } else {
                self.palette.number
            };
            table.push([
                Cell::new(&number, style),
                Cell::plain(&it.about),
                Cell::new(&it.name, self.palette.dim),
            ]);
        }
        self.table(&table);
    }

    fn unknown(&mut self) {
        if self.plan.unknown.is_empty() {
            return;
        }
        self.heading("Not told", "");
        for it in &self.plan.unknown {
            self.line(self.palette.warning, "?", it);
        }
    }
}

/// What several states need.
struct Row {
    states: String,
    actions: String,
    resource: String,
    reason: String,
}

/// A row for each resource: the states that need it, and what they do to it.
fn rows(actions: &[Action], region: &str) -> Vec<Row> {
    let mut rows: Vec<(Vec<&str>, Vec<&str>, &Action)> = Vec::new();
    for action in actions {
        // A function's versions stand beside the function.
        let of_version =
            action.action == "lambda:InvokeFunction" && action.resource.ends_with(":*");
        if of_version {
            continue;
        }
        let state = action.state.as_deref().unwrap_or(&action.field);
        let same = |(_, _, other): &&mut (Vec<&str>, Vec<&str>, &Action)| {
            other.resource == action.resource && other.reason == action.reason
        };
        match rows.iter_mut().find(same) {
            Some((states, actions, _)) => {
                if !states.contains(&state) {
                    states.push(state);
                }
                if !actions.contains(&action.action.as_str()) {
                    actions.push(&action.action);
                }
            }
            None => rows.push((vec![state], vec![&action.action], action)),
        }
    }
    let rows = rows.into_iter();
    rows.map(|(states, actions, action)| Row {
        states: some(&states),
        actions: some(&actions),
        resource: short(&action.resource, region),
        reason: action.reason.clone(),
    })
    .collect()
}

/// The first ones, and how many more there are.
fn some(names: &[&str]) -> String {
    const SHOWN: usize = 3;
    match names {
        names if names.len() <= SHOWN => names.join(", "),
        names => format!(
            "{}, {} more",
            names[..SHOWN - 1].join(", "),
            names.len() + 1 - SHOWN
        ),
    }
}

/// An ARN without what is the same in all of them.
fn short(arn: &str, region: &str) -> String {
    let here = arn.replace("${AWS::AccountId}", "");
    let mut pieces = here.splitn(6, ':');
    let (Some("arn"), _, Some(service), place, account, Some(resource)) = (
        pieces.next(),
        pieces.next(),
        pieces.next(),
        pieces.next(),
        pieces.next(),
        pieces.next(),
    ) else {
        return arn.to_owned();
    };
    let own = place.is_some_and(|place| place == region || place.is_empty())
        && account.is_some_and(str::is_empty);
    if own {
        format!("{service}:{resource}")
    } else {
        arn.to_owned()
    }
}

/// Texts that end where the longest does.
fn right(texts: Vec<String>) -> Vec<String> {
    let width = texts.iter().map(|text| text.chars().count()).max();
    let width = width.unwrap_or(0);
    let texts = texts.into_iter();
    texts.map(|text| format!("{text:>width$}")).collect()
}

fn plural(unit: &str, quantity: f64) -> String {
    // `GB` is one and many.
    let is_word = unit.chars().last().is_some_and(char::is_lowercase);
    if is_word && (quantity - 1.0).abs() > f64::EPSILON {
        match unit.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{unit}s"),
        }
    } else {
        unit.to_owned()
    }
}

fn price_of_order(amount: f64) -> String {
    format!("{amount:.4}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_in_all_arns_is_left_out() {
        let own = "arn:aws:sns:us-east-1:${AWS::AccountId}:${Topic}";
        assert_eq!(short(own, "us-east-1"), "sns:${Topic}");
        let other = "arn:aws:sns:us-east-1:123456789012:orders";
        assert_eq!(short(other, "us-east-1"), other);
        assert_eq!(short("*", "us-east-1"), "*");
    }

    #[test]
    fn units_are_many() {
        assert_eq!(plural("delivery", 2.0), "deliveries");
        assert_eq!(plural("GB", 2.0), "GB");
        assert_eq!(plural("alarm", 1.0), "alarm");
    }
}
