"""IAM and STS as boto3 sees them. Ends with `done` when all is as it should be."""

import datetime
import json
import os
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["ENDPOINT"]
ACCOUNT = "000000000000"
ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=5)


def client(service, credentials=None):
    keys = {}
    if credentials:
        keys = {
            "aws_access_key_id": credentials["AccessKeyId"],
            "aws_secret_access_key": credentials["SecretAccessKey"],
            "aws_session_token": credentials.get("SessionToken"),
        }
    return boto3.client(
        service, endpoint_url=ENDPOINT, region_name="us-east-1", config=ONCE, **keys
    )


def refused(code, status, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        found = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
        assert found == (code, status), (found, error.response["Error"]["Message"])
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected of {parameters}")


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*"):
    return {"Effect": "Allow", "Action": action, "Resource": resource}


iam, sts = client("iam"), client("sts")

# Who is there.
identity = sts.get_caller_identity()
assert identity["Arn"] == f"arn:aws:iam::{ACCOUNT}:root", identity
assert identity["Account"] == ACCOUNT and identity["UserId"] == ACCOUNT
assert iam.get_user()["User"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"

# A role, as Terraform makes it, reads it back and deletes it.
trust = document(
    {
        "Effect": "Allow",
        "Principal": {"Service": "states.amazonaws.com", "AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
    }
)
role = iam.create_role(
    RoleName="order",
    Path="/shop/",
    AssumeRolePolicyDocument=trust,
    Description="orders & <returns>",
    MaxSessionDuration=7200,
    Tags=[{"Key": "team", "Value": "a b&c"}],
)["Role"]
arn = f"arn:aws:iam::{ACCOUNT}:role/shop/order"
assert role["Arn"] == arn, role
assert role["RoleId"].startswith("AROA") and isinstance(role["CreateDate"], datetime.datetime)
role = iam.get_role(RoleName="order")["Role"]
assert role["AssumeRolePolicyDocument"] == json.loads(trust), role
assert role["Description"] == "orders & <returns>" and role["MaxSessionDuration"] == 7200
assert role["Tags"] == [{"Key": "team", "Value": "a b&c"}]
refused("EntityAlreadyExists", 409, iam.create_role, RoleName="Order", AssumeRolePolicyDocument=trust)
refused("NoSuchEntity", 404, iam.get_role, RoleName="nobody")
message = refused(
    "MalformedPolicyDocument",
    400,
    iam.create_role,
    RoleName="other",
    AssumeRolePolicyDocument=document(allow("sts:AssumeRole")),
)
assert message == "Has prohibited field Resource. (at `/Statement/0`)", message
refused("ValidationError", 400, iam.create_role, RoleName="a b", AssumeRolePolicyDocument=trust)
refused("NoSuchEntity", 404, iam.create_role, RoleName="bounded", AssumeRolePolicyDocument=trust,
        PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/none")

# Inline policies.
invoke = document(allow("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:order-*"))
iam.put_role_policy(RoleName="order", PolicyName="invoke", PolicyDocument=invoke)
found = iam.get_role_policy(RoleName="order", PolicyName="invoke")
assert found["PolicyDocument"] == json.loads(invoke) and found["RoleName"] == "order", found
assert iam.list_role_policies(RoleName="order")["PolicyNames"] == ["invoke"]
refused("NoSuchEntity", 404, iam.get_role_policy, RoleName="order", PolicyName="none")
refused("MalformedPolicyDocument", 400, iam.put_role_policy, RoleName="order", PolicyName="x",
        PolicyDocument="{}")
refused("LimitExceeded", 409, iam.put_role_policy, RoleName="order", PolicyName="x",
        PolicyDocument=document(allow(["s3:" + "x" * 100] * 101)))

# Managed policies and their versions.
policy = iam.create_policy(PolicyName="orders", PolicyDocument=document(allow("dynamodb:*")),
                           Description="d")["Policy"]
policy_arn = policy["Arn"]
assert policy_arn == f"arn:aws:iam::{ACCOUNT}:policy/orders" and policy["DefaultVersionId"] == "v1"
version = iam.create_policy_version(PolicyArn=policy_arn, SetAsDefault=True,
                                    PolicyDocument=document(allow("dynamodb:GetItem")))
assert version["PolicyVersion"]["VersionId"] == "v2", version
versions = iam.list_policy_versions(PolicyArn=policy_arn)["Versions"]
assert [(v["VersionId"], v["IsDefaultVersion"]) for v in versions] == [("v1", False), ("v2", True)]
got = iam.get_policy_version(PolicyArn=policy_arn, VersionId="v1")["PolicyVersion"]
assert got["Document"]["Statement"][0]["Action"] == "dynamodb:*", got
refused("DeleteConflict", 409, iam.delete_policy, PolicyArn=policy_arn)
refused("DeleteConflict", 409, iam.delete_policy_version, PolicyArn=policy_arn, VersionId="v2")
iam.set_default_policy_version(PolicyArn=policy_arn, VersionId="v1")
iam.set_default_policy_version(PolicyArn=policy_arn, VersionId="v2")
iam.delete_policy_version(PolicyArn=policy_arn, VersionId="v1")
basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
for attached in (policy_arn, basic, basic):
    iam.attach_role_policy(RoleName="order", PolicyArn=attached)
attached = iam.list_attached_role_policies(RoleName="order")["AttachedPolicies"]
assert [a["PolicyName"] for a in attached] == ["orders", "AWSLambdaBasicExecutionRole"], attached
assert iam.get_policy(PolicyArn=policy_arn)["Policy"]["AttachmentCount"] == 1
assert iam.get_policy(PolicyArn=basic)["Policy"]["Path"] == "/service-role/"
assert "logs:PutLogEvents" in str(
    iam.get_policy_version(PolicyArn=basic, VersionId="v1")["PolicyVersion"]["Document"]
)
refused("NoSuchEntity", 404, iam.attach_role_policy, RoleName="order",
        PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy")
refused("DeleteConflict", 409, iam.delete_policy, PolicyArn=policy_arn)
entities = iam.list_entities_for_policy(PolicyArn=policy_arn)
assert [e["RoleName"] for e in entities["PolicyRoles"]] == ["order"], entities
assert [p["PolicyName"] for p in iam.list_policies(Scope="Local")["Policies"]] == ["orders"]
assert len(iam.list_policies(Scope="AWS")["Policies"]) > 20
assert len(iam.list_policies(Scope="All", OnlyAttached=True)["Policies"]) == 2

# What the role may do.
results = iam.simulate_principal_policy(
    PolicySourceArn=arn,
    ActionNames=["lambda:InvokeFunction", "dynamodb:GetItem", "dynamodb:PutItem"],
    ResourceArns=["arn:aws:lambda:us-east-1:000000000000:function:order-pay"],
)["EvaluationResults"]
decisions = [(r["EvalActionName"], r["EvalDecision"]) for r in results]
assert decisions == [
    ("lambda:InvokeFunction", "allowed"),
    ("dynamodb:GetItem", "allowed"),
    ("dynamodb:PutItem", "implicitDeny"),
], decisions
assert results[0]["MatchedStatements"][0]["SourcePolicyId"] == "invoke", results[0]
custom = iam.simulate_custom_policy(
    PolicyInputList=[
        document(
            {**allow("s3:*"), "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
            {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
        )
    ],
    PermissionsBoundaryPolicyInputList=[document(allow(["s3:Get*", "s3:Delete*"]))],
    ActionNames=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    ContextEntries=[
        {"ContextKeyName": "aws:SourceIp", "ContextKeyValues": ["10.1.1.1"], "ContextKeyType": "ip"}
    ],
)["EvaluationResults"]
assert [r["EvalDecision"] for r in custom] == ["allowed", "implicitDeny", "explicitDeny"], custom
assert custom[1]["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
missing = iam.simulate_custom_policy(
    PolicyInputList=[document({**allow("*"), "Condition": {"Bool": {"aws:SecureTransport": "true"}}})],
    ActionNames=["s3:GetObject"],
)["EvaluationResults"][0]
assert missing["MissingContextValues"] == ["aws:securetransport"], missing

# Sessions.
refused("ValidationError", 400, sts.assume_role, RoleArn=arn, RoleSessionName="one",
        DurationSeconds=7201)
session = sts.assume_role(RoleArn=arn, RoleSessionName="one", DurationSeconds=900)
assert session["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/order/one"
left = session["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
assert datetime.timedelta(seconds=880) < left <= datetime.timedelta(seconds=900), left
as_role = client("sts", session["Credentials"])
identity = as_role.get_caller_identity()
assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/order/one", identity
assert identity["UserId"] == role["RoleId"] + ":one", identity
message = refused("AccessDenied", 403, client("iam", session["Credentials"]).list_roles)
assert message == (
    f"User: arn:aws:sts::{ACCOUNT}:assumed-role/order/one is not authorized to perform: "
    "iam:ListRoles because no identity-based policy allows the iam:ListRoles action"
), message
message = refused("AccessDenied", 403, client("iam", session["Credentials"]).get_role, RoleName="order")
assert f"iam:GetRole on resource: {arn} because" in message, message
wrong = dict(session["Credentials"], SecretAccessKey="x" * 40)
refused("SignatureDoesNotMatch", 403, client("sts", wrong).get_caller_identity)
wrong = dict(session["Credentials"], SessionToken="eA==")
refused("InvalidClientTokenId", 403, client("sts", wrong).get_caller_identity)

# A session policy takes away.
iam.put_role_policy(RoleName="order", PolicyName="see", PolicyDocument=document(allow("iam:*")))
limited = sts.assume_role(RoleArn=arn, RoleSessionName="two",
                          Policy=document(allow("iam:GetRole")))["Credentials"]
assert client("iam", session["Credentials"]).list_roles()["Roles"]
assert client("iam", limited).get_role(RoleName="order")
message = refused("AccessDenied", 403, client("iam", limited).list_roles)
assert message.endswith("because no session policy allows the iam:ListRoles action"), message
# An explicit deny wins.
iam.put_role_policy(RoleName="order", PolicyName="deny", PolicyDocument=document(
    {"Effect": "Deny", "Action": "iam:List*", "Resource": "*"}))
message = refused("AccessDenied", 403, client("iam", session["Credentials"]).list_roles)
assert message.endswith("with an explicit deny in an identity-based policy"), message
# And so does a boundary.
iam.put_role_permissions_boundary(
    RoleName="order", PermissionsBoundary="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
message = refused("AccessDenied", 403, client("iam", session["Credentials"]).get_role, RoleName="order")
assert message.endswith("because no permissions boundary allows the iam:GetRole action"), message
assert "PermissionsBoundary" in iam.get_role(RoleName="order")["Role"]
iam.delete_role_permissions_boundary(RoleName="order")

# A user, with keys of their own.
user = iam.create_user(UserName="ana", Tags=[{"Key": "k", "Value": "v"}])["User"]
assert user["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/ana" and user["UserId"].startswith("AIDA")
key = iam.create_access_key(UserName="ana")["AccessKey"]
assert key["AccessKeyId"].startswith("AKIA") and len(key["SecretAccessKey"]) == 40
iam.create_access_key(UserName="ana")
refused("LimitExceeded", 409, iam.create_access_key, UserName="ana")
keys = iam.list_access_keys(UserName="ana")["AccessKeyMetadata"]
assert len(keys) == 2 and all(k["Status"] == "Active" for k in keys), keys
assert client("sts", key).get_caller_identity()["Arn"] == user["Arn"]
assert sts.get_access_key_info(AccessKeyId=key["AccessKeyId"])["Account"] == ACCOUNT
refused("AccessDenied", 403, client("iam", key).get_user)
# The account is trusted, but its user has no leave.
refused("AccessDenied", 403, client("sts", key).assume_role, RoleArn=arn, RoleSessionName="ana")
iam.put_user_policy(UserName="ana", PolicyName="own", PolicyDocument=document(
    allow("iam:*", "arn:aws:iam::*:user/${aws:username}"), allow("sts:AssumeRole", arn)))
assert client("iam", key).get_user()["User"]["UserName"] == "ana"
assert client("iam", key).get_user_policy(UserName="ana", PolicyName="own")["PolicyName"] == "own"
assert client("sts", key).assume_role(RoleArn=arn, RoleSessionName="ana")
# A role that names the user asks for no leave.
iam.update_assume_role_policy(RoleName="order", PolicyDocument=document(
    {"Effect": "Allow", "Principal": {"AWS": user["Arn"]}, "Action": "sts:AssumeRole",
     "Condition": {"StringEquals": {"sts:ExternalId": "secret"}}}))
iam.delete_user_policy(UserName="ana", PolicyName="own")
refused("AccessDenied", 403, client("sts", key).assume_role, RoleArn=arn, RoleSessionName="ana")
assert client("sts", key).assume_role(RoleArn=arn, RoleSessionName="ana", ExternalId="secret")
refused("AccessDenied", 403, sts.assume_role, RoleArn=arn, RoleSessionName="root", ExternalId="secret")
# Sessions of the user, which begin no others.
own = client("sts", key).get_session_token(DurationSeconds=900)["Credentials"]
assert client("sts", own).get_caller_identity()["Arn"] == user["Arn"]
refused("AccessDenied", 403, client("sts", own).get_session_token)
# Keys are good while they are active.
iam.update_access_key(UserName="ana", AccessKeyId=key["AccessKeyId"], Status="Inactive")
refused("InvalidClientTokenId", 403, client("sts", key).get_caller_identity)
iam.update_access_key(UserName="ana", AccessKeyId=key["AccessKeyId"], Status="Active")
assert client("sts", key).get_caller_identity()
refused("DeleteConflict", 409, iam.delete_user, UserName="ana")
for k in keys:
    iam.delete_access_key(UserName="ana", AccessKeyId=k["AccessKeyId"])
refused("InvalidClientTokenId", 403, client("sts", key).get_caller_identity)
iam.attach_user_policy(UserName="ana", PolicyArn=policy_arn)
assert iam.list_attached_user_policies(UserName="ana")["AttachedPolicies"]
iam.detach_user_policy(UserName="ana", PolicyArn=policy_arn)
assert iam.list_groups_for_user(UserName="ana")["Groups"] == []
assert iam.list_users()["Users"][0]["UserName"] == "ana"
iam.delete_user(UserName="ana")

# Pages.
for number in range(7):
    iam.create_role(RoleName=f"page-{number}", AssumeRolePolicyDocument=trust)
pages = list(iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 3}))
names = [role["RoleName"] for page in pages for role in page["Roles"]]
assert len(pages) == 3 and names == ["order"] + [f"page-{n}" for n in range(7)], names
refused("ValidationError", 400, iam.list_roles, MaxItems=1001)

# Tags and changes.
iam.tag_role(RoleName="order", Tags=[{"Key": "a", "Value": ""}])
iam.untag_role(RoleName="order", TagKeys=["team"])
assert iam.list_role_tags(RoleName="order")["Tags"] == [{"Key": "a", "Value": ""}]
iam.update_role(RoleName="order", Description="new", MaxSessionDuration=3600)
role = iam.get_role(RoleName="order")["Role"]
assert (role["Description"], role["MaxSessionDuration"]) == ("new", 3600)

# The end of the role.
assert iam.list_instance_profiles_for_role(RoleName="order")["InstanceProfiles"] == []
refused("DeleteConflict", 409, iam.delete_role, RoleName="order")
for name in ("invoke", "see", "deny"):
    iam.delete_role_policy(RoleName="order", PolicyName=name)
refused("DeleteConflict", 409, iam.delete_role, RoleName="order")
for attached in (policy_arn, basic):
    iam.detach_role_policy(RoleName="order", PolicyArn=attached)
refused("NoSuchEntity", 404, iam.detach_role_policy, RoleName="order", PolicyArn=basic)
iam.delete_role(RoleName="order")
iam.delete_policy(PolicyArn=policy_arn)
refused("AccessDenied", 403, sts.assume_role, RoleArn=arn, RoleSessionName="late")
# Its sessions lose everything, rather than become those of an undeclared role.
refused("AccessDenied", 403, client("iam", session["Credentials"]).list_roles)
# A role nobody declared may do everything here.
free = sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/dummy", RoleSessionName="free")
assert client("iam", free["Credentials"]).list_roles()["Roles"]

# What is no request.
refused("InvalidAction", 400, iam.list_groups)

# A URL that is signed in its query.
url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
with urllib.request.urlopen(url, timeout=5) as answer:
    assert f"arn:aws:iam::{ACCOUNT}:root" in answer.read().decode()
try:
    urllib.request.urlopen(url.replace("Expires=60", "Expires=600"), timeout=5)
    raise AssertionError("a changed URL must be refused")
except urllib.error.HTTPError as error:
    assert error.code == 403 and b"SignatureDoesNotMatch" in error.read(), error

print("done")
