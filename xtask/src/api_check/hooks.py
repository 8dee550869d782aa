"""What Schemathesis must know to get beyond the door: who may ask, and what there is to ask about.

Each operation says in the document whose session it takes. Identifiers are made up three times in
ten; otherwise they name something that is there.
"""

import json
import os
import random
import urllib.request

import schemathesis

URL = os.environ["ENTREGA_URL"]
OPERATOR = os.environ["ENTREGA_OPERATOR_TOKEN"]
MADE_UP = 0.3


def ask(method, path, body=None, token=None, **headers):
    """The JSON that the server answers with."""
    headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
        return json.loads(text) if text else None


STORE = ask("GET", "/api/board/couriers", token=OPERATOR) and "loja"


def guest():
    name = {"name": "Ana", "phone": "(11) 98765-4321"}
    return ask("POST", f"/api/stores/{STORE}/sessions", name)["token"]


def cart():
    """A line of something that is ordered as it is."""
    menu = ask("GET", f"/api/stores/{STORE}/menu")
    for category in menu["categories"]:
        for item in category["items"]:
            plain = all(group["min"] == 0 for group in item["options"])
            if plain and item["price"] >= 2000 and item["available"] > 10:
                return {"lines": [{"item": item["id"], "quantity": 1}]}
    raise RuntimeError("nothing can be ordered as it is")


def address():
    """Somewhere near the store."""
    return {"line": ask("GET", f"/api/stores/{STORE}")["address"]}


class Shop:
    """A customer with an order, a courier who brings it, and people who may ask."""

    def __init__(self):
        self.cart = cart()
        self.address = address()
        self.customer = guest()
        self.orders = [self.place(payment) for payment in ("CASH", "PIX", "CASH")]
        courier = {"name": "Rui", "state": "FREE", "point": {"x": 0, "y": 0}}
        ask("PUT", "/api/board/couriers/rui", courier, OPERATOR)
        self.links = [order["tracking_link"].rsplit("/", 1)[1] for order in self.orders]

    def quote(self):
        wish = {"cart": self.cart, "address": self.address}
        return ask("POST", "/api/quotes", wish, self.customer)["quote"]

    def place(self, payment):
        order = {"cart": self.cart, "quote": self.quote(), "payment": {"type": payment}}
        key = {"Idempotency-Key": f"key-{random.random()}"}
        return ask("POST", "/api/orders", order, self.customer, **key)

    def token(self, roles):
        if "customer" in roles:
            return self.customer
        return OPERATOR

    def named(self):
        """Something that is there, for each parameter of a path."""
        return {
            "store": STORE,
            "order": random.choice(self.orders)["id"],
            "token": random.choice(self.links),
            "item": self.cart["lines"][0]["item"],
            "courier": "rui",
            "picture": "feijoada.svg",
        }


SHOP = Shop()


def roles_of(operation):
    security = operation.definition.raw.get("security") or []
    return [role for one in security for role in one.get("bearer", [])]


@schemathesis.auth()
class Sessions:
    """The session that an operation takes."""

    def get(self, case, context):
        return SHOP.token(roles_of(case.operation))

    def set(self, case, data, context):
        if roles_of(case.operation):
            case.headers = case.headers or {}
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Names what is there, mostly; signs nobody out."""
    if case.path_parameters and random.random() > MADE_UP:
        there = SHOP.named()
        for name in case.path_parameters:
            if name in there:
                case.path_parameters[name] = there[name]
    if case.operation.path.startswith("/api/courier") and case.headers is not None:
        case.headers.setdefault("Entrega-Courier", "rui")
    if isinstance(case.body, dict) and random.random() > MADE_UP:
        if "cart" in case.body:
            case.body["cart"] = SHOP.cart
        if "quote" in case.body:
            case.body["quote"] = SHOP.quote()
        if "address" in case.body:
            case.body["address"] = SHOP.address
        if "line" in case.body:
            case.body["line"] = SHOP.address["line"]


@schemathesis.hook
def filter_case(context, case):
    """A session that ends takes all that is asked afterwards with it."""
    return case.operation.label != "DELETE /api/session"
