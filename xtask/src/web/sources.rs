//! What the web app is made of, as a hash: it is built again when that is another.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// What goes into the build.
const FILES: [&str; 6] = [
    "console.html",
    "index.html",
    "package-lock.json",
    "package.json",
    "tsconfig.json",
    "vite.config.ts",
];

/// Likewise, with everything below. The studio's templates are the workflows that are shipped.
const FOLDERS: [&str; 3] = ["public", "src", "../workflows"];

/// The hash of the app's sources.
pub(super) fn hash(web: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> = FILES.iter().map(|name| web.join(name)).collect();
    for name in FOLDERS {
        list(&web.join(name), &mut files)?;
    }
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        let content = fs::read(&file)?;
        let path = file.strip_prefix(web).unwrap_or(&file);
        digest.update(path.as_os_str().as_encoded_bytes());
        digest.update([0]);
        digest.update(content.len().to_le_bytes());
        digest.update(content);
    }
    Ok(format!("{:x}", digest.finalize()))
}

/// The hash of one file's content.
pub(super) fn hash_of(content: &[u8]) -> String {
    format!("{:x}", Sha256::digest(content))
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_a_source_shows() {
        let place = tempfile::tempdir().expect("a folder");
        let web = &place.path().join("web");
        fs::create_dir(web).expect("a folder");
        for name in FILES {
            fs::write(web.join(name), name).expect("written");
        }
        for name in FOLDERS {
            fs::create_dir(web.join(name)).expect("a folder");
        }
        let first = hash(web).expect("a hash");
        fs::create_dir(web.join("src/shop")).expect("a folder");
        fs::write(web.join("src/shop/menu.tsx"), "1").expect("written");
        let second = hash(web).expect("a hash");
        fs::write(web.join("src/shop/menu.tsx"), "2").expect("written");
        let third = hash(web).expect("a hash");
        fs::rename(web.join("src/shop/menu.tsx"), web.join("src/menu.tsx")).expect("moved");
        let fourth = hash(web).expect("a hash");
        let mut all = vec![first, second, third, fourth];
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 4);
    }
}
