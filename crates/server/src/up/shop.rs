//! The shop: the delivery on this server's services.
//!
//! The delivery asks the services through AWS's own clients, by the connector within the process:
//! a service that is configured to be elsewhere is asked there. What it needs of them is made at the
//! start, unless it is there: the table, the topic, the functions, the state machine; and a store to
//! sell something.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_types::config_bag::Layer;
use cloud::{Cloud, Connector};
use delivery::delivery::{Configuration, Mail, NOTICES, STATE_MACHINE, WORKFLOW};
use delivery::functions::{self, FUNCTIONS};
use delivery::payment::Provider;
use delivery::table::Table;
use delivery::{Delivery, StoreId};
use lambda::{FunctionError, Invoked, Lambda};
use sandbox_provider::SandboxProvider;
use wire::{Account, Caller, Region};

use crate::fault::Fault;
