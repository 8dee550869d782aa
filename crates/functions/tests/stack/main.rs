//! The shop's stack, `deploy/aws/template.yaml`: what it declares against what the shop is, and the
//! stack itself on embedded services, its functions run by Lambda from the zip.

mod assistant;
mod declared;
mod orders;
mod permissions;
mod shop;
mod stage;
mod zip_of_bootstrap;
