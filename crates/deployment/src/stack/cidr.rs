//! `Fn::Cidr`: blocks of addresses within a block.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// At most so many blocks are made of one (CloudFormation user guide, `Fn::Cidr`).
const BLOCKS_MAX: usize = 256;

/// The first `count` blocks within `block` in which an address has `bits` bits of its own.
pub(super) fn blocks(block: &str, count: usize, bits: u32) -> Result<Vec<String>, String> {
    let (address, prefix) = parse(block).ok_or_else(|| format!("`{block}` is no block"))?;
    let width: u32 = if address.is_ipv4() { 32 } else { 128 };
    if prefix > width || !(1..=width).contains(&bits) {
        return Err(format!("no block of {bits} bits is in `{block}`"));
    }
    if !(1..=BLOCKS_MAX).contains(&count) {
        return Err(format!("the count is from 1 to {BLOCKS_MAX}, not {count}"));
    }
    let own = width - prefix;
    let room = own.checked_sub(bits).map(|bits| 1_u128.checked_shl(bits));
    let fits = match room {
        None => false,
        // As many as an integer cannot count.
        Some(None) => true,
        Some(Some(room)) => count as u128 <= room,
    };
    if !fits {
        return Err(format!(
            "`{block}` has no room for {count} blocks of {bits} bits"
        ));
    }
    let number = match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    };
    let mask = 1_u128.checked_shl(own).map_or(u128::MAX, |size| size - 1);
    let start = number & !mask;
    let prefix = width - bits;
    let block_at = |index: usize| {
        let number = start + ((index as u128) << bits);
        match u32::try_from(number) {
            Ok(number) if address.is_ipv4() => format!("{}/{prefix}", Ipv4Addr::from_bits(number)),
            _ => format!("{}/{prefix}", Ipv6Addr::from_bits(number)),
        }
    };
    Ok((0..count).map(block_at).collect())
}

fn parse(block: &str) -> Option<(IpAddr, u32)> {
    let (address, prefix) = block.split_once('/')?;
    Some((address.parse().ok()?, prefix.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_follow_one_another() {
        let blocks_of = |block, count, bits| blocks(block, count, bits).map(|all| all.join(" "));
        assert_eq!(
            blocks_of("10.0.0.0/16", 3, 8).as_deref(),
            Ok("10.0.0.0/24 10.0.1.0/24 10.0.2.0/24")
        );
        assert_eq!(
            blocks_of("2001:db8::/56", 2, 64).as_deref(),
            Ok("2001:db8::/64 2001:db8:0:1::/64")
        );
        assert!(blocks_of("10.0.0.0/24", 2, 8).is_err());
        assert!(blocks_of("10.0.0.0", 1, 8).is_err());
        assert!(blocks_of("::/0", 256, 1).is_ok());
    }
}
