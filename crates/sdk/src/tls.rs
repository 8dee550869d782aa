//! TLS as all requests to elsewhere speak it: rustls with ring, and the certificates that the
//! operating system trusts.

use std::sync::{Arc, LazyLock};

use rustls::{ClientConfig, RootCertStore};

static CONFIGURATION: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "some of the system's certificates cannot be read");
    }
    let (added, ignored) = roots.add_parsable_certificates(found.certs);
    tracing::debug!(added, ignored, "certificates that the system trusts");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let configuration = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks the default versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(configuration)
});

/// The configuration, made when it is first asked for.
pub(crate) fn configuration() -> Arc<ClientConfig> {
    CONFIGURATION.clone()
}
