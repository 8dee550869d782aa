//! The store that a delivery begins with: a menu, stock, hours, zones and prices, which its people
//! change as they like. What is there already is left as it is.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use jiff::civil::{Time, time};
use jiff::tz::TimeZone;

use super::{Delivery, DeliveryError};
use crate::eta::Expectation;
use crate::fee::{FeeRules, TimeBand};
use crate::hours::{Day, Hours, Pause, Span};
use crate::menu::Menu;
use crate::order::Address;
use crate::slot::SlotRules;
use crate::store::{Acceptance, Limits, Store};
use crate::town::{Point, Town};
use crate::zone::{Reach, Zone};
use crate::{Money, StoreId, ZoneId};

/// How many portions there are of each item at first.
const PORTIONS: u32 = 200;

impl Delivery {
    /// Makes a store with the bundled menu, unless it is there.
    pub async fn settle_first_store(&self, id: &StoreId) -> Result<(), DeliveryError> {
        match self.store(id).await {
            Ok(_) => return Ok(()),
            Err(DeliveryError::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
        let menu = Menu::bundled();
        self.settle_menu(id, menu).await?;
        for item in menu.items() {
            self.table().restock(id, &item.id, PORTIONS).await?;
        }
        // Last, since it is what is looked for.
        self.settle_store(&store(id, menu)?).await
    }
}

fn store(id: &StoreId, menu: &Menu) -> Result<Store, DeliveryError> {
    let town = Town::bundled();
    let place = town.nearest(Point { x: 0.0, y: 0.0 });
    let zone = |name: &str, words: &str, seconds, base, free_from| {
        let id = ZoneId::parse(name).map_err(|error| DeliveryError::Invalid(error.to_string()))?;
        Ok::<_, DeliveryError>(Zone {
            id,
            name: words.to_owned(),
            reach: Reach::TravelTime { seconds },
            rules: FeeRules {
                base: Money::minor(base),
                included_metres: 1_000,
                per_kilometre: Money::minor(150),
                metres_max: 6_000,
                minimum_order: Money::minor(2_000),
                free_from: Some(Money::minor(free_from)),
                bands: vec![TimeBand {
                    days: vec![Day::Friday, Day::Saturday],
                    from: time(19, 0, 0, 0),
                    to: time(22, 0, 0, 0),
                    surcharge: Money::minor(200),
                }],
                surge_basis_points: 0,
            },
        })
    };
    let all_day = vec![Span {
        from: Time::midnight(),
        to: Time::midnight(),
    }];
    let week: BTreeMap<Day, Vec<Span>> = Day::ALL
        .into_iter()
        .map(|day| (day, all_day.clone()))
        .collect();
    Ok(Store {
        id: id.clone(),
        name: menu.name.pt_br.clone(),
        address: Address {
            line: town.address_of(place).to_string(),
            complement: None,
            instructions: None,
            point: town.point_of(place),
        },
        hours: Hours {
            time_zone: TimeZone::get("America/Sao_Paulo")
                .map_err(|error| DeliveryError::Invalid(error.to_string()))?,
            week,
            exceptions: BTreeMap::new(),
            pause: Pause::None,
        },
        zones: vec![
            zone("centro", "Centro", 240, 500, 8_000)?,
            zone("bairros", "Bairros", 600, 800, 12_000)?,
        ],
        slots: SlotRules {
            minutes: NonZeroU16::new(30).unwrap_or(NonZeroU16::MIN),
            lead_minutes: 60,
            capacity: 20,
            days_ahead: 3,
        },
        accepts: Acceptance::ByHand,
        expectation: Expectation {
            confirming_seconds: 120,
            preparing_seconds: 900,
            fetching_seconds: 240,
            riding_seconds: 480,
        },
        limits: Limits::default(),
    })
}
