//! Who asked for leave, and for what: a service as it is, with a note of what it was asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use wire::{ApiError, Caller, Future, PassedRole, Permission, Request, Response, Service};

/// The actions that roles have asked for leave to do, by the role's name.
#[derive(Clone, Default)]
pub(crate) struct Asked(Arc<Mutex<BTreeMap<String, BTreeSet<String>>>>);

impl Asked {
    /// What a role has asked for.
    pub(crate) fn by(&self, role: &str) -> BTreeSet<String> {
        let asked = self.0.lock().expect("nobody panics");
        asked.get(role).cloned().unwrap_or_default()
    }

    fn note(&self, request: &Request, permission: &Permission) {
        if let Caller::Role { role_arn, .. } = &request.caller {
            let (_, role) = role_arn.rsplit_once('/').expect("a role");
            let mut asked = self.0.lock().expect("nobody panics");
            let by = asked.entry(role.to_owned()).or_default();
            by.insert(permission.action.clone());
        }
    }

    /// A service whose requests are noted.
    pub(crate) fn watch(&self, service: Arc<dyn Service>) -> Arc<dyn Service> {
        let asked = self.clone();
        Arc::new(Watched { service, asked })
    }
}

struct Watched {
    service: Arc<dyn Service>,
    asked: Asked,
}

impl Service for Watched {
    fn signing_name(&self) -> &'static str {
        self.service.signing_name()
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        let needed = self.service.permission(request);
        needed.inspect(|needed| self.asked.note(request, needed))
    }

    fn further_permissions(&self, request: &Request) -> Vec<Permission> {
        let needed = self.service.further_permissions(request);
        for needed in &needed {
            self.asked.note(request, needed);
        }
        needed
    }

    fn passes_role(&self, request: &Request) -> Option<PassedRole> {
        self.service.passes_role(request)
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        self.service.handle(request)
    }

    fn refuse(&self, request: &Request, error: &ApiError) -> Response {
        self.service.refuse(request, error)
    }
}
