//! What a model may ask of the orders: one `SELECT` over columns that are listed here.
//!
//! The text of a model is read into a [`Select`], or refused; it is never passed on. What DynamoDB is
//! asked is written anew from the [`Select`], with every value as a parameter and the owner of the
//! rows as the first condition. So there is nothing in the text that could name another customer,
//! another table or another kind of statement: there is no place for it in the type.
//!
//! ```text
//! statement := SELECT column {, column} FROM orders [WHERE condition {AND condition}]
//! condition := column (= | < | > | <= | >=) value
//!            | column BETWEEN value AND value
//!            | column IN (value {, value})
//! value     := digits | 'letters, digits and -:.+_ and spaces'
//! ```

mod lexer;
#[cfg(test)]
mod tests;

use std::fmt;

use lexer::{Lexer, Piece};

/// A statement has at most so many bytes: several times what the longest useful one has.
pub const STATEMENT_BYTES_MAX: usize = 600;

/// A statement has at most so many conditions.
pub const CONDITIONS_MAX: usize = 8;

/// A list after `IN` has at most so many values; DynamoDB takes 50 hash key values.
pub const VALUES_MAX: usize = 20;

/// What the table is called in statements of a model.
pub const TABLE: &str = "orders";

/// The column that says whose an order is. It is in no statement of a model.
pub const OWNER: &str = "customer";

/// A column of the orders that may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// What people call it: `1042`.
    Number,
    /// When it was placed: `2026-11-26T18:04:05Z`.
    PlacedAt,
    /// On which day, where the shop is: `2026-11-26`.
    PlacedOn,
    /// Where it is: `ON_THE_WAY`.
    Status,
    /// What it costs, in centavos.
    Total,
    /// What its items cost, in centavos.
    ItemsTotal,
    /// What the way costs, in centavos.
    DeliveryFee,
    /// How it is paid: `PIX`, `CARD`, `CASH`.
    PaymentMethod,
    /// What has been paid, in centavos.
    Paid,
    /// What has gone back, in centavos.
    Refunded,
    /// How many items it has.
    ItemCount,
    /// What was ordered: `2 x Feijoada, 1 x Suco`.
    Items,
}

/// What is in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Number,
    /// A text.
    Text,
}

impl Column {
    /// All of them.
    pub const ALL: [Column; 12] = [
        Column::Number,
        Column::PlacedAt,
        Column::PlacedOn,
        Column::Status,
        Column::Total,
        Column::ItemsTotal,
        Column::DeliveryFee,
        Column::PaymentMethod,
        Column::Paid,
        Column::Refunded,
        Column::ItemCount,
        Column::Items,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Column::Number => "number",
            Column::PlacedAt => "placed_at",
            Column::PlacedOn => "placed_on",
            Column::Status => "status",
            Column::Total => "total",
            Column::ItemsTotal => "items_total",
            Column::DeliveryFee => "delivery_fee",
            Column::PaymentMethod => "payment_method",
            Column::Paid => "paid",
            Column::Refunded => "refunded",
            Column::ItemCount => "item_count",
            Column::Items => "items",
        }
    }

    /// What is in it.
    pub const fn kind(self) -> Kind {
        match self {
            Column::Number
            | Column::Total
            | Column::ItemsTotal
            | Column::DeliveryFee
            | Column::Paid
            | Column::Refunded
            | Column::ItemCount => Kind::Number,
            Column::PlacedAt
            | Column::PlacedOn
            | Column::Status
            | Column::PaymentMethod
            | Column::Items => Kind::Text,
        }
    }

    fn named(name: &str) -> Option<Column> {
        let mut all = Column::ALL.into_iter();
        all.find(|column| column.name().eq_ignore_ascii_case(name))
    }
}

/// A value of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number of at most [`DIGITS_MAX`] digits.
    Number(u64),
    /// A text of harmless characters.
    Text(String),
}

/// A number has at most so many digits: what JSON readers keep exactly.
pub const DIGITS_MAX: usize = 15;

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
}

impl Comparison {
    const fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::Less => "<",
            Comparison::Greater => ">",
            Comparison::AtMost => "<=",
            Comparison::AtLeast => ">=",
        }
    }
}

/// A condition that a row has to meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A column is so.
    Compares(Column, Comparison, Value),
    /// A column is from one value to another, both included.
    Between(Column, Value, Value),
    /// A column is one of these: 1 to [`VALUES_MAX`].
    In(Column, Vec<Value>),
}

/// A statement that may be run, for whoever's orders they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    columns: Vec<Column>,
    conditions: Vec<Condition>,
}

/// A statement as DynamoDB is asked: it has no value in it, only `?`, one for each parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// `SELECT "number" FROM "…" WHERE "customer" = ? AND "total" > ?`
    pub statement: String,
    /// In order; the first is the owner.
    pub parameters: Vec<Value>,
}

/// Why a statement is not run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is longer than any that is useful.
    #[error("the statement has more than {STATEMENT_BYTES_MAX} bytes; ask for less")]
    TooLong,
    /// It has a character that no statement needs.
    #[error("`{0}` cannot be in a statement: letters, digits and , = < > ( ) ' \" are enough")]
    Character(String),
    /// A quote is not closed, or holds what it may not.
    #[error("a quoted text has only letters, digits, spaces and - : . + _")]
    Quote,
    /// A number is longer than numbers are.
    #[error("a number has at most {DIGITS_MAX} digits, and no sign")]
    Number,
    /// Something else was expected there.
    #[error("{expected} was expected, not `{found}`")]
    Expected {
        /// What.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// There is no such table for models.
    #[error("there is no table `{0}`; the only one is `{TABLE}`")]
    Table(String),
    /// There is no such column for models.
    #[error("there is no column `{0}`; there are {columns}", columns = Columns)]
    Column(String),
    /// A column is asked for twice.
    #[error("the column `{0}` is asked for twice")]
    Twice(&'static str),
    /// A column of numbers is compared with a text, or the other way round.
    #[error("`{0}` is compared with a value of another kind")]
    Kind(&'static str),
    /// It has too many conditions or values.
    #[error(
        "a statement has at most {CONDITIONS_MAX} conditions and {VALUES_MAX} values in a list"
    )]
    TooMany,
}

/// The names of all columns.
struct Columns;

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Column::ALL.map(Column::name).join(", "))
    }
}

impl Select {
    /// Reads a statement. Everything that is not in the grammar above is refused.
    pub fn parse(text: &str) -> Result<Select, Refused> {
        if text.len() > STATEMENT_BYTES_MAX {
            return Err(Refused::TooLong);
        }
        let mut reader = Reader(Lexer::new(text).read()?.into_iter().peekable());
        reader.keyword("SELECT")?;
        let columns = reader.columns()?;
        reader.keyword("FROM")?;
        reader.table()?;
        let conditions = reader.conditions()?;
        match reader.0.next() {
            None => Ok(Select {
                columns,
                conditions,
            }),
            Some(piece) => Err(unexpected("the end", Some(piece))),
        }
    }

    /// What DynamoDB is asked: of `table`, the rows of `owner` alone.
    pub fn of_owner(&self, table: &str, owner: &str) -> Bound {
        let quoted = |column: &Column| format!("\"{}\"", column.name());
        let columns: Vec<String> = self.columns.iter().map(quoted).collect();
        let mut met = vec![format!("\"{OWNER}\" = ?")];
        let mut parameters = vec![Value::Text(owner.to_owned())];
        for condition in &self.conditions {
            met.push(match condition {
                Condition::Compares(column, comparison, value) => {
                    parameters.push(value.clone());
                    format!("{} {} ?", quoted(column), comparison.sign())
                }
                Condition::Between(column, from, to) => {
                    parameters.extend([from.clone(), to.clone()]);
                    format!("{} BETWEEN ? AND ?", quoted(column))
                }
                Condition::In(column, values) => {
                    parameters.extend(values.iter().cloned());
                    format!(
                        "{} IN ({})",
                        quoted(column),
                        vec!["?"; values.len()].join(", ")
                    )
                }
            });
        }
        let (columns, met) = (columns.join(", "), met.join(" AND "));
        let statement = format!("SELECT {columns} FROM \"{table}\" WHERE {met}");
        Bound {
            statement,
            parameters,
        }
    }
}

/// As a model would write it: what is read from it is the same again.
impl fmt::Display for Select {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.name()).collect();
        write!(f, "SELECT {} FROM {TABLE}", columns.join(", "))?;
        for (at, condition) in self.conditions.iter().enumerate() {
            f.write_str(if at == 0 { " WHERE " } else { " AND " })?;
            match condition {
                Condition::Compares(column, comparison, value) => {
                    write!(f, "{} {} {value}", column.name(), comparison.sign())?;
                }
                Condition::Between(column, from, to) => {
                    write!(f, "{} BETWEEN {from} AND {to}", column.name())?;
                }
                Condition::In(column, values) => {
                    let values: Vec<String> = values.iter().map(Value::to_string).collect();
                    write!(f, "{} IN ({})", column.name(), values.join(", "))?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => write!(f, "{number}"),
            Value::Text(text) => write!(f, "'{text}'"),
        }
    }
}

/// The pieces of a statement, read one after the other.
struct Reader(std::iter::Peekable<std::vec::IntoIter<Piece>>);

fn unexpected(expected: &'static str, found: Option<Piece>) -> Refused {
    let found = found.map_or_else(|| "the end".to_owned(), |piece| piece.to_string());
    Refused::Expected { expected, found }
}

impl Reader {
    fn keyword(&mut self, keyword: &'static str) -> Result<(), Refused> {
        match self.0.next() {
            Some(Piece::Word(word)) if word.eq_ignore_ascii_case(keyword) => Ok(()),
            other => Err(unexpected(keyword, other)),
        }
    }

    fn takes(&mut self, piece: &Piece) -> bool {
        self.0.next_if_eq(piece).is_some()
    }

    fn takes_keyword(&mut self, keyword: &str) -> bool {
        let is = |piece: &Piece| matches!(piece, Piece::Word(word) if word.eq_ignore_ascii_case(keyword));
        self.0.next_if(is).is_some()
    }

    fn columns(&mut self) -> Result<Vec<Column>, Refused> {
        let mut columns = Vec::new();
        loop {
            let column = self.column()?;
            if columns.contains(&column) {
                return Err(Refused::Twice(column.name()));
            }
            columns.push(column);
            if !self.takes(&Piece::Comma) {
                return Ok(columns);
            }
        }
    }

    fn column(&mut self) -> Result<Column, Refused> {
        match self.0.next() {
            Some(Piece::Word(name) | Piece::Name(name)) => {
                Column::named(&name).ok_or(Refused::Column(name))
            }
            other => Err(unexpected("a column", other)),
        }
    }

    fn table(&mut self) -> Result<(), Refused> {
        match self.0.next() {
            Some(Piece::Word(name) | Piece::Name(name)) if name.eq_ignore_ascii_case(TABLE) => {
                Ok(())
            }
            Some(Piece::Word(name) | Piece::Name(name)) => Err(Refused::Table(name)),
            other => Err(unexpected("a table", other)),
        }
    }

    fn conditions(&mut self) -> Result<Vec<Condition>, Refused> {
        let mut conditions = Vec::new();
        if !self.takes_keyword("WHERE") {
            return Ok(conditions);
        }
        loop {
            if conditions.len() == CONDITIONS_MAX {
                return Err(Refused::TooMany);
            }
            conditions.push(self.condition()?);
            if !self.takes_keyword("AND") {
                return Ok(conditions);
            }
        }
    }

    fn condition(&mut self) -> Result<Condition, Refused> {
        let column = self.column()?;
        match self.0.next() {
            Some(Piece::Compares(comparison)) => {
                let value = self.value(column)?;
                Ok(Condition::Compares(column, comparison, value))
            }
            Some(Piece::Word(word)) if word.eq_ignore_ascii_case("BETWEEN") => {
                let from = self.value(column)?;
                self.keyword("AND")?;
                Ok(Condition::Between(column, from, self.value(column)?))
            }
            Some(Piece::Word(word)) if word.eq_ignore_ascii_case("IN") => {
                Ok(Condition::In(column, self.values(column)?))
            }
            other => Err(unexpected("=, <, >, <=, >=, BETWEEN or IN", other)),
        }
    }

    fn values(&mut self, column: Column) -> Result<Vec<Value>, Refused> {
        if !self.takes(&Piece::Opens) {
            return Err(unexpected("(", self.0.next()));
        }
        let mut values = vec![self.value(column)?];
        while self.takes(&Piece::Comma) {
            if values.len() == VALUES_MAX {
                return Err(Refused::TooMany);
            }
            values.push(self.value(column)?);
        }
        if self.takes(&Piece::Closes) {
            Ok(values)
        } else {
            Err(unexpected(")", self.0.next()))
        }
    }

    fn value(&mut self, column: Column) -> Result<Value, Refused> {
        let value = match self.0.next() {
            Some(Piece::Number(number)) => Value::Number(number),
            Some(Piece::Text(text)) => Value::Text(text),
            other => return Err(unexpected("a value", other)),
        };
        match (column.kind(), &value) {
            (Kind::Number, Value::Number(_)) | (Kind::Text, Value::Text(_)) => Ok(value),
            (Kind::Number, Value::Text(_)) | (Kind::Text, Value::Number(_)) => {
                Err(Refused::Kind(column.name()))
            }
        }
    }
}
