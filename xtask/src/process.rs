//! What `/proc` says of a process and of the machine.

use std::fs;
use std::io;
use std::time::Duration;

/// What a process has used up to now.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// Time on a processor, in user and kernel mode together.
    pub(crate) cpu: Duration,
    /// Memory that is resident, in bytes.
    pub(crate) resident_bytes: u64,
    /// What it has caused to be sent to storage, in bytes.
    pub(crate) written_bytes: u64,
}

/// What the process `pid` has used.
pub(crate) fn usage(pid: u32) -> io::Result<Usage> {
    let of = |file: &str| fs::read_to_string(format!("/proc/{pid}/{file}"));
    let status = of("status")?;
    let resident_kib = field(&status, "VmRSS:").unwrap_or(0);
    Ok(Usage {
        cpu: cpu_time(&of("stat")?).ok_or(io::ErrorKind::InvalidData)?,
        resident_bytes: resident_kib * 1024,
        // Only its owner may read this.
        written_bytes: of("io")
            .ok()
            .and_then(|io| field(&io, "write_bytes:"))
            .unwrap_or(0),
    })
}

/// The time this process has been on a processor.
pub(crate) fn own_cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

/// The time all processors of the machine have been busy since it started.
pub(crate) fn machine_busy() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().unwrap_or_default();
    let ticks: Vec<u64> = line
        .split_whitespace()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    // user, nice, system, idle, iowait, irq, softirq, steal
    let [user, nice, system, _, _, irq, softirq, steal, ..] = ticks[..] else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    Ok(from_ticks(user + nice + system + irq + softirq + steal))
}

/// The first of the three load averages: over one minute.
pub(crate) fn load_average() -> io::Result<f64> {
    let text = fs::read_to_string("/proc/loadavg")?;
    text.split(' ')
        .next()
        .and_then(|word| word.parse().ok())
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The number after `name` in lines such as `VmRSS:   1234 kB`.
fn field(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

/// User and system time in the line of `/proc/PID/stat`, whose second field, the name, may hold
/// blanks and parentheses.
fn cpu_time(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(") ")?;
    let mut fields = after_name.split(' ');
    // The first field after the name is the third of all; the times are fields 14 and 15.
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(from_ticks(user + system))
}

fn from_ticks(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_hold_parentheses() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194304 90 0 0 0 150 50 0 0 20 0 1 0 5 6 7";
        let ticks = rustix::param::clock_ticks_per_second();
        assert_eq!(
            cpu_time(stat),
            Some(Duration::from_millis(200 * 1000 / ticks))
        );
    }

    #[test]
    fn this_process_uses_something() {
        let usage = usage(std::process::id()).expect("it is running");
        assert!(usage.resident_bytes > 100_000, "{usage:?}");
        assert!(own_cpu() > Duration::ZERO);
        assert!(machine_busy().expect("there is /proc") > Duration::ZERO);
        assert!(load_average().expect("there is /proc") >= 0.0);
    }
}
