//! Keys and the region, as AWS's own tools find them.

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::meta::region::ProvideRegion as _;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::profile::region::ProfileFileRegionProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::Provider as Tls;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// Where keys are found: in the profile that is named, or else in the environment, `~/.aws`, the
/// container, the machine. Who has to be asked for them is asked over TLS.
pub(crate) async fn keys(profile: Option<&str>, region: String) -> SharedCredentialsProvider {
    let region = aws_config::Region::new(region);
    let configuration = ProviderConfig::without_region()
        .with_http_client(https())
        .with_region(Some(region.clone()));
    if let Some(profile) = profile {
        let of_profile = ProfileFileCredentialsProvider::builder()
            .configure(&configuration)
            .profile_name(profile);
        return SharedCredentialsProvider::new(of_profile.build());
    }
    let chain = DefaultCredentialsChain::builder()
        .configure(configuration)
        .region(region);
    SharedCredentialsProvider::new(chain.build().await)
}

/// The region of the profile that is named, or of the usual one.
pub(crate) async fn region_of_profile(profile: Option<&str>) -> Option<String> {
    let mut of_profile = ProfileFileRegionProvider::builder();
    if let Some(profile) = profile {
        of_profile = of_profile.profile_name(profile);
    }
    Some(of_profile.build().region().await?.to_string())
}

/// The way to whoever is asked over TLS.
pub(crate) fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(Tls::Rustls(CryptoMode::Ring))
        .build_https()
}
