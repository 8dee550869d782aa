//! Confines a function's process, as far as the kernel lets it.
//!
//! A process is started through this program again: a hidden subcommand calls [`exec`], which
//! gives up what a function must not do and then becomes the function. That keeps functions from
//! doing harm by mistake. It is no wall against hostile code: the kernel is shared, and so is the
//! network.
//!
//! | layer | what is left |
//! |---|---|
//! | namespaces of mounts and users | a `/tmp` of its own |
//! | Landlock | its code and the system to read, its `/tmp` to write; no signals to others |
//! | seccomp | no tracing, mounting, kernel modules, new namespaces |
//! | limits | files, processes, memory, core dumps |
//! | capabilities, `no_new_privs` | nothing that only root may do, whoever the server runs as |
//! | death signal | gone when the server is gone |

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use caps::CapSet;
use landlock::{
    ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetStatus, Scope, path_beneath_rules,
};
use nix::libc;
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::sys::prctl;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::Signal;
use nix::unistd::{getgid, getuid};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

/// The newest Landlock that the rules here were written for; older kernels give less.
const LANDLOCK: ABI = ABI::V6;
/// What every program may read and run.
const SYSTEM_FOLDERS: [&str; 8] = [
    "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/opt", "/proc",
];
/// What of `/etc` programs need to find names, libraries, certificates and the time. The rest may
/// hold secrets.
const SYSTEM_FILES: [&str; 20] = [
    "/etc/alternatives",
    "/etc/ca-certificates",
    "/etc/gai.conf",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/pki",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/ssl",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
];
/// Devices that programs write to as well.
const DEVICES: [&str; 6] = [
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
];
/// Open files of a process. AWS: 1,024.
const OPEN_FILES_MAX: u64 = 1_024;
/// Processes and threads of a function. AWS: 1,024. Where the kernel counts those of the user
/// together, the number is for all of them.
const PROCESSES_MAX: (u64, u64) = (1_024, 8_192);
/// What a process may have beyond its function's memory, in MiB: runtimes reserve more than they
/// use.
const MEMORY_MARGIN_MEGABYTES: u64 = 1_024;

/// What a process may do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Confinement {
    /// Folders it may read.
    pub(crate) read: Vec<PathBuf>,
    /// Folders it may write to.
    pub(crate) write: Vec<PathBuf>,
    /// What it sees as `/tmp`.
    pub(crate) temporary: PathBuf,
    /// Its function's memory, in MiB.
    pub(crate) memory_megabytes: u32,
    /// The largest file it may write, in MiB.
    pub(crate) storage_megabytes: u32,
}

impl Confinement {
    /// As [`exec`] reads it: pairs of an option and its value.
    pub(crate) fn to_arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = Vec::new();
        let mut add = |option: &str, value: &OsStr| {
            arguments.push(option.into());
            arguments.push(value.into());
        };
        for folder in &self.read {
            add("--read", folder.as_os_str());
        }
        for folder in &self.write {
            add("--write", folder.as_os_str());
        }
        add("--temporary", self.temporary.as_os_str());
        add("--memory", self.memory_megabytes.to_string().as_ref());
        add("--storage", self.storage_megabytes.to_string().as_ref());
        arguments
    }

    /// The confinement and the program with its arguments; `None` when they are not as
    /// [`to_arguments`](Self::to_arguments) writes them.
    fn parse(arguments: &[OsString]) -> Option<(Confinement, &[OsString])> {
        let mut confinement = Confinement {
            read: Vec::new(),
            write: Vec::new(),
            temporary: PathBuf::new(),
            memory_megabytes: 0,
            storage_megabytes: 0,
        };
        let mut rest = arguments;
        loop {
            let (option, after) = rest.split_first()?;
            if option == "--" {
                return Some((confinement, after));
            }
            let (value, after) = after.split_first()?;
            match option.to_str()? {
                "--read" => confinement.read.push(value.into()),
                "--write" => confinement.write.push(value.into()),
                "--temporary" => confinement.temporary = value.into(),
                "--memory" => confinement.memory_megabytes = value.to_str()?.parse().ok()?,
                "--storage" => confinement.storage_megabytes = value.to_str()?.parse().ok()?,
                _ => return None,
            }
            rest = after;
        }
    }
}

/// Confines this process and becomes the program that the arguments name. Returns only what kept
/// it from that.
///
/// To be called before the program has a second thread, with the arguments after the subcommand.
/// Without a program after `--`, says which layers are missing here, one a line, and ends.
pub fn exec(arguments: impl IntoIterator<Item = OsString>) -> io::Error {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let Some((confinement, command)) = Confinement::parse(&arguments) else {
        return io::Error::new(
            io::ErrorKind::InvalidInput,
            "this subcommand is for the server itself, which knows its arguments",
        );
    };
    let confined = confine(&confinement);
    let Some((program, arguments)) = command.split_first() else {
        for missing in &confined.missing {
            println!("{missing}");
        }
        std::process::exit(0);
    };
    let mut command = Command::new(program);
    command.args(arguments);
    if confined.has_own_temporary {
        command.env("TMPDIR", "/tmp").env("HOME", "/tmp");
    }
    command.exec()
}

/// What was done.
#[derive(Debug, Default)]
struct Confined {
    /// The layers that the kernel does not give, and why.
    missing: Vec<String>,
    /// Whether `/tmp` is the process's own.
    has_own_temporary: bool,
}

/// Gives up what a function must not do. A layer that is missing does not stop the others.
fn confine(confinement: &Confinement) -> Confined {
    let mut confined = Confined::default();
    let mut layer = |name: &str, result: Result<(), String>| {
        let given = result.is_ok();
        if let Err(why) = result {
            confined.missing.push(format!("{name}: {why}"));
        }
        given
    };
    layer(
        "death signal",
        prctl::set_pdeathsig(Signal::SIGKILL).map_err(|error| error.to_string()),
    );
    layer(
        "no new privileges",
        prctl::set_no_new_privs().map_err(|error| error.to_string()),
    );
    let own_temporary = layer("namespaces", own_temporary(confinement));
    layer("capabilities", give_up_capabilities());
    layer("limits", limit(confinement, own_temporary));
    layer("Landlock", landlock(confinement, own_temporary));
    layer("seccomp", seccomp());
    confined.has_own_temporary = own_temporary;
    confined
}

/// Puts the process's own folder where it sees `/tmp`.
fn own_temporary(confinement: &Confinement) -> Result<(), String> {
    let text = |error: nix::Error| error.to_string();
    let (user, group) = (getuid(), getgid());
    if user.is_root() {
        unshare(CloneFlags::CLONE_NEWNS).map_err(text)?;
    } else {
        // In a namespace of its own a user may mount. The right to is lost with the next program,
        // since the user stays who they are.
        unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNS).map_err(text)?;
        for (file, content) in [
            ("setgroups", "deny".to_owned()),
            ("uid_map", format!("{user} {user} 1")),
            ("gid_map", format!("{group} {group} 1")),
        ] {
            fs::write(format!("/proc/self/{file}"), content).map_err(|error| error.to_string())?;
        }
    }
    let nothing = None::<&str>;
    let private = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
    mount(nothing, "/", nothing, private, nothing).map_err(text)?;
    let bind = MsFlags::MS_BIND | MsFlags::MS_REC;
    let read = confinement.read.iter().map(|folder| (folder, true));
    let write = confinement.write.iter().map(|folder| (folder, false));
    for (folder, is_read_only) in read.chain(write) {
        // What is below `/tmp` would vanish with it.
        if let Ok(within) = folder.strip_prefix("/tmp")
            && *folder != confinement.temporary
        {
            let place = confinement.temporary.join(within);
            fs::create_dir_all(&place).map_err(|error| error.to_string())?;
            mount(Some(folder), &place, nothing, bind, nothing).map_err(text)?;
            if is_read_only {
                // Landlock cannot tell it from the rest of a `/tmp` that may be written to.
                let again = MsFlags::MS_BIND | MsFlags::MS_REMOUNT | MsFlags::MS_RDONLY;
                let strict = again | MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
                mount(nothing, &place, nothing, strict, nothing).map_err(text)?;
            }
        }
    }
    mount(Some(&confinement.temporary), "/tmp", nothing, bind, nothing).map_err(text)
}

/// Root without them is a user like others, also for what the kernel shows of other processes.
fn give_up_capabilities() -> Result<(), String> {
    if getuid().is_root() {
        caps::clear(None, CapSet::Bounding).map_err(|error| error.to_string())?;
    }
    for set in [
        CapSet::Ambient,
        CapSet::Inheritable,
        CapSet::Effective,
        CapSet::Permitted,
    ] {
        caps::clear(None, set).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn limit(confinement: &Confinement, counts_alone: bool) -> Result<(), String> {
    const MEGABYTE: u64 = 1_024 * 1_024;
    let processes = if counts_alone && !getuid().is_root() {
        PROCESSES_MAX.0
    } else {
        PROCESSES_MAX.1
    };
    let memory = u64::from(confinement.memory_megabytes) + MEMORY_MARGIN_MEGABYTES;
    for (resource, most) in [
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_NOFILE, OPEN_FILES_MAX),
        (Resource::RLIMIT_NPROC, processes),
        (Resource::RLIMIT_DATA, memory * MEGABYTE),
        (
            Resource::RLIMIT_FSIZE,
            u64::from(confinement.storage_megabytes) * MEGABYTE,
        ),
    ] {
        let (_, hard) = getrlimit(resource).map_err(|error| error.to_string())?;
        let most = most.min(hard);
        setrlimit(resource, most, most).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn landlock(confinement: &Confinement, own_temporary: bool) -> Result<(), String> {
    let read = AccessFs::from_read(LANDLOCK);
    let all = AccessFs::from_all(LANDLOCK);
    let devices = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::IoctlDev;
    let system = SYSTEM_FOLDERS.iter().chain(&SYSTEM_FILES);
    let temporary = own_temporary.then(|| Path::new("/tmp"));
    let written = confinement.write.iter().map(PathBuf::as_path);
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)
        .and_then(|ruleset| ruleset.scope(Scope::Signal | Scope::AbstractUnixSocket))
        .and_then(Ruleset::create)
        .and_then(|ruleset| ruleset.add_rules(path_beneath_rules(system, read)))
        .and_then(|ruleset| ruleset.add_rules(path_beneath_rules(&confinement.read, read)))
        .and_then(|ruleset| ruleset.add_rules(path_beneath_rules(written.chain(temporary), all)))
        .and_then(|ruleset| ruleset.add_rules(path_beneath_rules(DEVICES, devices)))
        .and_then(landlock::RulesetCreated::restrict_self)
        .map_err(|error| error.to_string())?;
    match status.ruleset {
        RulesetStatus::FullyEnforced => Ok(()),
        RulesetStatus::PartiallyEnforced => Err("the kernel's is older, and gives less".to_owned()),
        RulesetStatus::NotEnforced => Err("the kernel has none".to_owned()),
    }
}

/// System calls that functions have no business with.
const FORBIDDEN: [libc::c_long; 37] = [
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_adjtime,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_finit_module,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_fspick,
    libc::SYS_init_module,
    libc::SYS_io_uring_setup,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_pivot_root,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
];

fn seccomp() -> Result<(), String> {
    let architecture = std::env::consts::ARCH
        .try_into()
        .map_err(|error: seccompiler::BackendError| error.to_string())?;
    let denied = |code: i32| SeccompAction::Errno(code.unsigned_abs());
    let new_namespaces = (CloneFlags::CLONE_NEWUSER
        | CloneFlags::CLONE_NEWNS
        | CloneFlags::CLONE_NEWPID
        | CloneFlags::CLONE_NEWNET
        | CloneFlags::CLONE_NEWIPC
        | CloneFlags::CLONE_NEWUTS
        | CloneFlags::CLONE_NEWCGROUP)
        .bits();
    // A thread or a process is fine, a namespace is not: one rule for each bit of the flags.
    let clones = (0..32)
        .map(|bit| 1_u64 << bit)
        .filter(|bit| u64::from(new_namespaces.unsigned_abs()) & bit != 0)
        .map(|bit| {
            let has = SeccompCmpOp::MaskedEq(bit);
            let condition = SeccompCondition::new(0, SeccompCmpArgLen::Qword, has, bit)?;
            SeccompRule::new(vec![condition])
        })
        .collect::<Result<Vec<SeccompRule>, _>>()
        .map_err(|error| error.to_string())?;
    let forbidden = FORBIDDEN
        .iter()
        .map(|call| (*call, Vec::new()))
        .chain([(libc::SYS_clone, clones)]);
    // The flags of `clone3` are in memory, out of a filter's sight: libraries do without it when
    // the kernel seems not to have it.
    let unknown = [(libc::SYS_clone3, Vec::new())];
    for (rules, action) in [
        (forbidden.collect(), denied(libc::EPERM)),
        (unknown.into_iter().collect(), denied(libc::ENOSYS)),
    ] {
        let program: BpfProgram =
            SeccompFilter::new(rules, SeccompAction::Allow, action, architecture)
                .and_then(TryInto::try_into)
                .map_err(|error| error.to_string())?;
        seccompiler::apply_filter(&program).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Asks the program which layers are missing on this machine.
pub(crate) async fn missing(program: &Path, subcommand: &[String]) -> io::Result<Vec<String>> {
    let folder = tempfile::tempdir()?;
    let confinement = Confinement {
        read: Vec::new(),
        write: Vec::new(),
        temporary: folder.path().to_owned(),
        memory_megabytes: 128,
        storage_megabytes: 512,
    };
    let output = tokio::process::Command::new(program)
        .args(subcommand)
        .args(confinement.to_arguments())
        .arg("--")
        .output()
        .await?;
    if !output.status.success() {
        let why = OsStr::from_bytes(&output.stderr).to_string_lossy();
        return Err(io::Error::other(why.into_owned()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confinement_reads_what_it_writes() {
        let confinement = Confinement {
            read: vec!["/a".into(), "/b c".into()],
            write: vec!["/w".into()],
            temporary: "/t".into(),
            memory_megabytes: 256,
            storage_megabytes: 512,
        };
        let mut arguments = confinement.to_arguments();
        assert_eq!(Confinement::parse(&arguments), None, "there is no program");
        arguments.extend(["--".into(), "/bin/true".into(), "--read".into()]);
        let (parsed, command) = Confinement::parse(&arguments).expect("a confinement");
        assert_eq!(parsed, confinement);
        assert_eq!(command, ["/bin/true", "--read"]);
    }
}
