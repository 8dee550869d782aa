//! Identity and permissions as the rest of the process asks for them, over restarts.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use iam::{
    Configuration, Context, Credentials, Iam, IamService, Scope, StsService, UndeclaredRoles, sign,
};
use journal::{Journal, Options};
use wire::{Account, ApiError, Caller, Permission, Region, Request, RequestId, Service};

const ROLE: &str = "arn:aws:iam::000000000000:role/order";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com","AWS":"000000000000"},"Action":"sts:AssumeRole"}}"#;
const INVOKE: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:000000000000:function:pay"}}"#;
const PAY: &str = "arn:aws:lambda:us-east-1:000000000000:function:pay";

fn open(journal: &Journal, folder: Option<&Path>, undeclared_roles: UndeclaredRoles) -> Iam {
    Iam::open(Configuration {
        journal: journal.clone(),
        folder: folder.map(Path::to_owned),
        account: Account::default(),
        region: Region::default(),
        undeclared_roles,
        file: None,
    })
    .expect("identities")
}

fn in_memory(undeclared_roles: UndeclaredRoles) -> Iam {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    open(&journal, None, undeclared_roles)
}

/// Performs an operation of IAM as the owner; the body of the answer.
async fn perform(iam: &Iam, action: &str, parameters: &[(&str, &str)]) -> String {
    let mut form = format!("Action={action}&Version=2010-05-08");
    for (name, value) in parameters {
        write!(form, "&{name}=").expect("a string takes all");
        for byte in value.bytes() {
            write!(form, "%{byte:02X}").expect("a string takes all");
        }
    }
    let (head, body) = http::Request::post("/")
        .body(Bytes::from(form))
        .expect("a request")
        .into_parts();
    let request = Request {
        head,
        body,
        caller: Caller::Owner,
        id: RequestId::random(),
    };
    let response = IamService::new(iam.clone()).handle(request).await;
    let status = response.status();
    let body = response.into_body().collect().await;
    let body = String::from_utf8(body.to_vec()).expect("text");
    assert!(status.is_success(), "{action}: {body}");
    body
}

async fn declare_order(iam: &Iam) {
    let role = ("RoleName", "order");
    perform(
        iam,
        "CreateRole",
        &[role, ("AssumeRolePolicyDocument", TRUST)],
    )
    .await;
    let invoke = [role, ("PolicyName", "invoke"), ("PolicyDocument", INVOKE)];
    perform(iam, "PutRolePolicy", &invoke).await;
}

fn role(arn: &str) -> Caller {
    Caller::Role {
        role_arn: arn.into(),
        session: "one".into(),
    }
}

fn may(iam: &Iam, caller: &Caller, action: &str, resource: &str) -> Result<(), ApiError> {
    let permission = Permission {
        action: action.to_owned(),
        resource: resource.to_owned(),
    };
    iam.may(caller, &permission, &Context::default())
}

/// Who signs with these credentials, an hour-long session's end aside.
fn signer(iam: &Iam, credentials: &Credentials) -> Result<Caller, ApiError> {
    let request = http::Request::post("http://localhost:4566/")
        .body(Bytes::from_static(b"{}"))
        .expect("a request");
    let scope = Scope {
        region: "us-east-1",
        service: "states",
    };
    let now = SystemTime::now();
    let (head, body) = sign(request, credentials, scope, now)
        .expect("a signature")
        .into_parts();
    iam.authenticate(&head, &body, now)
        .map(|known| known.caller)
}

#[tokio::test]
async fn a_declared_role_is_held_to_its_policies() {
    let iam = in_memory(UndeclaredRoles::Allowed);
    declare_order(&iam).await;
    let order = role(ROLE);
    assert_eq!(may(&iam, &order, "lambda:InvokeFunction", PAY), Ok(()));
    let error = may(&iam, &order, "lambda:DeleteFunction", PAY).expect_err("an error");
    assert_eq!(error.code, "AccessDeniedException");
    assert_eq!(error.status, 403);
    assert_eq!(
        error.message,
        "User: arn:aws:sts::000000000000:assumed-role/order/one is not authorized to perform: \
         lambda:DeleteFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:pay \
         because no identity-based policy allows the lambda:DeleteFunction action"
    );
    let topic = "arn:aws:sns:us-east-1:000000000000:orders";
    let error = may(&iam, &order, "sns:Publish", topic).expect_err("an error");
    assert_eq!(
        (&*error.code, error.status.as_u16()),
        ("AuthorizationError", 403)
    );
    let error = may(&iam, &order, "states:ListStateMachines", "*").expect_err("an error");
    assert_eq!(
        (&*error.code, error.status.as_u16()),
        ("AccessDeniedException", 400)
    );

    // The owner may do everything, nobody and an unknown user nothing.
    assert_eq!(may(&iam, &Caller::Owner, "iam:DeleteRole", ROLE), Ok(()));
    assert!(may(&iam, &Caller::Anonymous, "lambda:InvokeFunction", PAY).is_err());
    let nobody = Caller::User {
        user_arn: "arn:aws:iam::000000000000:user/nobody".into(),
    };
    assert!(may(&iam, &nobody, "lambda:InvokeFunction", PAY).is_err());
}

#[tokio::test]
async fn undeclared_roles_may_do_everything_or_nothing() {
    let dummy = "arn:aws:iam::000000000000:role/dummy";
    let states = "states.amazonaws.com";
    for (mode, allowed) in [
        (UndeclaredRoles::Allowed, true),
        (UndeclaredRoles::Denied, false),
    ] {
        let iam = in_memory(mode);
        let context = Context::default();
        assert_eq!(may(&iam, &role(dummy), "sns:Publish", "*").is_ok(), allowed);
        let assumed = iam.assume_for_service(dummy, states, "one", &context);
        assert_eq!(assumed.is_ok(), allowed);
        // One that was declared and is no more may do nothing, and can come back.
        declare_order(&iam).await;
        let remove = [("RoleName", "order"), ("PolicyName", "invoke")];
        perform(&iam, "DeleteRolePolicy", &remove).await;
        perform(&iam, "DeleteRole", &[("RoleName", "order")]).await;
        assert!(may(&iam, &role(ROLE), "lambda:InvokeFunction", PAY).is_err());
        assert!(
            iam.assume_for_service(ROLE, states, "one", &context)
                .is_err()
        );
        declare_order(&iam).await;
        assert!(may(&iam, &role(ROLE), "lambda:InvokeFunction", PAY).is_ok());
    }
}

#[tokio::test]
async fn services_take_on_the_roles_that_trust_them() {
    let iam = in_memory(UndeclaredRoles::Allowed);
    declare_order(&iam).await;
    let assume =
        |service: &str, context: &Context| iam.assume_for_service(ROLE, service, "one", context);
    let context = Context::default();
    assert_eq!(assume("states.amazonaws.com", &context), Ok(role(ROLE)));
    let error = assume("lambda.amazonaws.com", &context).expect_err("an error");
    assert_eq!(error.code, "InvalidParameterValueException");
    assert_eq!(
        error.message,
        "The role defined for the function cannot be assumed by Lambda."
    );

    let trust = |statement: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"sts:AssumeRole",{statement}}}}}"#
        )
    };
    let regional = trust(r#""Principal":{"Service":"states.us-east-1.amazonaws.com"}"#);
    let change = async |document: &str| {
        let parameters = [("RoleName", "order"), ("PolicyDocument", document)];
        perform(&iam, "UpdateAssumeRolePolicy", &parameters).await;
    };
    change(&regional).await;
    assert!(assume("states.amazonaws.com", &context).is_ok());
    change(&trust(
        r#""Principal":{"Service":"states.eu-west-1.amazonaws.com"}"#,
    ))
    .await;
    let error = assume("states.amazonaws.com", &context).expect_err("an error");
    assert_eq!(error.code, "AccessDeniedException");
    assert_eq!(
        error.message,
        "Neither the global service principal states.amazonaws.com, nor the regional one is \
         authorized to assume the provided role."
    );
    // The usual guard against confused deputies.
    let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:order";
    change(&trust(
        r#""Principal":{"Service":"states.amazonaws.com"},"Condition":{"StringEquals":{"aws:SourceAccount":"000000000000"},"ArnLike":{"aws:SourceArn":"arn:aws:states:*:000000000000:stateMachine:*"}}"#,
    ))
    .await;
    assert!(assume("states.amazonaws.com", &context).is_err());
    let from_machine = Context::default().with("aws:SourceArn", machine);
    assert!(assume("states.amazonaws.com", &from_machine).is_ok());
}

#[tokio::test]
async fn roles_are_passed_with_leave() {
    let iam = in_memory(UndeclaredRoles::Allowed);
    declare_order(&iam).await;
    let (lambda, context) = ("lambda.amazonaws.com", Context::default());
    assert_eq!(
        iam.pass_role(&Caller::Owner, ROLE, lambda, &context),
        Ok(())
    );
    let error = iam
        .pass_role(&role(ROLE), ROLE, lambda, &context)
        .expect_err("an error");
    assert_eq!(error.code, "AccessDeniedException");
    assert_eq!(
        error.message,
        "User: arn:aws:sts::000000000000:assumed-role/order/one is not authorized to perform: \
         iam:PassRole on resource: arn:aws:iam::000000000000:role/order because no identity-based \
         policy allows the iam:PassRole action"
    );
    let pass = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}}}"#;
    let parameters = [
        ("RoleName", "order"),
        ("PolicyName", "pass"),
        ("PolicyDocument", pass),
    ];
    perform(&iam, "PutRolePolicy", &parameters).await;
    assert_eq!(iam.pass_role(&role(ROLE), ROLE, lambda, &context), Ok(()));
    assert!(
        iam.pass_role(&role(ROLE), ROLE, "states.amazonaws.com", &context)
            .is_err()
    );
}

#[tokio::test]
async fn what_is_declared_and_issued_survives_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = || {
        let journal = Journal::open(&Options::folder(folder.path())).expect("a journal");
        open(&journal, Some(folder.path()), UndeclaredRoles::Allowed)
    };
    let iam = start();
    declare_order(&iam).await;
    let old = "arn:aws:iam::000000000000:role/old";
    let trust = ("AssumeRolePolicyDocument", TRUST);
    perform(&iam, "CreateRole", &[("RoleName", "old"), trust]).await;
    perform(&iam, "DeleteRole", &[("RoleName", "old")]).await;
    perform(&iam, "CreateUser", &[("UserName", "ana")]).await;
    let created = perform(&iam, "CreateAccessKey", &[("UserName", "ana")]).await;
    let field = |name: &str| {
        let (_, rest) = created.split_once(&format!("<{name}>")).expect(name);
        rest.split_once('<').expect(name).0.to_owned()
    };
    let ana = Credentials {
        access_key_id: field("AccessKeyId"),
        secret_access_key: field("SecretAccessKey").into(),
        session_token: None,
    };
    let owner = iam.owner_credentials().clone();
    let session = iam.session_credentials(ROLE, "one", 3_600, SystemTime::now());
    drop(iam);

    let iam = start();
    assert_eq!(signer(&iam, &owner), Ok(Caller::Owner));
    assert_eq!(signer(&iam, &session), Ok(role(ROLE)));
    let user_arn = "arn:aws:iam::000000000000:user/ana".into();
    assert_eq!(signer(&iam, &ana), Ok(Caller::User { user_arn }));
    assert!(may(&iam, &role(ROLE), "lambda:InvokeFunction", PAY).is_ok());
    assert!(may(&iam, &role(ROLE), "lambda:DeleteFunction", PAY).is_err());
    assert!(may(&iam, &role(old), "lambda:InvokeFunction", PAY).is_err());
    let parameters = [("UserName", "ana"), ("AccessKeyId", &*ana.access_key_id)];
    perform(&iam, "DeleteAccessKey", &parameters).await;
    drop(iam);

    let iam = start();
    assert!(signer(&iam, &ana).is_err());
    assert_eq!(signer(&iam, &owner), Ok(Caller::Owner));
}

#[tokio::test]
async fn no_secret_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let iam = open(&journal, Some(folder.path()), UndeclaredRoles::Allowed);
    let owner = iam.owner_credentials();
    let session = iam.session_credentials(ROLE, "one", 900, SystemTime::now());
    let token = session.session_token.as_ref().expect("a token").reveal();
    let shown = format!("{owner:?} {session:?}");
    for secret in [
        owner.secret_access_key.reveal(),
        session.secret_access_key.reveal(),
        token,
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
    // Nor do refusals tell what a request was signed with.
    let late = SystemTime::now() + Duration::from_hours(2);
    let request = http::Request::post("http://localhost/")
        .body(Bytes::new())
        .expect("a request");
    let scope = Scope {
        region: "us-east-1",
        service: "states",
    };
    let (head, body) = sign(request, &session, scope, late)
        .expect("a signature")
        .into_parts();
    let error = iam
        .authenticate(&head, &body, late)
        .expect_err("it has ended");
    assert_eq!(error.code, "ExpiredTokenException");
    assert!(!format!("{error:?}").contains(token));
    // What is kept of a user's key is its id.
    perform(&iam, "CreateUser", &[("UserName", "ana")]).await;
    let created = perform(&iam, "CreateAccessKey", &[("UserName", "ana")]).await;
    let (_, rest) = created.split_once("<SecretAccessKey>").expect("a secret");
    let (secret, _) = rest.split_once('<').expect("a secret");
    let documents = journal.documents("iam.user").expect("documents");
    let kept = String::from_utf8(documents[0].1.clone()).expect("text");
    assert!(kept.contains("AKIA") && !kept.contains(secret), "{kept}");
}

/// Documents outlive the release that wrote them, so their form is fixed.
#[tokio::test]
async fn the_form_of_documents_is_pinned() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let iam = open(&journal, None, UndeclaredRoles::Allowed);
    declare_order(&iam).await;
    let policy = [("PolicyName", "orders"), ("PolicyDocument", INVOKE)];
    perform(&iam, "CreatePolicy", &policy).await;
    let arn = "arn:aws:iam::000000000000:policy/orders";
    let attach = [("RoleName", "order"), ("PolicyArn", arn)];
    perform(&iam, "AttachRolePolicy", &attach).await;
    let document = |collection: &str| {
        let documents = journal.documents(collection).expect("documents");
        let (key, content) = &documents[0];
        let mut json: serde_json::Value = serde_json::from_slice(content).expect("JSON");
        for drawn in ["id", "created", "updated"] {
            if json.get(drawn).is_some() {
                json[drawn] = serde_json::Value::from(0);
            }
        }
        (key.clone(), json)
    };
    let role = serde_json::json!({
        "name": "order", "path": "/", "id": 0, "created": 0, "policies": { "invoke": INVOKE },
        "attached": [arn], "maxSessionSeconds": 3600, "trust": TRUST,
    });
    assert_eq!(document("iam.role"), ("order".to_owned(), role));
    let (key, mut policy) = document("iam.policy");
    policy["versions"]["1"]["created"] = 0.into();
    let expected = serde_json::json!({
        "name": "orders", "path": "/", "id": 0, "created": 0, "updated": 0,
        "versions": { "1": { "document": INVOKE, "created": 0 } }, "default": 1, "next": 2,
    });
    assert_eq!((key, policy), (arn.to_owned(), expected));
}

#[tokio::test]
async fn services_say_what_leave_they_need() {
    let iam = in_memory(UndeclaredRoles::Allowed);
    perform(
        &iam,
        "CreateRole",
        &[
            ("RoleName", "order"),
            ("Path", "/shop/"),
            ("AssumeRolePolicyDocument", TRUST),
        ],
    )
    .await;
    let permission = |service: &dyn Service, form: &'static str| {
        let (head, body) = http::Request::post("/")
            .body(Bytes::from_static(form.as_bytes()))
            .expect("a request")
            .into_parts();
        let user_arn = "arn:aws:iam::000000000000:user/ana".into();
        let request = Request {
            head,
            body,
            caller: Caller::User { user_arn },
            id: RequestId::random(),
        };
        service
            .permission(&request)
            .map(|needed| (needed.action, needed.resource))
    };
    let of_iam = IamService::new(iam.clone());
    for (form, action, resource) in [
        (
            "Action=GetRole&RoleName=order",
            "iam:GetRole",
            "arn:aws:iam::000000000000:role/shop/order",
        ),
        (
            "Action=CreateRole&RoleName=x&Path=/a/",
            "iam:CreateRole",
            "arn:aws:iam::000000000000:role/a/x",
        ),
        ("Action=ListRoles", "iam:ListRoles", "*"),
        (
            "Action=GetUser",
            "iam:GetUser",
            "arn:aws:iam::000000000000:user/ana",
        ),
        ("Action=GetPolicy&PolicyArn=arn:x", "iam:GetPolicy", "arn:x"),
        (
            "Action=CreatePolicy&PolicyName=p",
            "iam:CreatePolicy",
            "arn:aws:iam::000000000000:policy/p",
        ),
    ] {
        let expected = Some((action.to_owned(), resource.to_owned()));
        assert_eq!(permission(&of_iam, form), expected, "{form}");
    }
    let of_sts = StsService::new(iam);
    for form in ["Action=GetCallerIdentity", "Action=AssumeRole", ""] {
        assert_eq!(permission(&of_sts, form), None, "{form}");
    }
}
