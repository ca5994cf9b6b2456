"""Checks which go over every method that is served, so that none is forgotten.

Each method is called with an empty request, by every role that may not call it and by nobody; each
with a field that holds an identifier is called with another tenant's and with one that is nobody's:
the two answers are the same bytes.
"""
import hashlib
import time

from checking import NOBODY, demand, eventually, new_key
from house import new_token
from tally_client import Refused

V1 = "tally.v1."
# Roles which no credential of a tenant's staff has. Nobody outside of the server is SYSTEM, and
# nothing makes a credential of a LENDER or a MERCHANT yet.
OUTSIDE = {"PLATFORM_ADMIN", "REGULATOR", "DEBTOR", "SYSTEM", "LENDER", "MERCHANT"}
OK = (0, "", "")


def missing(field):
    return 3, "FIELD_MISSING", field


NOT_FOUND, DENIED, UNAUTHENTICATED = 5, 7, 16
# What an empty request comes to: code, reason, field. A method without a line here fails the check.
EMPTY = {
    "Alerts/Handle": missing("alert_id"),
    "Alerts/List": OK,
    "Alerts/Watch": (4, "DEADLINE_EXCEEDED", ""),
    "Assets/GiveConsent": missing("debtor_id"),
    "Assets/List": missing("debtor_id"),
    "Assets/Observe": missing("source_id"),
    "Assets/RegisterSource": (3, "ENUM_UNKNOWN", "kind"),
    "Cases/CheckContact": missing("case_id"),
    "Cases/Close": missing("case_id"),
    "Cases/Get": missing("case_id"),
    "Cases/List": OK,
    "Cases/MakePromise": missing("case_id"),
    "Cases/RecordAction": missing("case_id"),
    "Cases/TakeNext": OK,
    "Days/Close": missing("business_on"),
    "Days/Get": OK,
    "Days/Resume": missing("business_on"),
    "Debtors/CreditReport": missing("debtor_id"),
    "Debtors/EvidenceAgreement": OK,
    "Debtors/Get": missing("debtor_id"),
    "Debtors/IssueSubjectToken": missing("debtor_id"),
    "Debtors/List": OK,
    "Debtors/Portfolio": OK,
    "Debtors/Reveal": (3, "PURPOSE_MISSING", "purpose"),
    "Extracts/List": OK,
    "Extracts/Pull": missing("extract_id"),
    "Imports/Load": missing("opening"),
    "Imports/Status": (3, "FIELD_INVALID", "file_sha256"),
    "Ledger/Accesses": missing("debtor_id"),
    "Ledger/Blocks": OK,
    "Ledger/DebtorEntries": missing("debtor_id"),
    "Ledger/Export": OK,
    "Ledger/Head": OK,
    "Ledger/Proof": missing("entry_id"),
    "Operator/CreatePrincipal": (3, "FIELD_INVALID", "kind"),
    "Operator/CreateRegulator": missing("name"),
    "Operator/CreateTenant": (3, "FIELD_INVALID", "regime"),
    "Operator/GrantRegulator": missing("regulator_id"),
    "Operator/ListTenants": OK,
    "Operator/MoveCivilClock": (9, "GUARD_NOT_MET", ""),
    "Operator/RevokePrincipal": missing("principal_id"),
    "Payments/Post": missing("account_id"),
    "Policies/Get": OK,
    "Policies/Set": missing("policy"),
    "Repairs/Advance": missing("repair_id"),
    "Repairs/Get": missing("repair_id"),
    "Repairs/List": OK,
    "Repairs/Start": missing("debtor_id"),
    "System/Describe": OK,
    "System/Echo": OK,
    "System/Health": OK,
    "System/Info": OK,
}
# A watch ends with its deadline.
WATCH_SECONDS = 0.3
# What an identifier which is not there comes to, where it is not NOT_FOUND: it only narrows a list,
# or it names a ground which then is missing.
GROUNDS = {
    ("Alerts/List", "debtor_id"): (0, "", ""),
    ("Assets/Observe", "observations.legal_basis_id"):
        (9, "LEGAL_BASIS_MISSING", "observations[0].legal_basis_id"),
    ("Assets/Observe", "observations.consent_id"):
        (9, "CONSENT_MISSING", "observations[0].consent_id"),
    ("Cases/MakePromise", "action_id"): (9, "ACTION_REQUIRED", "action_id"),
    # An entry of which nobody can say yet whether it will be sealed.
    ("Ledger/Proof", "entry_id"): (9, "NOT_SEALED_YET", ""),
}
# Who may do it, where the first role of the policy may not do all of it.
CALLERS = {"Cases/Close": "COLLECTIONS_MANAGER"}


class Method:
    """A method and its policy."""

    def __init__(self, schema, descriptor):
        self.name = f"{descriptor.containing_service.name}/{descriptor.name}"
        self.path = V1 + self.name
        self.input = descriptor.input_type
        self.streams_in = descriptor.client_streaming
        options = schema.message("google.protobuf.MethodOptions").FromString(
            descriptor.GetOptions().SerializeToString())
        policy = options.Extensions[schema.pool.FindExtensionByName(V1 + "policy")]
        names = schema.pool.FindEnumTypeByName(V1 + "Policy.Role").values_by_number
        self.roles = [names[role].name for role in policy.roles]
        self.any_role, self.open = policy.any_role, policy.unauthenticated

    def identifiers(self):
        """The paths of the fields which hold an identifier: its own, and those of its rows."""
        for field in self.input.fields:
            if field.name.endswith("_id"):
                yield field.name
            elif field.message_type is not None:
                for inner in field.message_type.fields:
                    # A person's number names no record.
                    if inner.name.endswith("_id") and inner.name != "resident_id":
                        yield f"{field.name}.{inner.name}"


def methods(place):
    found = []
    for name in place.schema.files:
        for service in place.schema.pool.FindFileByName(name).services_by_name.values():
            found += [Method(place.schema, method) for method in service.methods]
    if len(found) < 40:
        raise AssertionError(f"{len(found)} methods")
    return found


def answer(client, method, fields, deadline=20):
    """(code, reason, field, the bytes of the status or of the replies)."""
    request = client.schema.request(method.path, **fields)
    try:
        if method.streams_in:
            replies = [client.client_stream(method.path, [request], deadline, key=new_key())]
        else:
            replies = list(client.server_stream(
                method.path, request, WATCH_SECONDS if method.name == "Alerts/Watch" else deadline,
                key=new_key()))
    except Refused as refused:
        status = refused.status
        return status.code, status.reason, status.field, status.SerializeToString()
    return OK + (b"".join(reply.SerializeToString() for reply in replies),)


def alike(found, expected, what):
    """Tells every difference at once."""
    wrong = [f"{key}: {found.get(key)!r}, {expected.get(key)!r} is expected"
             for key in sorted(set(found) | set(expected)) if found.get(key) != expected.get(key)]
    if wrong:
        raise AssertionError(what + "\n" + "\n".join(wrong))


# MARK: The ground

class Walk:
    """Two tenants of their own in which everything exists once."""

    def __init__(self, place):
        self.place = place
        roles = place.schema.pool.FindEnumTypeByName(V1 + "Policy.Role").values
        self.roles = [role.name for role in roles[1:] if role.name not in OUTSIDE]
        self.clients = {}
        self.a, self.b = self.tenant("Walk A"), self.tenant("Walk B")

    def client(self, tenant, role):
        """One connection for each, while it lasts."""
        key = (tenant and tenant.id, role)
        if key not in self.clients:
            token = "" if role is None else (
                self.place.house.operator_token if tenant is None else tenant.tokens[role])
            self.clients[key] = self.place.house.client(token)
        return self.clients[key]

    def close(self):
        for client in self.clients.values():
            client.close()

    def call(self, tenant, role, method, **fields):
        return self.client(tenant, role).unary(
            V1 + method, self.place.request(V1 + method, **fields), deadline=30, key=new_key())

    def tenant(self, name):
        """A tenant with one of everything that has an identifier; `ids` by the field's name."""
        place = self.place
        tenant = place.house.create_tenant(name, self.roles)
        self.client(tenant, "TENANT_ADMIN").client_stream(
            V1 + "Imports/Load", place.load_requests(tenant.id, range(2, 8), payments=[]),
            key=new_key())
        debtors = self.call(tenant, "RISK_ANALYST", "Debtors/List").debtors
        debtor = debtors[0].debtor_id
        ids = {"tenant_id": tenant.id, "debtor_id": debtor}
        ids["account_id"] = self.call(
            tenant, "RISK_ANALYST", "Debtors/Get", debtor_id=debtor).accounts[0].account_id
        ids["principal_id"] = self.call(tenant, "AUDITOR", "System/Info").principal_id
        source = self.call(
            tenant, "TENANT_ADMIN", "Assets/RegisterSource", kind=3, label="Register",
            legal_basis=1, asset_classes=[2], generated=True)
        ids["source_id"], ids["legal_basis_id"] = source.source_id, source.legal_basis_id
        ids["consent_id"] = self.call(
            tenant, "DPO", "Assets/GiveConsent", debtor_id=debtor, **CONSENT).consent_id
        tenant.ids = ids
        for change in ({"kind": 1}, {"kind": 3, "old_share_ppm": 1_000_000}):
            self.call(tenant, "TENANT_ADMIN", "Assets/Observe", source_id=ids["source_id"],
                      observations=[dict(observation(ids), **change)])
        tenant.tokens["REGULATOR"] = new_token()
        regulator = self.call(
            None, "PLATFORM_ADMIN", "Operator/CreateRegulator", name=name, jurisdiction="CN",
            **credential(tenant.tokens["REGULATOR"])).regulator_id
        self.call(None, "PLATFORM_ADMIN", "Operator/GrantRegulator", regulator_id=regulator,
                  tenant_id=tenant.id, datasets=[2, 5, 7], from_on="2005-09-01", period=4)
        self.call(tenant, "TENANT_ADMIN", "Days/Close", business_on="2005-09-30",
                  next_on="2005-10-01")
        ids["extract_id"] = eventually(60, lambda: next(
            (line.extract_id for line in
             self.call(tenant, "TENANT_ADMIN", "Extracts/List").extracts if line.byte_count), None))
        ids["alert_id"] = self.call(tenant, "RISK_ANALYST", "Alerts/List").alerts[0].alert_id
        ids["case_id"] = self.call(tenant, "COLLECTOR", "Cases/TakeNext").case.case_id
        ids["action_id"] = self.call(
            tenant, "COLLECTOR", "Cases/RecordAction", case_id=ids["case_id"], **ACTION).action_id
        ids["repair_id"] = self.call(
            tenant, "REPAIR_OFFICER", "Repairs/Start", debtor_id=debtors[1].debtor_id
        ).repair.repair_id
        tenant.tokens["DEBTOR"] = new_token(f"tly_s{tenant.id.replace('-', '')}_")
        self.call(tenant, "TENANT_ADMIN", "Debtors/IssueSubjectToken", debtor_id=debtor,
                  **credential(tenant.tokens["DEBTOR"]))
        ids["entry_id"] = self.call(
            tenant, "AUDITOR", "Ledger/DebtorEntries", debtor_id=debtor).entries[0].entry_id
        return tenant


CONSENT = {"purpose": 2, "separate": True, "notice_version": "1", "generated": True}
# Inbound: no hour of the day forbids it.
ACTION = {"channel": 1, "direction": 2, "party_reached": 1, "result": 1, "outcome": 1}


def observation(ids):
    return {
        "debtor_id": ids["debtor_id"], "legal_basis_id": ids["legal_basis_id"],
        "consent_id": ids["consent_id"], "asset_class": 2, "registry_ref": "HOUSE-1",
        "observed_on": "2005-09-25", "currency": "TWD", "generated": True}


def credential(token):
    return {"token_hash": hashlib.sha256(token.encode()).digest(),
            "expires_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86_400))}


def requests(ids):
    """For each method with an identifier, a request of a tenant's own with which all is right."""
    money = {"amount": 100, "currency": "TWD"}
    return {
        "Alerts/Handle": {"alert_id": ids["alert_id"], "event": "acknowledge"},
        "Alerts/List": {},
        "Assets/GiveConsent": {"debtor_id": ids["debtor_id"], **CONSENT},
        "Assets/List": {"debtor_id": ids["debtor_id"]},
        "Assets/Observe": {"source_id": ids["source_id"], "observations": [
            dict(observation(ids), kind=1)]},
        "Cases/CheckContact": {"case_id": ids["case_id"], "channel": 1},
        "Cases/Close": {"case_id": ids["case_id"], "reason": 3},
        "Cases/Get": {"case_id": ids["case_id"]},
        "Cases/MakePromise": {
            "case_id": ids["case_id"], "action_id": ids["action_id"], "money": money,
            "due_on": "2005-10-10"},
        "Cases/RecordAction": {"case_id": ids["case_id"], **ACTION},
        "Debtors/CreditReport": {"debtor_id": ids["debtor_id"]},
        "Debtors/Get": {"debtor_id": ids["debtor_id"]},
        "Debtors/IssueSubjectToken": {"debtor_id": ids["debtor_id"], **credential(new_token())},
        "Debtors/Reveal": {
            "debtor_id": ids["debtor_id"], "purpose": "identity_check", "fields": ["phone"]},
        "Extracts/List": {"tenant_id": ids["tenant_id"]},
        "Extracts/Pull": {"tenant_id": ids["tenant_id"], "extract_id": ids["extract_id"]},
        "Ledger/Accesses": {"debtor_id": ids["debtor_id"]},
        "Ledger/DebtorEntries": {"debtor_id": ids["debtor_id"]},
        "Ledger/Head": {"tenant_id": ids["tenant_id"]},
        "Ledger/Proof": {"entry_id": ids["entry_id"]},
        "Operator/CreatePrincipal": {
            "tenant_id": ids["tenant_id"], "kind": 1, "roles": ["AUDITOR"], "label": "test",
            **credential(new_token())},
        "Operator/RevokePrincipal": {"principal_id": ids["principal_id"]},
        "Payments/Post": {
            "account_id": ids["account_id"], "money": money, "value_on": "2005-10-01"},
        "Repairs/Advance": {"repair_id": ids["repair_id"], "event": "withdraw"},
        "Repairs/Get": {"repair_id": ids["repair_id"]},
        "Repairs/Start": {"debtor_id": ids["debtor_id"]},
    }


def walk(place):
    if not hasattr(place, "walk"):
        place.walk = Walk(place)
    return place.walk


def caller(walk, method):
    """Somebody of tenant A, or the operator, who may call the method."""
    if method.open:
        return walk.client(None, None)
    allowed = [role for role in method.roles if role not in OUTSIDE]
    if not allowed and not method.any_role:
        demand(method.roles, ["PLATFORM_ADMIN"], method.name)
        return walk.client(None, "PLATFORM_ADMIN")
    return walk.client(
        walk.a, CALLERS.get(method.name) or (allowed or ["RISK_ANALYST"])[0])


# MARK: The checks

def every_method_with_an_empty_request(place):
    ground = walk(place)
    found = {method.name: answer(caller(ground, method), method, {})[:3]
             for method in methods(place)}
    alike(found, EMPTY, "empty requests")


def every_method_and_every_role_that_may_not(place):
    ground = walk(place)
    found, expected = {}, {}
    everybody = [(ground.a, role) for role in [*ground.roles, "DEBTOR", "REGULATOR"]]
    everybody.append((None, "PLATFORM_ADMIN"))
    for method in methods(place):
        if not method.open:
            found[method.name, None] = answer(ground.client(None, None), method, {})[:3]
            expected[method.name, None] = (UNAUTHENTICATED, "CREDENTIAL_INVALID", "")
        for tenant, role in everybody:
            if method.open or method.any_role or role in method.roles:
                continue
            found[method.name, role] = answer(ground.client(tenant, role), method, {})[:3]
            expected[method.name, role] = (DENIED, "ROLE_NOT_ALLOWED", "")
    if len(found) < 600:
        raise AssertionError(f"{len(found)} calls")
    alike({f"{method} {role}": value for (method, role), value in found.items()},
          {f"{method} {role}": value for (method, role), value in expected.items()}, "refusals")


def every_identifier_of_another_tenant(place):
    """Code, reason, field, sentence and length: the status of B's is that of nobody's."""
    ground = walk(place)
    own, wrong, count = requests(ground.a.ids), [], 0
    for method in methods(place):
        paths = list(method.identifiers())
        if method.roles == ["PLATFORM_ADMIN"]:
            # The platform's operator belongs to no tenant.
            continue
        if bool(paths) != (method.name in own):
            wrong.append(f"{method.name}: has the identifiers {paths}, and "
                         f"{'no' if paths else 'a'} request here")
            continue
        for path in paths:
            client = caller(ground, method)
            theirs = answer(client, method, replaced(own[method.name], path, ground.b.ids))
            nobodys = answer(client, method, replaced(own[method.name], path, None))
            count += 1
            if theirs != nobodys:
                wrong.append(f"{method.name} {path}: {theirs} and {nobodys}")
            expected = GROUNDS.get((method.name, path), (NOT_FOUND, "NOT_FOUND", theirs[2]))
            if theirs[:3] != expected:
                wrong.append(f"{method.name} {path}: {theirs[:3]}, {expected} is expected")
    if wrong or count < 28:
        raise AssertionError(f"{count} identifiers\n" + "\n".join(wrong))


def replaced(fields, path, ids):
    """`fields` with the identifier at `path` out of `ids`, or nobody's."""
    outer, _, inner = path.partition(".")
    value = ids[inner or outer] if ids else NOBODY
    return dict(fields, **{outer: [dict(fields[outer][0], **{inner: value})] if inner else value})


CHECKS = [
    every_method_with_an_empty_request, every_method_and_every_role_that_may_not,
    every_identifier_of_another_tenant,
]
