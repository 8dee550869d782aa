//! Phone numbers that opted out, and attributes of text messages.

use wire::ApiError;
use wire::query::Xml;

use super::page::page;
use super::{Answer, Call};
use crate::error::invalid;
use crate::name::PhoneNumber;

/// What may be set (API reference, SetSMSAttributes).
const ATTRIBUTES: [&str; 6] = [
    "DefaultSMSType",
    "DefaultSenderID",
    "DeliveryStatusIAMRole",
    "DeliveryStatusSuccessSamplingRate",
    "MonthlySpendLimit",
    "UsageReportS3Bucket",
];

impl Call<'_> {
    fn phone_number(&self) -> Result<PhoneNumber, ApiError> {
        let number = self.required("phoneNumber")?;
        PhoneNumber::parse(number)
            .ok_or_else(|| invalid(format_args!("PhoneNumber Reason: {number} is not valid")))
    }

    pub(super) fn is_opted_out(&self) -> Answer {
        let opted_out = self.sns.is_opted_out(&self.phone_number()?);
        Ok(Some(Xml::default().flag("isOptedOut", opted_out)))
    }

    pub(super) fn list_opted_out(&self) -> Answer {
        let state = self.sns.0.store.state();
        let numbers = state.opted_out().iter();
        let numbers = numbers.map(|number| (number.as_str(), number.as_str()));
        let page = page(self.form.get("nextToken"), numbers)?;
        let xml = Xml::default().texts("phoneNumbers", page.items);
        Ok(Some(xml.optional("nextToken", page.next_token.as_deref())))
    }

    pub(super) async fn opt_in(&self) -> Answer {
        let number = self.phone_number()?;
        let change = self.sns.0.store.change(|state| {
            state.opt_in(&number);
            Ok(())
        });
        change.await?;
        Ok(Some(Xml::default()))
    }

    pub(super) fn get_sms_attributes(&self) -> Xml {
        let asked = self.form.list("attributes");
        let state = self.sns.0.store.state();
        let shown = state.sms_attributes().iter();
        let shown = shown
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| asked.is_empty() || asked.contains(name));
        Xml::default().map("attributes", shown)
    }

    pub(super) async fn set_sms_attributes(&self) -> Answer {
        let asked = self.map("attributes");
        for (name, value) in &asked {
            if !ATTRIBUTES.contains(&name.as_str()) {
                return Err(invalid(format_args!("{name} is not a valid attribute")));
            }
            if name == "DefaultSMSType" && !matches!(&**value, "Promotional" | "Transactional") {
                return Err(invalid(format_args!(
                    "DefaultSMSType Reason: {value} is neither Promotional nor Transactional"
                )));
            }
        }
        let change = self.sns.0.store.change(|state| {
            for (name, value) in &asked {
                state.put_sms_attribute(name, value);
            }
            Ok(())
        });
        change.await?;
        Ok(Some(Xml::default()))
    }
}
